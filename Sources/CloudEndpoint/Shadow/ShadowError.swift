import JSON

/// Why a shadow's request is refused: codes and texts of the developer guide's table of Device Shadow error messages.
struct ShadowError: Error, Equatable, Sendable {
    /// An HTTP status.
    var code: Int
    var message: String

    static let invalidJSON = ShadowError(code: 400, message: "Invalid JSON")
    static let missingState = ShadowError(code: 400, message: "Missing required node: state")
    static let invalidVersion = ShadowError(code: 400, message: "Invalid version")
    static let invalidClientToken = ShadowError(code: 400, message: "Invalid clientToken")
    static let tooDeep = ShadowError(
        code: 400,
        message: "JSON contains too many levels of nesting; maximum is \(ShadowUpdate.mostLevels)"
    )
    static let invalidNode = ShadowError(code: 400, message: "State contains an invalid node")
    static let versionConflict = ShadowError(code: 409, message: "Version conflict")
    static let tooLarge = ShadowError(code: 413, message: "The payload exceeds the maximum size allowed")
    static let noRoom = ShadowError(code: 500, message: "There is no room for more shadows")
    static let notUTF8 = ShadowError(code: 415, message: "Unsupported documented encoding; supported encoding is UTF-8")

    static func noObject(_ node: String) -> ShadowError {
        ShadowError(code: 400, message: "\(node) node must be an object")
    }

    static func missing(_ shadow: ShadowName) -> ShadowError {
        ShadowError(code: 404, message: "No shadow exists with name: '\(shadow.text)'")
    }

    /// The document that says so.
    func document(timestamp: Int64, clientToken: String?) -> JSONValue {
        var members: [String: JSONValue] = [
            "code": .integer(Int64(code)), "message": .string(message), "timestamp": .integer(timestamp),
        ]
        if let clientToken { members["clientToken"] = .string(clientToken) }
        return .object(members)
    }
}
