import CloudEndpoint
import Logging
import LoopbackHTTP
import NIOCore

/// The socket of one client: its bytes go to the endpoint, the endpoint's bytes to it.
final class ClientSocketHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let number: Int
    private let connection: EndpointConnection
    private unowned let served: ServedEndpoint
    private var log: Logger
    private let address: String
    private var context: ChannelHandlerContext?
    /// Bytes that the client's host has not taken.
    private var waiting = 0
    /// Whether nothing more is sent: the connection ends.
    private var isEnding = false
    private var deadline: Scheduled<Void>?
    private var connected: (clientID: String, at: Int64)?
    /// Whether packets that are left will be handled.
    private var isProceeding = false
    /// Whether there is no connection any more, and whether the server knows.
    private var isGone = false
    private var hasLeft = false
    private let loop: any EventLoop
    /// The packet that has begun, and until when it may take.
    private var packet: (number: Int, deadline: Scheduled<Void>)?
    /// Whether what there is to send waits for what has changed to be kept.
    private var isHeld = false

    init(
        _ number: Int,
        _ connection: EndpointConnection,
        _ served: ServedEndpoint,
        _ channel: any Channel
    ) {
        self.number = number
        self.connection = connection
        self.served = served
        loop = channel.eventLoop
        address = channel.remoteAddress?.shown ?? "unknown"
        log = served.log
        log[metadataKey: "connection"] = "\(number)"
        log[metadataKey: "peer"] = "\(address)"
    }

    /// The client as a server's status shows it; nil before CONNECT.
    func client(now: Int64) -> ServerStatus.Client? {
        guard let connected else { return nil }
        return ServerStatus.Client(
            id: connected.clientID,
            address: address,
            certificate: connection.certificate?.description,
            connectedSeconds: (now - connected.at) / 1000
        )
    }

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        connection.onChange = { [weak self] in self?.settle() }
        connection.mostPacketsAtATime = served.limits.packetsAtATime
        connection.mostOutputAtATime = served.limits.outputAtATime
        allow(served.limits.handshakeTime, "no TLS handshake")
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        self.context = nil
        deadline?.cancel()
        packet?.deadline.cancel()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard !connection.isClosed else { return }
        served.advance()
        connection.receive(Array(Self.unwrapInboundIn(data).readableBytesView))
        watchPacket()
        settle()
        if connection.hasMore { proceedLater() }
    }

    /// Others have their turn before the rest of what the client has sent; nothing more is read from it until then.
    private func proceedLater() {
        guard !isProceeding else { return }
        isProceeding = true
        try? context?.channel.syncOptions?.setOption(.autoRead, value: false)
        loop.assumeIsolated().execute { self.proceed() }
    }

    private func proceed() {
        isProceeding = false
        guard !isEnding else { return }
        served.advance()
        connection.proceed()
        watchPacket()
        settle()
        if connection.hasMore, !connection.isClosed, !isEnding {
            proceedLater()
        } else if isGone {
            leave()
        } else {
            try? context?.channel.syncOptions?.setOption(.autoRead, value: true)
        }
    }

    /// What the client sent before it went is heard.
    func channelInactive(context: ChannelHandlerContext) {
        isGone = true
        if !connection.hasMore || connection.isClosed || isEnding { leave() } else { proceedLater() }
        context.fireChannelInactive()
    }

    private func leave() {
        guard !hasLeft else { return }
        hasLeft = true
        if !connection.isClosed {
            log.info("closed by the device without a word")
            connection.lost()
            tell(connection.takeEvents())
        }
        served.bidFarewell(number)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        log.info("connection broken: \(SocketFailure.reason(error))")
        context.close(promise: nil)
    }

    /// The server stops.
    func dismiss() {
        log.info("closed because the server stops")
        connection.lost()
        settle()
    }

    /// Ends the connection without waiting for anybody.
    func cutOff() { context?.close(promise: nil) }

    /// Tells what has happened, sends what there is to send, and ends what is over, when all that has changed is kept.
    private func settle() {
        if let journal = served.journal, !journal.isClear { return hold(journal) }
        tell(connection.takeEvents())
        let output = connection.takeOutput()
        if !output.isEmpty { send(output) }
        if connection.isClosed { end() }
    }

    private func hold(_ journal: Journal) {
        guard !isHeld else { return }
        isHeld = true
        journal.whenKept { [self] isKept in
            isHeld = false
            if isKept { settle() } else { forsake() }
        }
    }

    /// Ends the connection without a word of what could not be kept.
    private func forsake() {
        connection.lost()
        tell(connection.takeEvents())
        log.warning("closed: what changed cannot be kept")
        served.counters.refused += 1
        cutOff()
    }

    private func send(_ bytes: [UInt8]) {
        guard let context, !isEnding else { return }
        guard waiting + bytes.count <= served.limits.waitingBytes else { return drop() }
        waiting += bytes.count
        let sent = context.writeAndFlush(Self.wrapOutboundOut(ByteBuffer(bytes: bytes)))
        sent.assumeIsolated().whenComplete { [weak self] _ in self?.waiting -= bytes.count }
    }

    /// The client does not read. Somebody else's message may be on its way to others, so that the end comes afterwards.
    private func drop() {
        isEnding = true
        served.counters.refused += 1
        log.warning("dropped: \(waiting) bytes wait for a client that does not read")
        context?.eventLoop.assumeIsolated().execute { [weak self] in self?.cutOff() }
    }

    /// Ends the connection once the output is out. What the client still sends meanwhile must be read: the host would answer it
    /// with a reset, which takes away what the client has not read yet, such as an alert.
    private func end() {
        guard let context, !isEnding else { return }
        isEnding = true
        connected = nil
        context.close(mode: .output, promise: nil)
        deadline?.cancel()
        deadline = context.eventLoop.assumeIsolated().scheduleTask(in: served.limits.lingerTime) { [weak self] in
            self?.cutOff()
        }
    }

    /// Ends the connection if it has not come further in `time`.
    private func allow(_ time: TimeAmount, _ what: String) {
        deadline?.cancel()
        deadline = end(in: time, what)
    }

    /// Ends the connection if the packet that has begun is not complete in time.
    private func watchPacket() {
        let number = connection.unfinishedPacket
        guard number != packet?.number else { return }
        packet?.deadline.cancel()
        packet = number.flatMap { number in
            end(in: served.limits.packetTime, "a packet was not complete").map { (number, $0) }
        }
    }

    private func end(in time: TimeAmount, _ what: String) -> Scheduled<Void>? {
        context?.eventLoop.assumeIsolated().scheduleTask(in: time) { [weak self] in
            guard let self, !connection.isClosed else { return }
            served.counters.refused += 1
            log.warning("closed: \(what) within \(time.nanoseconds / 1_000_000_000) s")
            connection.lost()
            settle()
        }
    }
}

extension ClientSocketHandler {
    private func tell(_ events: [EndpointEvent]) {
        for event in events { tell(event) }
    }

    private func tell(_ event: EndpointEvent) {
        switch event {
        case .tlsEstablished(let suite, let curve):
            served.counters.handshakes += 1
            nameCertificate()
            log.debug("TLS handshake done", metadata: ["suite": "\(suite)", "curve": "\(curve ?? "none")"])
            if connection.isHTTP {
                allow(served.limits.requestTime, "no request")
            } else {
                allow(served.limits.connectTime, "no CONNECT")
            }
        case .tlsFailed(let error):
            served.counters.failedHandshakes += 1
            nameCertificate()
            log.warning("TLS handshake failed: \(error.description.plain)")
            served.setAlarm()
        case .connected(let clientID):
            served.counters.connected += 1
            deadline?.cancel()
            connected = (clientID, served.now)
            log[metadataKey: "client"] = "\(clientID.shown)"
            log.info("connected")
            served.setAlarm()
        case .subscribed(let topic): log.debug("subscribed", metadata: ["topic": "\(topic.shown)"])
        case .published(let topic, let payload):
            served.counters.published += 1
            log.debug("published", metadata: ["topic": "\(topic.shown)", "bytes": "\(payload.count)"])
        case .answered(let method, let path, let status):
            served.counters.requests += 1
            log.debug("answered", metadata: ["request": "\(method.plain) \(path.shown)", "status": "\(status)"])
            let waitsForPacket = status == 101
            allow(
                waitsForPacket ? served.limits.connectTime : served.limits.requestTime,
                waitsForPacket ? "no CONNECT" : "no further request"
            )
            served.setAlarm()
        case .refused(let request, let reason):
            served.counters.refused += 1
            log.warning("refused \(request.shown): \(reason.plain)")
            allow(served.limits.requestTime, "no further request")
        case .acknowledged(let packetID): log.trace("acknowledged", metadata: ["packet": "\(packetID)"])
        case .disconnected(let why): tell(why)
        }
    }

    /// From here on the log says which certificate the client has shown.
    private func nameCertificate() {
        log[metadataKey: "certificate"] = connection.certificate.map { "\($0.description.prefix(8))" }
    }

    private func tell(_ why: Disconnection) {
        let text = why.description.plain
        switch why {
        case .packet, .failed(.closedByDevice), .failed(.alertReceived): log.info("disconnected: \(text)")
        case .evicted, .ordered, .revoked, .signedTooLong: log.warning("closed: \(text)")
        case .silent, .refused, .failed:
            served.counters.refused += 1
            log.warning("closed: \(text)")
        case .denied:
            served.counters.refused += 1
            log.warning("\(text)")
            // Just-in-time registration may have begun with it.
            served.setAlarm()
        }
    }
}
