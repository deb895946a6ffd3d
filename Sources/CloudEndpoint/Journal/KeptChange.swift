/// What became of one row of what an account, or a broker without one, keeps beyond its process: all that there is to put
/// into a database.
public struct KeptChange: Equatable, Sendable {
    /// Kinds of rows.
    public enum Kind: String, Sendable, CaseIterable {
        case account
        case certificate
        case authority
        case policy
        case thing
        case thingType
        case thingGroup
        case rule
        case template
        case shadow
        case retained
        case session
        case subscription
        /// A message on its way to the client of a session, or waiting for it.
        case message
        /// A message of QoS 2 that a client has not released.
        case received
    }

    /// The kind of the row.
    public var kind: Kind
    /// Its name among those of its kind.
    public var key: String
    /// All of it; nil: it is gone. Entities are JSON, messages bytes.
    public var value: [UInt8]?

    /// A change as it was kept.
    public init(kind: Kind, key: String, value: [UInt8]?) {
        self.kind = kind
        self.key = key
        self.value = value
    }
}

/// A row that was kept by something else.
public struct UnreadableChange: Error, Equatable, Sendable, CustomStringConvertible {
    let kind: KeptChange.Kind
    let key: String

    init(_ change: KeptChange) {
        kind = change.kind
        key = change.key
    }

    /// One line.
    public var description: String { "the kept \(kind.rawValue) \(key.shown) cannot be read" }
}

extension [KeptChange] {
    /// The rows of a kind that are left in the end, in the order of their keys.
    func rows(_ kind: KeptChange.Kind) -> [(change: KeptChange, value: [UInt8])] {
        var last: [String: KeptChange] = [:]
        for change in self where change.kind == kind { last[change.key] = change }
        return last.sorted { $0.key < $1.key }.compactMap { _, change in change.value.map { (change, $0) } }
    }
}
