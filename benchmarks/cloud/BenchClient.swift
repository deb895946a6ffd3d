import NIOCore

/// One client of the load on its connection.
final class BenchClient: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    /// What it does once it is connected: it publishes the messages of a stream, or takes them.
    enum Role {
        case publisher(Int)
        case subscriber(Int)
    }

    private let role: Role
    private let tls: ClientTLS
    private unowned let load: Load
    private var packets = ServerPackets()
    private var context: ChannelHandlerContext?
    private var lastPacketID: UInt16 = 0
    /// Messages that the broker has not acknowledged.
    private(set) var unacknowledged = 0
    private(set) var isReady = false
    private var isOver = false

    init(_ role: Role, _ tls: ClientTLS, _ load: Load) {
        self.role = role
        self.tls = tls
        self.load = load
    }

    private var topic: String {
        switch role {
        case .publisher(let stream), .subscriber(let stream): "load/\(stream)"
        }
    }

    private var clientID: String {
        switch role {
        case .publisher(let stream): "publisher-\(stream)"
        case .subscriber(let stream): "subscriber-\(stream)"
        }
    }

    func channelActive(context: ChannelHandlerContext) {
        self.context = context
        attempt { try tls.shakeHands() }
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        attempt {
            let wasEstablished = tls.isEstablished
            let plain = try Self.unwrapInboundIn(data).withUnsafeReadableBytes { bytes throws in try tls.receive(bytes)
            }
            if tls.isEstablished, !wasEstablished { try tls.send(ClientPackets.connect(clientID)) }
            var answers: [UInt8] = []
            try packets.feed(plain) { packet in try take(packet, &answers) }
            if !answers.isEmpty { try tls.send(answers) }
        }
    }

    func channelInactive(context: ChannelHandlerContext) { fail("the broker closed the connection") }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { fail("\(error)") }

    /// Publishes the next message of its stream at QoS 1.
    func publish(_ payload: [UInt8]) {
        lastPacketID = lastPacketID == .max ? 1 : lastPacketID + 1
        unacknowledged += 1
        attempt { try tls.send(ClientPackets.publish(topic, lastPacketID, payload)) }
    }

    func close() {
        isOver = true
        context?.close(promise: nil)
    }

    private func take(_ packet: ServerPacket, _ answers: inout [UInt8]) throws {
        switch (packet, role) {
        case (.connack(returnCode: 0), .publisher): ready()
        case (.connack(returnCode: 0), .subscriber): answers += ClientPackets.subscribe(topic)
        case (.suback(returnCode: 1), .subscriber): ready()
        case (.puback, .publisher):
            unacknowledged -= 1
            load.ledger.acknowledged += 1
        case (.publish(let packetID, _, let payload), .subscriber(let stream)):
            load.ledger.deliver(payload, to: stream, now: load.now)
            answers += ClientPackets.puback(packetID)
        case (.connack(let code), _), (.suback(let code), _): fail("refused with the return code \(code)")
        default: fail("a packet out of place")
        }
    }

    private func ready() {
        isReady = true
        load.isReady(self)
    }

    /// Does `body` and sends what comes of it.
    private func attempt(_ body: () throws -> Void) {
        do {
            try body()
        } catch {
            fail("\(error)")
        }
        guard let context else { return }
        var output = context.channel.allocator.buffer(capacity: 512)
        tls.takeOutput { output.writeBytes($0) }
        if output.readableBytes > 0 { context.writeAndFlush(Self.wrapOutboundOut(output), promise: nil) }
    }

    private func fail(_ why: String) {
        guard !isOver else { return }
        close()
        load.failed(self, "\(clientID): \(why)")
    }
}
