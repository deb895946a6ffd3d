/// How a broker differs from others: limits, and what it makes of what it does not like.
public struct BrokerRules: Sendable, Equatable {
    /// What becomes of a message with RETAIN.
    public enum Retaining: Sendable, Equatable {
        /// The client is disconnected: AWS IoT before August 2021.
        case disconnects
        /// Kept for filters without wildcards that are the topic: AWS IoT since (developer guide, MQTT retained messages).
        case exact
        /// Kept for all filters that take the topic (MQTT 3.1.1 section 3.3.1.3).
        case matching
    }

    /// Seconds without a packet that a client may ask for; what is outside is brought in. 0 asks for the most.
    public var keepAlive: ClosedRange<UInt16>?
    /// Most topic filters of a SUBSCRIBE.
    public var mostFilters = Int.max
    /// Most subscriptions of a connection.
    public var mostSubscriptions = 1000
    /// Most bytes of a client id.
    public var mostClientIDBytes = 1024
    /// Most bytes of a topic.
    public var mostTopicBytes = 65_535
    /// Most slashes in a topic.
    public var mostSlashes = 200
    /// Most bytes of a payload.
    public var mostPayloadBytes = 1 << 20
    /// Whether QoS 2 is spoken.
    public var takesQoS2 = false
    /// Whether `a/#` takes `a`, too.
    public var takesParent = false
    /// Whether topics that begin with `$aws/` are the service's own.
    public var reservesTopics = false
    /// What becomes of retained messages.
    public var retaining = Retaining.matching
    /// Most seconds that a client stays connected whose request was signed; nil: there is no end.
    public var signedSeconds: Int64?
    /// Seconds that a session outlives its connection.
    public var sessionSeconds: Int64 = 7 * 86_400
    /// Most messages on their way to a client without its acknowledgement.
    public var mostInFlight = 100
    /// Most bytes of them, but for one message.
    public var mostInFlightBytes = 2 << 20
    /// Most messages that wait for a client; of more the oldest are dropped.
    public var mostQueued = 1000
    /// Most bytes of messages that a session holds, on their way or not; of more the oldest that wait are dropped.
    public var mostHeldBytes = 16 << 20
    /// Most bytes of messages in all sessions; of more the oldest of the session that holds most are dropped.
    public var mostHeldBytesOfAll = 256 << 20
    /// Most bytes on their way into a client's connection; more messages of QoS 0 are dropped.
    public var mostOutputBytes = 4 << 20
    /// Most messages that are kept for those who subscribe later; more are not kept.
    public var mostRetained = 10_000
    /// Most bytes of them.
    public var mostRetainedBytes = 64 << 20
    /// Most sessions, of clients that are there or not; more clients are not let in.
    public var mostSessions = 20_000
    /// Most bytes of all topic filters, with what they cost beyond themselves; SUBSCRIBE to more is refused.
    public var mostFilterBytes = 64 << 20

    /// A plain broker of MQTT 3.1.1.
    public static let generic = {
        var rules = BrokerRules()
        rules.takesQoS2 = true
        rules.takesParent = true
        rules.mostFilters = 100
        return rules
    }()

    /// AWS IoT Core (AWS General Reference, AWS IoT Core endpoints and quotas; developer guide, MQTT). Not held to: its rates. Bounds in
    /// bytes are ours.
    public static let aws = {
        var rules = BrokerRules()
        rules.keepAlive = 30...1200
        rules.mostFilters = 8
        rules.mostSubscriptions = 50
        rules.mostClientIDBytes = 128
        rules.mostTopicBytes = 256
        rules.mostSlashes = 7
        rules.mostPayloadBytes = 128 * 1024
        rules.reservesTopics = true
        rules.retaining = .exact
        rules.sessionSeconds = 3600
        rules.signedSeconds = 86_400
        return rules
    }()

    /// Milliseconds without a packet after which a client that asked for `seconds` is cut off: half as long again
    /// (section 3.1.2.10); nil for never.
    func patience(_ seconds: UInt16) -> Int64? {
        guard let keepAlive else { return seconds == 0 ? nil : Int64(seconds) * 1500 }
        let granted =
            seconds == 0 ? keepAlive.upperBound : min(max(seconds, keepAlive.lowerBound), keepAlive.upperBound)
        return Int64(granted) * 1500
    }

    /// Whether a topic, or a filter, is short enough.
    func allows(topic: String) -> Bool {
        topic.utf8.count <= mostTopicBytes && topic.utf8.count(where: { $0 == UInt8(ascii: "/") }) <= mostSlashes
    }
}
