/// One client's connection: bytes in, bytes out.
public final class EndpointConnection {
    private let tls: TLSServer
    private var decoder = MQTTDecoder()
    private var session = BrokerSession()
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
            finish(.disconnected(.failed(error)))
        }
        if let end = received.end {
            finish(wasEstablished ? .disconnected(.failed(end)) : .tlsFailed(end))
        }
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

    private func handlePackets() throws(EndpointError) {
        while !isClosed, let (answer, isLast) = try nextAnswer() {
            if !answer.isEmpty { try tls.send(answer) }
            if isLast { finish(nil) }
        }
    }

    /// What the next whole packet is answered with, and whether the connection ends with that.
    private func nextAnswer() throws(EndpointError) -> (answer: [UInt8], isLast: Bool)? {
        do throws(MQTTError) {
            guard let packet = try decoder.next() else { return nil }
            return (try session.handle(packet, events: &events), session.isOver)
        } catch {
            throw .mqtt(error)
        }
    }

    private func finish(_ event: EndpointEvent?) {
        guard !isClosed else { return }
        if let event { events.append(event) }
        tls.close()
        isClosed = true
    }
}
