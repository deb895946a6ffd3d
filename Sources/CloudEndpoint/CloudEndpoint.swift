/// What the device talks to: a TLS 1.2 server with mutual authentication and an MQTT 3.1.1 broker behind it.
public final class CloudEndpoint {
    private let configuration: EndpointConfiguration
    private let sessions: SessionCache?
    private var connections: UInt64 = 0

    /// - Throws: `EndpointError` when one of the endpoint's own credentials is unusable.
    public init(_ configuration: EndpointConfiguration) throws(EndpointError) {
        self.configuration = configuration
        sessions = configuration.keepsSessions ? SessionCache() : nil
        _ = try TLSServer(configuration, connection: 0)
    }

    /// A new connection. Each has its own random stream, fixed by the seed and its number.
    public func accept() throws(EndpointError) -> EndpointConnection {
        connections += 1
        let tls = try TLSServer(configuration, connection: connections)
        if let sessions { tls.keepSessions(in: sessions) }
        return EndpointConnection(tls)
    }
}

/// One client's connection: bytes in, bytes out.
public final class EndpointConnection {
    private let tls: TLSServer
    private var decoder = MQTTDecoder()
    private var session = MQTTSession()
    private var events: [EndpointEvent] = []
    private var wasEstablished = false
    /// Whether the endpoint has ended the connection; what is still in the output goes out first.
    public private(set) var isClosed = false

    init(_ tls: TLSServer) {
        self.tls = tls
    }

    /// Whether the TLS handshake is done.
    public var isEstablished: Bool { tls.isEstablished }

    /// The line of the NSS key log (`CLIENT_RANDOM …`) with which the connection's bytes can be decrypted; `nil` until
    /// the keys have been agreed on.
    public var keyLogLine: String? { tls.keyLogLine }

    /// Hands over bytes from the client.
    public func receive(_ bytes: [UInt8]) {
        guard !isClosed else { return }
        let received = tls.receive(bytes)
        noteHandshake()
        decoder.feed(received.plain)
        do {
            try handlePackets()
        } catch {
            finish(.disconnected(reason: "\(error)"))
        }
        if let end = received.end {
            finish(wasEstablished ? .disconnected(reason: end.text) : .tlsFailed(reason: end.text))
        }
    }

    /// The client closed its side.
    public func receiveEnd() {
        finish(.disconnected(reason: "connection closed by the device"))
    }

    /// Closes the connection: close_notify, then the end.
    public func close() {
        finish(.disconnected(reason: "closed by the endpoint"))
    }

    /// Takes what is to be sent to the client.
    public func takeOutput() -> [UInt8] { tls.takeOutput() }

    /// Takes what has happened since the last call.
    public func takeEvents() -> [EndpointEvent] {
        defer { events = [] }
        return events
    }

    /// Publishes to the client if it has subscribed; whether it has. The message goes out with the lower of
    /// `maximumQoS` (0 or 1) and the QoS granted to the subscription.
    @discardableResult
    public func publish(topic: String, payload: [UInt8], maximumQoS: UInt8 = 1) -> Bool {
        guard !isClosed, let packet = session.deliver(topic: topic, payload: payload, maximumQoS: maximumQoS) else {
            return false
        }
        return (try? tls.send(packet)) != nil
    }

    private func noteHandshake() {
        guard tls.isEstablished, !wasEstablished else { return }
        wasEstablished = true
        events.append(.tlsEstablished(ciphersuite: tls.ciphersuite, curve: tls.curve))
    }

    private func handlePackets() throws {
        while !isClosed, let packet = try decoder.next() {
            let answer = try session.handle(packet, events: &events)
            if !answer.isEmpty { try tls.send(answer) }
            if session.isOver { finish(nil) }
        }
    }

    private func finish(_ event: EndpointEvent?) {
        guard !isClosed else { return }
        if let event { events.append(event) }
        tls.close()
        isClosed = true
    }
}
