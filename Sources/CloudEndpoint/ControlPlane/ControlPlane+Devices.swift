/// What devices may do over HTTPS that show their certificate instead of a signature (developer guide, HTTPS, and AWS IoT Core
/// policy actions).
extension ControlPlane {
    /// Lets a device do what its policies allow.
    func permit(
        _ route: Route,
        _ call: APICall,
        _ refuses: (BrokerGate.Action) -> String?
    ) throws(APIError) {
        for wish in wishes(route, call) {
            if let reason = refuses(wish) { throw APIError(.forbidden, "Forbidden", reason: reason) }
        }
        guard !wishes(route, call).isEmpty else {
            let reason = "devices cannot call \(route.operation)"
            throw APIError(.forbidden, "Forbidden", reason: reason)
        }
    }

    /// What an operation takes; nothing for one that devices do not have.
    private func wishes(_ route: Route, _ call: APICall) -> [BrokerGate.Action] {
        let action = "iot:\(route.operation)"
        switch route.operation {
        case "Publish":
            let topic = call.label("topic")
            let publish = BrokerGate.Action.publish(topic: topic)
            return call.parameter("retain") == "true" ? [publish, .retain(topic: topic)] : [publish]
        case "GetThingShadow", "UpdateThingShadow", "DeleteThingShadow", "ListNamedShadowsForThing":
            let shadow = call.parameter("name").map { "/\($0)" } ?? ""
            return [.call(action: action, resource: "thing/\(call.label("thingName"))\(shadow)")]
        case "GetRetainedMessage": return [.call(action: action, resource: "topic/\(call.label("topic"))")]
        case "ListRetainedMessages": return [.call(action: action, resource: "*")]
        default: return []
        }
    }
}
