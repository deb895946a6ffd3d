import JSON

/// Everything that an account has at AWS IoT: certificates, CAs, policies, things and what belongs to them. The only truth
/// about it, with one owner; times come with every call, as milliseconds since 1970, randomness from a generator.
///
/// A broker asks it `admit`, `policies` and `context`; a control plane changes it. Whoever keeps it takes `onChange`.
public final class Registry {
    /// Who the account is.
    public var settings: RegistrySettings
    /// Told of every change before the operation that makes it returns. No private key is ever among them.
    public var onChange: ((KeptChange) -> Void)?
    /// Told of registry events that are switched on, as messages to publish (developer guide, Registry events).
    public var onEvent: ((MQTTMessage) -> Void)?
    let issuer: CertificateIssuer
    var random: any RandomNumberGenerator
    private(set) var tables = RegistryTables()
    /// The documents of policies that count, read.
    private var documents: [String: PolicyDocument] = [:]

    /// A registry as it was kept, or an empty one.
    /// - Parameters:
    ///   - issuer: signs the certificates that the endpoint issues.
    ///   - random: serial numbers, ids and keys; seeded for the same run again.
    ///   - changes: what `onChange` was told, all of it or the last change of each entity; rows of others are passed over.
    public init(
        _ settings: RegistrySettings = RegistrySettings(),
        issuer: CertificateIssuer,
        random: any RandomNumberGenerator,
        restoring changes: [KeptChange] = []
    ) throws(UnreadableChange) {
        self.settings = settings
        self.issuer = issuer
        self.random = random
        for change in changes {
            for type in RegistryTables.kinds where type.kind == change.kind {
                guard type.restore(change, into: &tables) else {
                    throw UnreadableChange(change)
                }
            }
        }
        for policy in tables.policies.values { documents[policy.name] = try? PolicyDocument(policy.document) }
    }

    /// All that there is, as changes from nothing: by kind, in the order of keys.
    public var snapshot: [KeptChange] { RegistryTables.kinds.flatMap { Self.changes(of: $0, in: tables) } }

    private static func changes<Entity: RegistryEntity>(
        of type: Entity.Type,
        in tables: RegistryTables
    ) -> [KeptChange] {
        tables[keyPath: Entity.table].values.sorted { $0.key < $1.key }.map(\.change)
    }

    /// Keeps `entity` in place of the one of its name.
    func put<Entity: RegistryEntity>(_ entity: Entity) {
        guard tables[keyPath: Entity.table][entity.key] != entity else { return }
        tables[keyPath: Entity.table][entity.key] = entity
        if let policy = entity as? RegisteredPolicy { documents[policy.name] = try? PolicyDocument(policy.document) }
        onChange?(entity.change)
    }

    /// Forgets `entity`.
    func remove<Entity: RegistryEntity>(_ entity: Entity) {
        guard tables[keyPath: Entity.table].removeValue(forKey: entity.key) != nil else { return }
        if Entity.kind == .policy { documents[entity.key] = nil }
        onChange?(KeptChange(kind: Entity.kind, key: entity.key, value: nil))
    }

    /// The document of a policy that counts.
    func document(ofPolicy name: String) -> PolicyDocument? { documents[name] }

    /// Whether there is no room for more entities.
    var isFull: Bool { tables.count >= settings.mostEntities }

    /// Random bytes.
    func randomBytes(_ count: Int) -> [UInt8] {
        (0..<count).map { _ in UInt8(truncatingIfNeeded: random.next() >> 32) }
    }

    /// A random UUID, version 4 (RFC 9562, 5.4).
    func uuid() -> String {
        var bytes = randomBytes(16)
        bytes[6] = bytes[6] & 0x0F | 0x40
        bytes[8] = bytes[8] & 0x3F | 0x80
        let text = Array(Hexadecimal.text(bytes))
        return [0..<8, 8..<12, 12..<16, 16..<20, 20..<32].map { String(text[$0]) }.joined(separator: "-")
    }

    /// The account's own entity, empty before anything was asked of it.
    var account: RegistryAccount { tables.account[RegistryAccount.name] ?? RegistryAccount() }

    /// The code that a verification certificate must have as its common name; the same ever after.
    func registrationCode() -> String {
        var account = account
        if let code = account.registrationCode { return code }
        let code = Hexadecimal.text(randomBytes(32))
        account.registrationCode = code
        put(account)
        return code
    }

    /// Forgets the registration code, so that another one is made.
    func deleteRegistrationCode() {
        var account = account
        account.registrationCode = nil
        put(account)
    }
}
