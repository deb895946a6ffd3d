/// Something that a registry keeps by a name.
protocol RegistryEntity: Codable, Equatable, Sendable {
    static var kind: KeptChange.Kind { get }
    /// Where a registry has those of this kind.
    static var table: WritableKeyPath<RegistryTables, [String: Self]> { get }
    var key: String { get }
}

extension RegistryEntity {
    /// As a change keeps it.
    var change: KeptChange { KeptChange(kind: Self.kind, key: key, value: JSONRow.bytes(of: self)) }

    /// Puts a kept entity into `tables`, or takes it out. Whether it could be read.
    static func restore(_ change: KeptChange, into tables: inout RegistryTables) -> Bool {
        guard let value = change.value else {
            tables[keyPath: table][change.key] = nil
            return true
        }
        guard let entity = JSONRow.read(Self.self, value) else { return false }
        tables[keyPath: table][change.key] = entity
        return true
    }
}

/// Everything that a registry keeps, by kind and name.
struct RegistryTables: Equatable, Sendable {
    var account: [String: RegistryAccount] = [:]
    var certificates: [String: RegisteredCertificate] = [:]
    var authorities: [String: RegisteredAuthority] = [:]
    var policies: [String: RegisteredPolicy] = [:]
    var things: [String: Thing] = [:]
    var thingTypes: [String: ThingType] = [:]
    var thingGroups: [String: ThingGroup] = [:]
    var rules: [String: TopicRule] = [:]
    var templates: [String: ProvisioningTemplate] = [:]

    /// Entities of all kinds.
    var count: Int {
        certificates.count + authorities.count + policies.count + things.count + thingTypes.count + thingGroups.count
            + rules.count + templates.count
    }

    static let kinds: [any RegistryEntity.Type] = [
        RegistryAccount.self, RegisteredCertificate.self, RegisteredAuthority.self, RegisteredPolicy.self,
        Thing.self, ThingType.self, ThingGroup.self, TopicRule.self, ProvisioningTemplate.self,
    ]
}
