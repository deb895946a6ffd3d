import JSON

/// Policies and their versions.
extension ControlPlane {
    static let policyRoutes = [
        Route("CreatePolicy", "POST", "/policies/{policyName}", ControlPlane.createPolicy),
        Route("GetPolicy", "GET", "/policies/{policyName}", ControlPlane.getPolicy),
        Route("DeletePolicy", "DELETE", "/policies/{policyName}", ControlPlane.deletePolicy),
        Route("ListPolicies", "GET", "/policies", ControlPlane.listPolicies),
        Route("CreatePolicyVersion", "POST", "/policies/{policyName}/version", ControlPlane.createVersion),
        Route("ListPolicyVersions", "GET", "/policies/{policyName}/version", ControlPlane.listVersions),
        Route(
            "GetPolicyVersion",
            "GET",
            "/policies/{policyName}/version/{policyVersionId}",
            ControlPlane.getVersion
        ),
        Route(
            "DeletePolicyVersion",
            "DELETE",
            "/policies/{policyName}/version/{policyVersionId}",
            ControlPlane.deleteVersion
        ),
        Route(
            "SetDefaultPolicyVersion",
            "PATCH",
            "/policies/{policyName}/version/{policyVersionId}",
            ControlPlane.setDefaultVersion
        ),
    ]

    private func createPolicy(_ call: APICall) throws(APIError) -> APIResponse {
        let name = try call.name("policyName", .policy)
        let policy = try registry.createPolicy(name, call.text("policyDocument"), now: call.now)
        return .document([
            "policyName": .string(name), "policyArn": .string(registry.arn(ofPolicy: name)),
            "policyDocument": .string(policy.document), "policyVersionId": "1",
        ])
    }

    private func getPolicy(_ call: APICall) throws(APIError) -> APIResponse {
        let policy = try registry.policy(call.name("policyName", .policy))
        return .document([
            "policyName": .string(policy.name), "policyArn": .string(registry.arn(ofPolicy: policy.name)),
            "policyDocument": .string(policy.document), "defaultVersionId": .string("\(policy.defaultVersion)"),
            "creationDate": .time(policy.created), "lastModifiedDate": .time(policy.modified),
            "generationId": .string(policy.generation),
        ])
    }

    private func deletePolicy(_ call: APICall) throws(APIError) -> APIResponse {
        try registry.deletePolicy(call.name("policyName", .policy))
        return .empty
    }

    private func listPolicies(_ call: APICall) throws(APIError) -> APIResponse {
        try call.page(registry.policies()) { creationKey($0.created, $0.name) }
            .document("policies", next: "nextMarker") { shortDocument(ofPolicy: $0.name) }
    }

    /// A policy in a list.
    func shortDocument(ofPolicy name: String) -> JSONValue {
        ["policyName": .string(name), "policyArn": .string(registry.arn(ofPolicy: name))]
    }

    private func createVersion(_ call: APICall) throws(APIError) -> APIResponse {
        let name = try call.name("policyName", .policy)
        let isDefault = try call.flag("setAsDefault"), text = try call.text("policyDocument")
        let version = try registry.createVersion(of: name, text, isDefault: isDefault, now: call.now)
        return .document([
            "policyArn": .string(registry.arn(ofPolicy: name)), "policyDocument": .string(version.document),
            "policyVersionId": .string("\(version.number)"), "isDefaultVersion": .bool(isDefault),
        ])
    }

    private func listVersions(_ call: APICall) throws(APIError) -> APIResponse {
        let policy = try registry.policy(call.name("policyName", .policy))
        let versions: [JSONValue] = policy.versions.reversed().map { version in
            [
                "versionId": .string("\(version.number)"),
                "isDefaultVersion": .bool(version.number == policy.defaultVersion),
                "createDate": .time(version.created),
            ]
        }
        return .document(["policyVersions": .array(versions)])
    }

    private func getVersion(_ call: APICall) throws(APIError) -> APIResponse {
        let policy = try registry.policy(call.name("policyName", .policy))
        let version = try registry.version(call.label("policyVersionId"), of: policy)
        return .document([
            "policyArn": .string(registry.arn(ofPolicy: policy.name)), "policyName": .string(policy.name),
            "policyDocument": .string(version.document), "policyVersionId": .string("\(version.number)"),
            "isDefaultVersion": .bool(version.number == policy.defaultVersion),
            "creationDate": .time(version.created), "lastModifiedDate": .time(version.created),
            "generationId": .string(policy.generation),
        ])
    }

    private func deleteVersion(_ call: APICall) throws(APIError) -> APIResponse {
        let name = try call.name("policyName", .policy)
        try registry.deleteVersion(call.label("policyVersionId"), of: name, now: call.now)
        return .empty
    }

    private func setDefaultVersion(_ call: APICall) throws(APIError) -> APIResponse {
        let name = try call.name("policyName", .policy)
        try registry.setDefaultVersion(call.label("policyVersionId"), of: name, now: call.now)
        return .empty
    }
}
