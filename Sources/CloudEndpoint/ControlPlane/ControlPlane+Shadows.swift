import JSON

/// Shadows over HTTP (service `iot-data`).
extension ControlPlane {
    static let shadowRoutes = [
        Route("GetThingShadow", "GET", shadowPath, service: .iotData, takesPayload: true, ControlPlane.getShadow),
        Route(
            "UpdateThingShadow",
            "POST",
            shadowPath,
            service: .iotData,
            takesPayload: true,
            ControlPlane.updateShadow
        ),
        Route(
            "DeleteThingShadow",
            "DELETE",
            shadowPath,
            service: .iotData,
            takesPayload: true,
            ControlPlane.deleteShadow
        ),
        Route(
            "ListNamedShadowsForThing",
            "GET",
            "/api/things/shadow/ListNamedShadowsForThing/{thingName}",
            service: .iotData,
            ControlPlane.listShadows
        ),
    ]

    private static let shadowPath = "/things/{thingName}/shadow"

    private func getShadow(_ call: APICall) throws(APIError) -> APIResponse { try shadow(call, .get, []) }

    private func updateShadow(_ call: APICall) throws(APIError) -> APIResponse {
        try shadow(call, .update, call.request.body)
    }

    private func deleteShadow(_ call: APICall) throws(APIError) -> APIResponse { try shadow(call, .delete, []) }

    private func shadow(
        _ call: APICall,
        _ operation: ShadowRequest.Operation,
        _ payload: [UInt8]
    ) throws(APIError) -> APIResponse {
        var name = ShadowName(thing: try call.name("thingName", .thing))
        if let shadow = call.parameter("name") { name.name = try NameRule.shadow.check(shadow, "name") }
        let request = ShadowRequest(operation, of: name)
        let seconds = call.now / 1000
        switch data.shadow(request, payload, seconds) {
        case .success(let document): return .document(document)
        case .failure(let error):
            let token = ShadowUpdate.clientToken(in: payload)
            var response = APIResponse.failure(APIError(error.kind, error.message))
            response.body = error.document(timestamp: seconds, clientToken: token).bytes
            return response
        }
    }

    private func listShadows(_ call: APICall) throws(APIError) -> APIResponse {
        let names = data.shadowNames(try call.name("thingName", .thing))
        let page = try call.tokenPage(names, size: "pageSize", most: 100) { $0 }
        var document: [String: JSONValue] = [
            "results": .array(page.items.map(JSONValue.string)), "timestamp": .integer(call.now / 1000),
        ]
        document["nextToken"] = page.next.map(JSONValue.string)
        return .document(.object(document))
    }
}

extension ShadowError {
    /// The error type of `iot-data` that goes with the code.
    fileprivate var kind: APIError.Kind {
        switch code {
        case 404: .resourceNotFound
        case 409: .conflict
        case 413: .requestEntityTooLarge
        case 500: .internalFailure
        case 415: .unsupportedDocumentEncoding
        default: .invalidRequest
        }
    }
}

extension ShadowRequest {
    fileprivate init(_ operation: Operation, of shadow: ShadowName) {
        self.operation = operation
        self.shadow = shadow
    }
}
