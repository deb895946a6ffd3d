import JSON

/// An AWS IoT policy: who may do what (developer guide, AWS IoT Core policies).
public struct PolicyDocument: Sendable, Equatable {
    /// What a statement says when it applies.
    public enum Effect: String, Sendable {
        case allow = "Allow"
        case deny = "Deny"
    }

    /// One statement.
    struct Statement: Sendable, Equatable {
        var effect: Effect
        /// Actions with `*` and `?`, such as `iot:*`.
        var actions: [String]
        /// ARNs with `*`, `?` and variables.
        var resources: [String]
        /// Whether it applies to every resource but these.
        var excludesResources = false
        var conditions: [PolicyCondition] = []
    }

    /// Most characters without white space (AWS General Reference, AWS IoT Core quotas).
    public static let mostCharacters = 2048

    var statements: [Statement]
    /// Whether `${…}` is a variable: since version 2012-10-17.
    var hasVariables: Bool

    /// Reads a policy.
    ///
    /// - Throws: `MalformedPolicy`, in the words of which the API's MalformedPolicyException speaks.
    public init(_ text: String) throws(MalformedPolicy) {
        guard text.utf8.count <= 16 * Self.mostCharacters,
            text.count(where: { !$0.isWhitespace }) <= Self.mostCharacters
        else { throw MalformedPolicy("Policy cannot be longer than \(Self.mostCharacters) characters") }
        guard case .object(let members)? = JSONValue(Array(text.utf8)) else {
            throw MalformedPolicy("Policy document is not a JSON object")
        }
        for key in members.keys.sorted() where !["Version", "Id", "Statement"].contains(key) {
            throw MalformedPolicy("Policy element \(key.shown) is not known")
        }
        let version = members["Version"]?.text ?? "2008-10-17"
        guard members["Version"].map({ $0.text != nil }) ?? true, ["2008-10-17", "2012-10-17"].contains(version) else {
            throw MalformedPolicy("Policy element 'Version' must be 2012-10-17 or 2008-10-17")
        }
        hasVariables = version == "2012-10-17"
        switch members["Statement"] {
        case .array(let values)? where !values.isEmpty:
            var statements: [Statement] = []
            for value in values { statements.append(try Statement(value)) }
            self.statements = statements
        case .object(let value)?: statements = [try Statement(.object(value))]
        default: throw MalformedPolicy("Policy element 'Statement' must be an object or an array of objects")
        }
    }
}

/// Why a text is no policy.
public struct MalformedPolicy: Error, Equatable, Sendable, CustomStringConvertible {
    /// One line.
    public let description: String

    init(_ description: String) { self.description = description }
}

extension PolicyDocument.Statement {
    fileprivate init(_ value: JSONValue) throws(MalformedPolicy) {
        guard case .object(let members) = value else { throw MalformedPolicy("A statement is not an object") }
        let known = ["Sid", "Effect", "Action", "Resource", "NotResource", "Condition"]
        for key in members.keys.sorted() where !known.contains(key) {
            throw MalformedPolicy("Statement element \(key.shown) is not known")
        }
        guard let effect = members["Effect"]?.text.flatMap(PolicyDocument.Effect.init) else {
            throw MalformedPolicy("Statement element 'Effect' must be Allow or Deny")
        }
        self.effect = effect
        actions = try Self.texts(members["Action"], "Action")
        for action in actions where action != "*" && !action.contains(":") {
            throw MalformedPolicy("Action \(action.shown) must have a service and a name, such as iot:Connect")
        }
        guard (members["Resource"] == nil) != (members["NotResource"] == nil) else {
            throw MalformedPolicy("A statement must have either 'Resource' or 'NotResource'")
        }
        excludesResources = members["Resource"] == nil
        resources = try Self.texts(members["Resource"] ?? members["NotResource"], "Resource")
        for resource in resources where resource != "*" && !resource.hasPrefix("arn:") {
            throw MalformedPolicy("Resource \(resource.shown) must be * or an ARN")
        }
        conditions = try PolicyCondition.all(members["Condition"])
    }

    private static func texts(_ value: JSONValue?, _ name: String) throws(MalformedPolicy) -> [String] {
        guard let texts = value?.texts, !texts.isEmpty else {
            throw MalformedPolicy("Statement element '\(name)' must be a string or an array of strings")
        }
        return texts
    }
}
