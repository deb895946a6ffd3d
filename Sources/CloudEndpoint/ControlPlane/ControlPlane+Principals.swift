/// Which certificates are attached to which things.
extension ControlPlane {
    static let principalRoutes = [
        Route("AttachThingPrincipal", "PUT", "/things/{thingName}/principals", ControlPlane.attachPrincipal),
        Route("DetachThingPrincipal", "DELETE", "/things/{thingName}/principals", ControlPlane.detachPrincipal),
        Route("ListThingPrincipals", "GET", "/things/{thingName}/principals", ControlPlane.listThingPrincipals),
        Route("ListThingPrincipalsV2", "GET", "/things/{thingName}/principals-v2", ControlPlane.listThingPrincipals2),
        Route("ListPrincipalThings", "GET", "/principals/things", ControlPlane.listPrincipalThings),
        Route("ListPrincipalThingsV2", "GET", "/principals/things-v2", ControlPlane.listPrincipalThings2),
    ]

    private static let principalHeader = "x-amzn-principal"

    /// How a certificate is attached to its thing (service model, ThingPrincipalType).
    private enum LinkType: String {
        case exclusive = "EXCLUSIVE_THING"
        case other = "NON_EXCLUSIVE_THING"
    }

    private static func type(_ call: APICall) throws(APIError) -> LinkType? {
        guard let text = call.parameter("thingPrincipalType") else { return nil }
        guard let type = LinkType(rawValue: text) else {
            throw .invalid("thingPrincipalType must be EXCLUSIVE_THING or NON_EXCLUSIVE_THING")
        }
        return type
    }

    private func attachPrincipal(_ call: APICall) throws(APIError) -> APIResponse {
        let name = try call.name("thingName", .thing), type = try Self.type(call)
        try registry.attach(principal: call.header(Self.principalHeader), to: name, isExclusive: type == .exclusive)
        return .document([:])
    }

    private func detachPrincipal(_ call: APICall) throws(APIError) -> APIResponse {
        let name = try call.name("thingName", .thing)
        try registry.detach(principal: call.header(Self.principalHeader), from: name)
        return .document([:])
    }

    /// ARNs of a thing's certificates with how they are attached.
    private func principals(_ call: APICall) throws(APIError) -> [(arn: String, type: LinkType)] {
        let thing = try registry.thing(call.name("thingName", .thing))
        return registry.principals(of: thing.name).map { certificate in
            let isExclusive = certificate.things.contains { $0.name == thing.name && $0.isExclusive }
            return (registry.arn(of: certificate), isExclusive ? .exclusive : .other)
        }
    }

    private func listThingPrincipals(_ call: APICall) throws(APIError) -> APIResponse {
        try call.tokenPage(principals(call)) { $0.arn }.document("principals", next: "nextToken") { .string($0.arn) }
    }

    private func listThingPrincipals2(_ call: APICall) throws(APIError) -> APIResponse {
        let type = try Self.type(call)
        let principals = try principals(call).filter { type == nil || $0.type == type }
        return try call.tokenPage(principals) { $0.arn }.document("thingPrincipalObjects", next: "nextToken") {
            ["principal": .string($0.arn), "thingPrincipalType": .string($0.type.rawValue)]
        }
    }

    /// Names of a certificate's things with how it is attached.
    private func things(_ call: APICall) throws(APIError) -> [(name: String, type: LinkType)] {
        try registry.certificate(arn: call.header(Self.principalHeader)).things.sorted { $0.name < $1.name }
            .map { ($0.name, $0.isExclusive ? .exclusive : .other) }
    }

    private func listPrincipalThings(_ call: APICall) throws(APIError) -> APIResponse {
        try call.tokenPage(things(call)) { $0.name }.document("things", next: "nextToken") { .string($0.name) }
    }

    private func listPrincipalThings2(_ call: APICall) throws(APIError) -> APIResponse {
        let type = try Self.type(call)
        let things = try things(call).filter { type == nil || $0.type == type }
        return try call.tokenPage(things) { $0.name }.document("principalThingObjects", next: "nextToken") {
            ["thingName": .string($0.name), "thingPrincipalType": .string($0.type.rawValue)]
        }
    }
}
