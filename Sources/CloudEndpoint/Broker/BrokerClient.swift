/// One connection of a client to a broker.
public final class BrokerClient {
    /// Who it is to whoever decides what it may do.
    public enum Principal: Sendable, Equatable {
        /// Nobody asked.
        case anonymous
        /// Whoever has the key of this certificate: its chain, DER, leaf first.
        case certificate([[UInt8]])
        /// An account's key that signed the request.
        case signature(accessKey: String)
    }

    /// Who it is.
    public let principal: Principal
    /// Where it comes from; nil when nobody says.
    public let address: String?
    /// Its client id; nil before CONNECT was accepted.
    public internal(set) var clientID: String?
    /// Whether the connection is to be closed once `output` is out.
    public internal(set) var isOver = false
    /// Called when there is more to send, or the connection is over, because of somebody else.
    public var onChange: () -> Void = {}

    /// The number of its session; nil before CONNECT was accepted.
    var session: Int?
    var will: MQTTMessage?
    /// Milliseconds without a packet after which it is cut off; nil for never.
    var patience: Int64?
    /// When it sent a packet last, milliseconds since 1970.
    var heardAt: Int64
    /// When its connection ends whatever it says; nil for never.
    var endsAt: Int64?
    var output: [UInt8] = []
    var events: [EndpointEvent] = []
    /// Names the connection in presence events.
    let identifier: String

    init(_ principal: Principal, address: String?, identifier: String, now: Int64) {
        self.principal = principal
        self.address = address
        self.identifier = identifier
        heardAt = now
    }

    /// When its connection ends by itself, if nothing more is heard.
    var deadline: Int64? { [patience.map { heardAt + $0 }, endsAt].compactMap { $0 }.min() }

    /// Whether CONNECT was accepted and the connection is not over.
    public var isConnected: Bool { session != nil && !isOver }

    /// Takes what is to be sent.
    public func takeOutput() -> [UInt8] {
        defer { output = [] }
        return output
    }

    /// Takes what has happened since the last call.
    public func takeEvents() -> [EndpointEvent] {
        defer { events = [] }
        return events
    }
}
