/// The API of an account: AWS's REST services `iot` (control plane) and `iot-data`, service models of 2015-05-28. Requests
/// in, answers out; changes go to the registry, messages and shadows to whoever has them.
public final class ControlPlane {
    let registry: Registry
    let data: DataPlane
    private let signatures: SignatureV4?

    /// Most bytes of a body: a policy document of the longest that the service model lets through, with its escapes.
    private static let mostBytes = 1 << 20

    /// - Parameter signatures: checks that requests are signed; nil: nobody does.
    init(_ registry: Registry, _ data: DataPlane, signatures: SignatureV4?) {
        self.registry = registry
        self.data = data
        self.signatures = signatures
    }

    /// All operations of the models.
    static let routes =
        endpointRoutes + certificateRoutes + authorityRoutes + policyRoutes + attachmentRoutes + authorizationRoutes
        + thingRoutes + principalRoutes + thingTypeRoutes + thingGroupRoutes + ruleRoutes + templateRoutes
        + shadowRoutes + messageRoutes + absentRoutes

    /// Answers a request that came at `now`, milliseconds since 1970.
    /// - Parameter device: says why a device that has shown its certificate may not do something; nil: there is no certificate.
    func handle(_ request: APIRequest, now: Int64, device: ((BrokerGate.Action) -> String?)?) -> APIResponse {
        var response: APIResponse
        do throws(APIError) {
            response = try answer(request, now, device)
        } catch {
            response = .failure(error)
        }
        response.headers.append(APIRequest.Header("x-amzn-RequestId", registry.uuid()))
        return response
    }

    /// Answers a request that came at `now`, milliseconds since 1970, and has to be signed.
    public func handle(_ request: APIRequest, now: Int64) -> APIResponse { handle(request, now: now, device: nil) }

    private func answer(
        _ request: APIRequest,
        _ now: Int64,
        _ device: ((BrokerGate.Action) -> String?)?
    ) throws(APIError) -> APIResponse {
        guard request.body.count <= Self.mostBytes else {
            throw APIError(.requestEntityTooLarge, "The body is longer than \(Self.mostBytes) bytes")
        }
        guard let (route, labels) = Route.find(request, in: Self.routes) else {
            throw APIError(.unknownOperation, "No operation has the method \(request.method.shown) and this path")
        }
        let showsCertificate = device != nil && !SignatureClaim.isIn(request)
        if !showsCertificate { try checkSignature(request, route, now) }
        guard !(route.makesSomething && registry.isFull) else {
            throw APIError(.limitExceeded, "The account has no room for more than it has")
        }
        registry.activateDue(now: now)
        let call = try APICall(request, labels, takesPayload: route.takesPayload, now: now)
        if showsCertificate, let device { try permit(route, call, device) }
        return try route.handler(self)(call)
    }

    private func checkSignature(_ request: APIRequest, _ route: Route, _ now: Int64) throws(APIError) {
        guard let signatures else { return }
        try signatures.check(request, for: route.service.signingNames, now: now)
        // A path that is signed as another one could be turned into it by anybody.
        guard CanonicalRequest.isPlain(request.path) else {
            throw APIError(.invalidSignature, "A signed path must have no empty, '.' or '..' segments.")
        }
    }
}
