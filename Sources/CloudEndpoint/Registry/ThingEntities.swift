/// A device as the registry knows it.
struct Thing: RegistryEntity {
    static let kind = KeptChange.Kind.thing
    static var table: WritableKeyPath<RegistryTables, [String: Self]> { \.things }
    var key: String { name }

    /// Most attributes without and with a type (AWS General Reference, AWS IoT Device Management quotas).
    static let mostAttributes = (plain: 3, typed: 50)
    /// Most groups that it is in (as above).
    static let mostGroups = 10

    var name: String
    /// A UUID.
    var id: String
    var type: String?
    var attributes: [String: String]
    /// Rises with every update.
    var version: Int64 = 1
    /// Groups that it was put into, in that order.
    var groups: [String] = []
}

/// What things have in common.
struct ThingType: RegistryEntity {
    static let kind = KeptChange.Kind.thingType
    static var table: WritableKeyPath<RegistryTables, [String: Self]> { \.thingTypes }
    var key: String { name }

    /// Milliseconds after its deprecation from which on it can be deleted (developer guide, Thing types: five minutes).
    static let deletionDelay: Int64 = 300_000

    var name: String
    var id: String
    var description: String?
    var searchable: [String]
    var created: Int64
    /// When it was deprecated; nil: it was not.
    var deprecated: Int64?
}

/// Things and groups of things that policies can be attached to.
struct ThingGroup: RegistryEntity {
    static let kind = KeptChange.Kind.thingGroup
    static var table: WritableKeyPath<RegistryTables, [String: Self]> { \.thingGroups }
    var key: String { name }

    /// Most groups above one another (AWS General Reference, AWS IoT Device Management quotas).
    static let mostLevels = 7

    var name: String
    var id: String
    var parent: String?
    var description: String?
    var attributes: [String: String]
    var version: Int64 = 1
    var created: Int64
    /// Policies attached to it, in the order of attaching.
    var policies: [String] = []
}
