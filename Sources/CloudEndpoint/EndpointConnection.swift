/// One client's connection: bytes in, bytes out.
public final class EndpointConnection {
    private let tls: TLSServer
    private let port: EndpointPort
    private let broker: Broker
    private let address: String?
    private var decoder: MQTTDecoder
    /// What speaks HTTP with the client, on a port of it.
    private var http: HTTPConversation?
    /// The client in the broker's eyes, once the handshake is done.
    private var client: BrokerClient?
    private var events: [EndpointEvent] = []
    /// Whether packets of this client are being handled: what it gets because of them goes out together.
    private var isHandling = false
    /// Most MQTT packets that are handled at a time; then `hasMore` says that `proceed` is to be called, when others had their turn.
    public var mostPacketsAtATime = Int.max
    /// Bytes of output behind which no more are handled.
    public var mostOutputAtATime = Int.max
    /// Whether there are packets left to handle.
    public private(set) var hasMore = false
    /// How the client's bytes have ended, while packets before that are left.
    private var end: EndpointError?
    /// Whether the endpoint has ended the connection; what is still in the output goes out first.
    public private(set) var isClosed = false
    /// Called when there is output, or the connection is closed, because of somebody else.
    public var onChange: () -> Void = {}

    init(_ tls: TLSServer, _ broker: Broker, port: EndpointPort, address: String?) {
        self.tls = tls
        self.broker = broker
        self.port = port
        self.address = address
        decoder = MQTTDecoder(mostPayloadBytes: broker.rules.mostPayloadBytes)
    }

    /// Whether the TLS handshake is done.
    public var isEstablished: Bool { tls.isEstablished }

    /// The certificate that the client has shown; `nil` when it has shown none.
    public var certificate: CertificateFingerprint? { tls.clientChain.first.map(CertificateFingerprint.init(der:)) }

    /// The line of the NSS key log (`CLIENT_RANDOM …`) with which the connection's bytes can be decrypted; `nil` until
    /// the keys have been agreed on.
    public var keyLogLine: String? { tls.keyLogLine }

    /// Whether the client speaks HTTP, or did until it got a WebSocket.
    public var isHTTP: Bool { http != nil }

    /// The number of the MQTT packet that has begun and is not complete; nil when there is none.
    public var unfinishedPacket: Int? { decoder.unfinished }

    /// Hands over bytes from the client.
    public func receive(_ bytes: [UInt8]) {
        guard !isClosed else { return }
        let wasEstablished = tls.isEstablished
        let received = tls.receive(bytes)
        if tls.isEstablished, !wasEstablished { established() }
        take(received.plain)
        end = end ?? received.end
        if !hasMore { finishIfEnded() }
    }

    /// Handles more of the packets that are left.
    public func proceed() {
        guard hasMore, !isClosed else { return }
        handlePackets()
        if http != nil { flush() }
        if !hasMore { finishIfEnded() }
    }

    private func finishIfEnded() {
        guard let end else { return }
        finish(tls.isEstablished ? .disconnected(.failed(end)) : .tlsFailed(end))
    }

    /// The connection is gone without a word of TLS.
    public func lost() { finish(nil) }

    /// Takes what is to be sent to the client.
    public func takeOutput() -> [UInt8] { tls.takeOutput() }

    /// Takes what has happened since the last call.
    public func takeEvents() -> [EndpointEvent] {
        defer { events = [] }
        return events
    }

    /// Publishes to everybody who has subscribed, at the lower of `maximumQoS` (0 or 1) and the QoS granted; whether anybody has.
    @discardableResult
    public func publish(topic: String, payload: [UInt8], maximumQoS: UInt8 = 1) -> Bool {
        !isClosed && broker.publish(MQTTMessage(topic: topic, payload: payload, qos: min(maximumQoS, 1)))
    }

    private func established() {
        events.append(.tlsEstablished(ciphersuite: tls.ciphersuite, curve: tls.curve))
        let chain = tls.clientChain
        open(chain.isEmpty ? .anonymous : .certificate(chain))
        if !port.isMQTT(tls.applicationProtocol) {
            http = HTTPConversation { [unowned self] upgrade, request in answer(upgrade, request) }
        }
    }

    /// From here on the broker knows the client.
    private func open(_ principal: BrokerClient.Principal) {
        let client = broker.open(principal, address: address)
        client.onChange = { [weak self] in self?.changed() }
        self.client = client
    }

    /// Takes bytes that came through TLS.
    private func take(_ plain: [UInt8]) {
        guard let http else {
            decoder.feed(plain)
            return handlePackets()
        }
        decoder.feed(http.receive(plain))
        handlePackets()
        flush()
    }

    private func answer(_ upgrade: HTTPUpgrade?, _ request: APIRequest) -> HTTPConversation.Answer {
        guard let client else { return .response(.failure(APIError(.internalFailure, "The client is gone"))) }
        guard let upgrade, request.path == "/mqtt" else {
            let response = broker.gate.answers(request, client)
            if response.status == 403, let reason = response.reason {
                events.append(.refused(request: "\(request.method) \(request.path)", reason))
            } else {
                events.append(.answered(method: request.method, path: request.path, status: response.status))
            }
            return .response(response)
        }
        do throws(APIError) {
            open(try broker.gate.identifies(request, client))
            events.append(.answered(method: request.method, path: request.path, status: 101))
            // `mqttv3.1` is what AWS's first SDK for Python asks for.
            return .webSocket(subprotocol: upgrade.subprotocols.first { ["mqtt", "mqttv3.1"].contains($0) })
        } catch {
            events.append(.refused(request: "\(request.method) \(request.path)", error.message))
            return .response(.failure(error))
        }
    }

    /// Somebody else gave the client something, or ended it.
    private func changed() {
        guard !isHandling else { return }
        flush()
        onChange()
    }

    private func handlePackets() {
        guard let client else { return }
        isHandling = true
        defer { isHandling = false }
        var count = 0
        hasMore = false
        while !isClosed {
            guard count < mostPacketsAtATime, tls.waitingBytes < mostOutputAtATime else {
                hasMore = decoder.unfinished != nil
                return
            }
            count += 1
            do throws(MQTTError) {
                guard let packet = try decoder.next() else { return }
                try broker.take(packet, from: client)
            } catch {
                broker.broke(client)
                return finish(.disconnected(.failed(.mqtt(error))))
            }
            flush()
        }
    }

    /// Encrypts what there is for the client.
    private func flush() {
        guard let client, !isClosed else { return }
        events += client.takeEvents()
        send(client.takeOutput())
        if client.isOver || http?.isOver == true { finish(nil) }
    }

    private func send(_ output: [UInt8]) {
        do throws(EndpointError) {
            guard let http else {
                if !output.isEmpty { try tls.send(output) }
                return
            }
            var answer = http.takeOutput()
            // Each packet comes in a frame and a record of its own: AWSIoTPythonSDK leaves what follows in one until the next comes.
            for packet in MQTTEncoder.packets(in: output) {
                http.say(Array(packet))
                answer += http.takeOutput()
                try tls.send(answer)
                answer = []
            }
            if !answer.isEmpty { try tls.send(answer) }
        } catch {
            finish(.disconnected(.failed(error)))
        }
    }

    private func finish(_ event: EndpointEvent?) {
        guard !isClosed else { return }
        if let client {
            broker.lost(client)
            events += client.takeEvents()
        }
        if tls.isEstablished, let http {
            http.close()
            try? tls.send(http.takeOutput())
        }
        isClosed = true
        if let event { events.append(event) }
        tls.close()
    }
}
