/// What policies say about one action on one resource (developer guide, Authorization; IAM user guide, Policy evaluation logic).
public struct Authorization: Sendable, Equatable {
    /// Names as the API's TestAuthorization has them.
    public enum Decision: String, Sendable {
        case allowed = "ALLOWED"
        case explicitDeny = "EXPLICIT_DENY"
        case implicitDeny = "IMPLICIT_DENY"
    }

    /// What was asked: `iot:Connect`.
    public let action: String
    /// On what: an ARN, or `*`.
    public let resource: String
    /// The answer: a statement that denies wins; without one that allows, the answer is no.
    public private(set) var decision = Decision.implicitDeny
    /// Policies with a statement that decided so, in the order that they were given.
    public private(set) var policies: [String] = []
    /// Variables without a value because of which a statement did not apply, in order.
    public private(set) var missing: [String] = []

    /// Asks `policies`, all that are attached, about `action` on `resource`.
    public init(
        _ action: String,
        on resource: String,
        _ policies: [(name: String, document: PolicyDocument)],
        _ context: PolicyContext
    ) {
        self.action = action
        self.resource = resource
        var found: [Decision: [String]] = [:]
        for (name, document) in policies {
            for statement in document.statements where applies(statement, document.hasVariables, context) {
                let decision = statement.effect == .deny ? Decision.explicitDeny : .allowed
                if found[decision]?.last != name { found[decision, default: []].append(name) }
            }
        }
        for decision in [Decision.explicitDeny, .allowed] where self.policies.isEmpty {
            guard let names = found[decision] else { continue }
            self.decision = decision
            self.policies = names
        }
        missing = Array(Set(missing)).sorted()
    }

    /// Whether the client may.
    public var isAllowed: Bool { decision == .allowed }

    private mutating func applies(
        _ statement: PolicyDocument.Statement,
        _ hasVariables: Bool,
        _ context: PolicyContext
    ) -> Bool {
        let isAction = statement.actions.contains {
            PolicyPattern($0, context, hasVariables: false).matches(action, ignoresCase: true)
        }
        guard isAction else { return false }
        var isNamed = false, isUnresolved = false
        for text in statement.resources {
            let pattern = PolicyPattern(text, context, hasVariables: hasVariables)
            if let name = pattern.unresolved {
                missing.append(name)
                isUnresolved = true
            }
            if pattern.matches(resource) { isNamed = true }
        }
        // What cannot be resolved matches nothing, and does not match "all others" either.
        guard statement.excludesResources ? !isNamed && !isUnresolved : isNamed else { return false }
        return statement.conditions.allSatisfy { condition in
            if context[condition.key].isEmpty { missing.append(condition.key) }
            return condition.holds(in: context, hasVariables: hasVariables)
        }
    }

    /// One sentence that says why.
    public var reason: String {
        let names = policies.map(\.shown).joined(separator: ", ")
        switch decision {
        case .allowed: return "\(names) allows \(action) on \(resource)"
        case .explicitDeny: return "\(names) denies \(action) on \(resource)"
        case .implicitDeny:
            let unknown = missing.isEmpty ? "" : " (without a value: \(missing.joined(separator: ", ")))"
            return "no policy allows \(action) on \(resource)\(unknown)"
        }
    }
}
