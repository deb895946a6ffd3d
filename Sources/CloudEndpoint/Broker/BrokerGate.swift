/// Who decides what clients may do: whoever knows certificates and policies.
public struct BrokerGate {
    /// What a client wants.
    public enum Action: Sendable, Equatable {
        case connect(hasWill: Bool, isPersistent: Bool)
        case publish(topic: String)
        case retain(topic: String)
        case subscribe(filter: String)
        case receive(topic: String)

        /// As policies name it: the action, and the resource behind `arn:aws:iot:REGION:ACCOUNT:`
        /// (developer guide, AWS IoT Core policy actions and resources).
        public func names(clientID: String) -> (action: String, resource: String) {
            switch self {
            case .connect: ("iot:Connect", "client/" + clientID)
            case .publish(let topic): ("iot:Publish", "topic/" + topic)
            case .retain(let topic): ("iot:RetainPublish", "topic/" + topic)
            case .subscribe(let filter): ("iot:Subscribe", "topicfilter/" + filter)
            case .receive(let topic): ("iot:Receive", "topic/" + topic)
            }
        }
    }

    /// Why `client` may not do something, in one line; nil when it may. At `connect` that is also whether it is known at all.
    public var refuses: (BrokerClient, Action) -> String? = { _, _ in nil }
    /// Takes a message to a topic that begins with `$aws/`; false when there is no such service, which ends the connection
    /// (developer guide, Reserved topics).
    public var serves: (MQTTMessage) -> Bool = { _ in true }

    /// Lets everybody do everything.
    public init() {}
}
