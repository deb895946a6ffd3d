import JSON

/// What a principal may do.
extension ControlPlane {
    static let authorizationRoutes = [
        Route("TestAuthorization", "POST", "/test-authorization", ControlPlane.testAuthorization),
        Route("GetEffectivePolicies", "POST", "/effective-policies", ControlPlane.getEffectivePolicies),
    ]

    /// Most questions at once (service model, AuthInfos).
    private static let mostQuestions = 10
    private static let actions = [
        "PUBLISH": "iot:Publish", "SUBSCRIBE": "iot:Subscribe", "RECEIVE": "iot:Receive", "CONNECT": "iot:Connect",
    ]

    private func testAuthorization(_ call: APICall) throws(APIError) -> APIResponse {
        guard case .array(let questions)? = call.document["authInfos"],
            (1...Self.mostQuestions).contains(questions.count)
        else { throw .invalid("authInfos must have 1 to \(Self.mostQuestions) elements") }
        let policies = try self.policies(call)
        let context = try context(call)
        var results: [JSONValue] = []
        for question in questions { results.append(try result(of: question, policies, context)) }
        return .document(["authResults": .array(results)])
    }

    private func policies(_ call: APICall) throws(APIError) -> [(name: String, document: PolicyDocument)] {
        let added = try APICall.texts("policyNamesToAdd", in: call.document)
        for name in added { _ = try registry.policy(name) }
        let skipped = try APICall.texts("policyNamesToSkip", in: call.document)
        var names = try effectivePolicies(call).filter { !skipped.contains($0) }
        for name in added where !names.contains(name) { names.append(name) }
        return registry.named(names)
    }

    /// Names of the policies of the principal that is asked about; none when none is.
    private func effectivePolicies(_ call: APICall) throws(APIError) -> [String] {
        guard try call.optional("cognitoIdentityPoolId") == nil else {
            throw APIError(.notImplemented, "Cognito identities are not implemented by this endpoint")
        }
        guard let principal = try call.optional("principal") else { return [] }
        switch try registry.target(principal) {
        case .certificate(let certificate): return registry.policyNames(of: certificate)
        case .group(let group): return registry.policies(of: .group(group), isRecursive: true)
        }
    }

    private func context(_ call: APICall) throws(APIError) -> PolicyContext {
        let client = call.parameter("clientId") ?? ""
        let principal = try call.optional("principal")
        let id = principal.flatMap { registry.settings.names.name(.certificate, in: $0) } ?? ""
        return registry.context(certificateID: id, clientID: client, sourceIP: nil)
    }

    private func result(
        of question: JSONValue,
        _ policies: [(name: String, document: PolicyDocument)],
        _ context: PolicyContext
    ) throws(APIError) -> JSONValue {
        guard let type = try APICall.optional("actionType", in: question), let action = Self.actions[type] else {
            throw .invalid("actionType must be one of \(Self.actions.keys.sorted())")
        }
        let resources = try APICall.texts("resources", in: question)
        guard !resources.isEmpty else { throw .invalid("resources must not be empty") }
        let answers = resources.map { Authorization(action, on: $0, policies, context) }
        let decisions = Set(answers.map(\.decision))
        // Of several resources the worst decision counts (assumed).
        let decision =
            [.explicitDeny, .implicitDeny].first { decisions.contains($0) } ?? Authorization.Decision.allowed
        func named(_ wanted: Authorization.Decision) -> JSONValue {
            let names = Set(answers.filter { $0.decision == wanted }.flatMap(\.policies)).sorted()
            return ["policies": .array(names.map(shortDocument))]
        }
        return [
            "authInfo": ["actionType": .string(type), "resources": .array(resources.map(JSONValue.string))],
            "allowed": named(.allowed),
            "denied": ["explicitDeny": named(.explicitDeny), "implicitDeny": named(.implicitDeny)],
            "authDecision": .string(decision.rawValue),
            "missingContextValues": .array(Set(answers.flatMap(\.missing)).sorted().map(JSONValue.string)),
        ]
    }

    private func getEffectivePolicies(_ call: APICall) throws(APIError) -> APIResponse {
        var names = try effectivePolicies(call)
        if let name = call.parameter("thingName") {
            let groups = try registry.thing(name).groups
            for group in groups {
                let inherited = registry.policies(of: .group(try registry.thingGroup(group)), isRecursive: true)
                names += inherited.filter { !names.contains($0) }
            }
        }
        var policies: [JSONValue] = []
        for name in names {
            policies.append([
                "policyName": .string(name), "policyArn": .string(registry.arn(ofPolicy: name)),
                "policyDocument": .string(try registry.policy(name).document),
            ])
        }
        return .document(["effectivePolicies": .array(policies)])
    }
}
