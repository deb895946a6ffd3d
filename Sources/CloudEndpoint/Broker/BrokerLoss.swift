/// What a broker does not hold any more, or did not take, because it has bounds.
public enum BrokerLoss: Sendable, Equatable, CustomStringConvertible {
    /// The oldest message that waited for a client.
    case queued(clientID: String)
    /// A message of QoS 0 for a client that does not read.
    case unread(clientID: String)
    /// A message that was to be kept for those who subscribe later.
    case retained(topic: String)
    /// A subscription.
    case subscription(clientID: String)
    /// An update of a shadow.
    case shadow(thing: String)

    /// One line.
    public var description: String {
        switch self {
        case .queued(let clientID): "the oldest message that waits for \(clientID.shown)"
        case .unread(let clientID): "a message of QoS 0 to \(clientID.shown), who does not read"
        case .retained(let topic): "a message to keep on \(topic.shown)"
        case .shadow(let thing): "an update of a shadow of \(thing.shown)"
        case .subscription(let clientID): "a subscription of \(clientID.shown)"
        }
    }

    /// Names what is lost: losses of one kind are told together.
    public var kind: String {
        switch self {
        case .queued: "queued"
        case .unread: "unread"
        case .retained: "retained"
        case .shadow: "shadow"
        case .subscription: "subscription"
        }
    }
}
