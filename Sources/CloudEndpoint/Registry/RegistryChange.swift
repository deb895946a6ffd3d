import Foundation

/// What became of one entity of a registry: all that there is to keep in a database.
public struct RegistryChange: Codable, Equatable, Sendable {
    /// Kinds of entities.
    public enum Kind: String, Codable, Sendable, CaseIterable {
        case account
        case certificate
        case authority
        case policy
        case thing
        case thingType
        case thingGroup
        case rule
        case template
    }

    /// The kind of the entity.
    public var kind: Kind
    /// Its name among those of its kind.
    public var key: String
    /// The whole entity as JSON; nil: it is gone.
    public var json: String?

    /// A change as it was kept.
    public init(kind: Kind, key: String, json: String?) {
        self.kind = kind
        self.key = key
        self.json = json
    }
}

/// Something that a registry keeps by a name.
protocol RegistryEntity: Codable, Equatable, Sendable {
    static var kind: RegistryChange.Kind { get }
    /// Where a registry has those of this kind.
    static var table: WritableKeyPath<RegistryTables, [String: Self]> { get }
    var key: String { get }
}

extension RegistryEntity {
    /// As a change keeps it.
    var json: String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return (try? encoder.encode(self)).map { String(decoding: $0, as: UTF8.self) } ?? "null"
    }

    /// Puts a kept entity into `tables`, or takes it out. Whether it could be read.
    static func restore(_ change: RegistryChange, into tables: inout RegistryTables) -> Bool {
        guard let json = change.json else {
            tables[keyPath: table][change.key] = nil
            return true
        }
        guard let entity = try? JSONDecoder().decode(Self.self, from: Data(json.utf8)) else { return false }
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

    static let kinds: [any RegistryEntity.Type] = [
        RegistryAccount.self, RegisteredCertificate.self, RegisteredAuthority.self, RegisteredPolicy.self,
        Thing.self, ThingType.self, ThingGroup.self, TopicRule.self, ProvisioningTemplate.self,
    ]
}
