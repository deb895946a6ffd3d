import Foundation

/// Messages and connections over HTTP (service `iot-data`).
extension ControlPlane {
    static let messageRoutes = [
        Route("Publish", "POST", "/topics/{topic+}", service: .iotData, takesPayload: true, ControlPlane.publish),
        Route("GetRetainedMessage", "GET", "/retainedMessage/{topic+}", service: .iotData, ControlPlane.getRetained),
        Route("ListRetainedMessages", "GET", "/retainedMessage", service: .iotData, ControlPlane.listRetained),
        Route(
            "DeleteConnection",
            "DELETE",
            "/connections/{clientId}",
            service: .iotData,
            ControlPlane.deleteConnection
        ),
    ]

    private func publish(_ call: APICall) throws(APIError) -> APIResponse {
        let topic = call.label("topic")
        guard MQTTTopic.isName(topic) else { throw .invalid("One cannot publish to the topic \(topic.shown)") }
        let mostBytes = BrokerRules.aws.mostPayloadBytes
        guard call.request.body.count <= mostBytes else { throw .invalid("A message has at most \(mostBytes) bytes") }
        let qos = UInt8(try call.number("qos", in: 0...1) ?? 0)
        let isRetained = try call.flag("retain")
        data.publish(MQTTMessage(topic: topic, payload: call.request.body, qos: qos, isRetained: isRetained))
        return .document(["message": "OK", "traceId": .string(registry.uuid())])
    }

    private func getRetained(_ call: APICall) throws(APIError) -> APIResponse {
        let topic = call.label("topic")
        guard let kept = data.retained().first(where: { $0.message.topic == topic }) else {
            throw APIError(.resourceNotFound, "There is no retained message on the topic \(topic.shown)")
        }
        return .document([
            "topic": .string(topic), "payload": .string(Data(kept.message.payload).base64EncodedString()),
            "qos": .integer(Int64(kept.message.qos)), "lastModifiedTime": .integer(kept.since),
        ])
    }

    private func listRetained(_ call: APICall) throws(APIError) -> APIResponse {
        let page = try call.tokenPage(data.retained(), most: 200) { $0.message.topic }
        return page.document("retainedTopics", next: "nextToken") { kept in
            [
                "topic": .string(kept.message.topic), "payloadSize": .integer(Int64(kept.message.payload.count)),
                "qos": .integer(Int64(kept.message.qos)), "lastModifiedTime": .integer(kept.since),
            ]
        }
    }

    private func deleteConnection(_ call: APICall) throws(APIError) -> APIResponse {
        let client = call.label("clientId")
        guard (1...128).contains(client.utf8.count), !client.hasPrefix("$") else {
            throw .invalid("The client id \(client.shown) must have 1 to 128 characters and not begin with $")
        }
        let cleans = try call.flag("cleanSession"), silent = try call.flag("preventWillMessage")
        guard data.disconnect(client, cleans, silent) else {
            throw APIError(.resourceNotFound, "No client with the id \(client.shown) is connected")
        }
        return .empty
    }
}
