/// What is known of a connection when a policy is asked: the values of policy variables and condition keys
/// (developer guide, AWS IoT Core policy variables).
public struct PolicyContext: Sendable, Equatable {
    private var values: [String: [String]] = [:]

    /// Nothing is known.
    public init() {}

    /// The values at `key`, such as `iot:ClientId`; none when it is not known.
    public subscript(key: String) -> [String] {
        get { values[key] ?? [] }
        set { values[key] = newValue }
    }

    /// Longest attribute of a certificate that is put into a policy, in characters.
    private static let longestAttribute = 1024

    /// The text to put in for the variable `name`; nil when it has none or may not be put in: a certificate's attribute that is
    /// too long or holds a character with a meaning (developer guide, X.509 certificate policy variables).
    func substitute(for name: String) -> String? {
        guard let value = self[name].first else { return nil }
        guard name.hasPrefix("iot:Certificate.") else { return value }
        guard value.count <= Self.longestAttribute, !value.contains(where: { "*$+?#".contains($0) }) else { return nil }
        return value
    }

    /// The client that connects; `clientID` is empty for one that has none.
    public mutating func connect(clientID: String, sourceIP: String?, lastWill: Bool, persistent: Bool) {
        self["iot:ClientId"] = clientID.isEmpty ? [] : [clientID]
        self["aws:SourceIp"] = sourceIP.map { [$0] } ?? []
        self["iot:ConnectAttributes"] = (persistent ? ["PersistentConnect"] : []) + (lastWill ? ["LastWill"] : [])
    }

    /// Whether a thing is attached to the certificate whose name is the client's id; which.
    public mutating func attach(thing: (name: String, type: String?, attributes: [String: String])?) {
        self["iot:Connection.Thing.IsAttached"] = [thing == nil ? "false" : "true"]
        guard let thing else { return }
        self["iot:Connection.Thing.ThingName"] = [thing.name]
        self["iot:Connection.Thing.ThingTypeName"] = thing.type.map { [$0] } ?? []
        for (name, value) in thing.attributes { self["iot:Connection.Thing.Attributes[\(name)]"] = [value] }
    }
}
