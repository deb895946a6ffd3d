/// Which policies are attached to what; also under the names that AWS has deprecated and the tutorials use.
extension ControlPlane {
    static let attachmentRoutes = [
        Route("AttachPolicy", "PUT", "/target-policies/{policyName}", ControlPlane.attachPolicy),
        Route("DetachPolicy", "POST", "/target-policies/{policyName}", ControlPlane.detachPolicy),
        Route("AttachPrincipalPolicy", "PUT", "/principal-policies/{policyName}", ControlPlane.attachToPrincipal),
        Route("DetachPrincipalPolicy", "DELETE", "/principal-policies/{policyName}", ControlPlane.detachFromPrincipal),
        Route("ListPrincipalPolicies", "GET", "/principal-policies", ControlPlane.listOfPrincipal),
        Route("ListPolicyPrincipals", "GET", "/policy-principals", ControlPlane.listPrincipals),
        Route("ListAttachedPolicies", "POST", "/attached-policies/{target+}", ControlPlane.listAttached),
        Route("ListTargetsForPolicy", "POST", "/policy-targets/{policyName}", ControlPlane.listTargets),
    ]

    private static let principalHeader = "x-amzn-iot-principal"

    private func attachPolicy(_ call: APICall) throws(APIError) -> APIResponse {
        try registry.attach(policy: call.name("policyName", .policy), to: call.text("target"))
        return .empty
    }

    private func detachPolicy(_ call: APICall) throws(APIError) -> APIResponse {
        try registry.detach(policy: call.name("policyName", .policy), from: call.text("target"))
        return .empty
    }

    private func attachToPrincipal(_ call: APICall) throws(APIError) -> APIResponse {
        try registry.attach(policy: call.name("policyName", .policy), to: call.header(Self.principalHeader))
        return .empty
    }

    private func detachFromPrincipal(_ call: APICall) throws(APIError) -> APIResponse {
        let name = try call.name("policyName", .policy)
        try registry.detach(policy: name, from: call.header(Self.principalHeader), isStrict: true)
        return .empty
    }

    private func listOfPrincipal(_ call: APICall) throws(APIError) -> APIResponse {
        let target = try registry.target(call.header(Self.principalHeader))
        return try list(target.policies.sorted(), call)
    }

    private func list(_ policies: [String], _ call: APICall) throws(APIError) -> APIResponse {
        try call.page(policies) { $0 }.document("policies", next: "nextMarker") { shortDocument(ofPolicy: $0) }
    }

    private func listPrincipals(_ call: APICall) throws(APIError) -> APIResponse {
        let policy = try registry.policy(call.header("x-amzn-iot-policy"))
        let principals = registry.targets(ofPolicy: policy.name)
        return try call.page(principals) { $0 }.document("principals", next: "nextMarker") { .string($0) }
    }

    private func listAttached(_ call: APICall) throws(APIError) -> APIResponse {
        let target = try registry.target(call.label("target"))
        return try list(registry.policies(of: target, isRecursive: call.flag("recursive")).sorted(), call)
    }

    private func listTargets(_ call: APICall) throws(APIError) -> APIResponse {
        let policy = try registry.policy(call.name("policyName", .policy))
        let targets = registry.targets(ofPolicy: policy.name)
        return try call.page(targets) { $0 }.document("targets", next: "nextMarker") { .string($0) }
    }
}
