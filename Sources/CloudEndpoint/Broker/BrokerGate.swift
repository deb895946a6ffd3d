/// Who decides what clients may do: whoever knows certificates and policies.
public struct BrokerGate {
    /// What a client wants.
    public enum Action: Sendable, Equatable {
        case connect(hasWill: Bool, isPersistent: Bool)
        case publish(topic: String)
        case retain(topic: String)
        case subscribe(filter: String)
        case receive(topic: String)
        /// An operation of the API, by its name in policies, on a resource.
        case call(action: String, resource: String)

        /// As policies name it: the action, and the resource behind `arn:aws:iot:REGION:ACCOUNT:`
        /// (developer guide, AWS IoT Core policy actions and resources).
        public func names(clientID: String) -> (action: String, resource: String) {
            switch self {
            case .connect: ("iot:Connect", "client/" + clientID)
            case .publish(let topic): ("iot:Publish", "topic/" + topic)
            case .retain(let topic): ("iot:RetainPublish", "topic/" + topic)
            case .subscribe(let filter): ("iot:Subscribe", "topicfilter/" + filter)
            case .receive(let topic): ("iot:Receive", "topic/" + topic)
            case .call(let action, let resource): (action, resource)
            }
        }
    }

    /// Why `client` may not do something, in one line; nil when it may. At `connect` that is also whether it is known at all.
    public var refuses: (BrokerClient, Action) -> String? = { _, _ in nil }
    /// Takes a message to a topic that begins with `$aws/`; false when there is no such service, which ends the connection
    /// (developer guide, Reserved topics).
    public var serves: (MQTTMessage) -> Bool = { _ in true }
    /// Answers a request that a client makes over HTTP.
    public var answers: (APIRequest, BrokerClient) -> APIResponse = { _, _ in
        .failure(APIError(.unknownOperation, "There is no API here"))
    }
    /// Says who it is that asks for a WebSocket; an error refuses it.
    public var identifies: (APIRequest, BrokerClient) throws(APIError) -> BrokerClient.Principal = {
        (_, client) throws(APIError) in client.principal
    }

    /// Lets everybody do everything.
    public init() {}
}
