import JSON

/// The document of a request about a shadow.
struct ShadowUpdate: Equatable, Sendable {
    /// Sections that are named, with null for one that is to go.
    var desired: JSONValue?
    var reported: JSONValue?
    /// The version that the sender believes in; nil for any.
    var version: Int64?
    var clientToken: String?

    /// Most bytes of a state document, levels of nesting, and bytes of a clientToken (AWS General Reference, Device Shadow quotas).
    static let mostBytes = 8192
    static let mostLevels = 6
    static let mostTokenBytes = 64

    /// Reads the payload of an update.
    static func update(_ payload: [UInt8]) throws(ShadowError) -> ShadowUpdate {
        var update = try ShadowUpdate(payload)
        guard let state = update.state else { throw .missingState }
        guard case .object(let sections) = state else { throw .noObject("State") }
        update.desired = try section(sections["desired"], "Desired")
        update.reported = try section(sections["reported"], "Reported")
        return update
    }

    /// Reads the payload of a get or a delete, which may be empty.
    static func other(_ payload: [UInt8]) throws(ShadowError) -> ShadowUpdate {
        try ShadowUpdate(payload.isEmpty ? Array("{}".utf8) : payload)
    }

    /// The token in a payload that is refused, as far as it can be read.
    static func clientToken(in payload: [UInt8]) -> String? {
        guard payload.count <= mostBytes, let token = JSONValue(payload)?["clientToken"]?.text else { return nil }
        return token.utf8.count <= mostTokenBytes ? token : nil
    }

    private var state: JSONValue?

    private init(_ payload: [UInt8]) throws(ShadowError) {
        guard payload.count <= Self.mostBytes else { throw .tooLarge }
        guard String(validating: payload, as: UTF8.self) != nil else { throw .notUTF8 }
        guard case .object(let members)? = JSONValue(payload) else { throw .invalidJSON }
        switch members["version"] {
        case nil: break
        case .integer(let number)? where number >= 0: version = number
        default: throw .invalidVersion
        }
        switch members["clientToken"] {
        case nil: break
        case .string(let token)? where token.utf8.count <= Self.mostTokenBytes: clientToken = token
        default: throw .invalidClientToken
        }
        state = members["state"]
    }

    private static func section(_ value: JSONValue?, _ name: String) throws(ShadowError) -> JSONValue? {
        guard let value, value != .null else { return value }
        guard case .object = value else { throw .noObject(name) }
        guard value.depth <= mostLevels else { throw .tooDeep }
        guard isValid(value) else { throw .invalidNode }
        return value
    }

    /// Null takes a key away; in an array there is nothing that it could take.
    private static func isValid(_ value: JSONValue) -> Bool {
        switch value {
        case .array(let values): values.allSatisfy { $0 != .null && isValid($0) }
        case .object(let members): members.values.allSatisfy(isValid)
        default: true
        }
    }
}
