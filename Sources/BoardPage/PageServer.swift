import Emulation
import Inputs
import LoopbackHTTP
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOWebSocket

/// The page of a board for a browser on this host: an HTTP server on loopback whose page drives the board by a WebSocket, in the
/// words of `vesp board --control`. It runs on a thread of its own; the board's asks it as a `ControlSource`.
public final class PageServer: ControlSource {
    /// The TCP port it has.
    public let port: Int
    private let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
    private let reception: Reception
    private let listener: any Channel

    /// Listens on `port` of loopback; 0 takes a free one.
    ///
    /// - Throws: `EmulationError.unavailable` when the port is taken.
    public convenience init(port: Int) throws(EmulationError) { try self.init(port: port, PageLimits()) }

    init(port: Int, _ limits: PageLimits) throws(EmulationError) {
        let reception = Reception(limits)
        self.reception = reception
        do {
            listener = try Self.bootstrap(group, reception).bind(host: "127.0.0.1", port: port).wait()
        } catch {
            try? group.syncShutdownGracefully()
            throw .unavailable("127.0.0.1:\(port): \(SocketFailure.reason(error))")
        }
        self.port = listener.localAddress?.port ?? port
    }

    var limits: PageLimits { reception.limits }

    /// What to open in a browser.
    public var address: String { "http://127.0.0.1:\(port)/" }

    /// Readable as long as a page has come, has said something, or has gone, and nobody has asked.
    public var descriptors: [Int32] { [reception.bell.descriptor] }

    /// The pages that came since it was asked last.
    public func arrivals() -> [any ControlLine] { reception.arrivals() }

    /// Tells the pages that the board goes away, and ends. Not to be called twice.
    public func close() {
        try? listener.close().wait()
        for channel in reception.closes() {
            channel.pipeline.fireUserInboundEventTriggered(ChannelShouldQuiesceEvent())
        }
        try? group.syncShutdownGracefully()
    }

    private static func bootstrap(_ group: any EventLoopGroup, _ reception: Reception) -> ServerBootstrap {
        ServerBootstrap(group: group)
            .serverChannelOption(.backlog, value: 16)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelOption(.socketOption(.tcp_nodelay), value: 1)
            .childChannelInitializer { channel in
                guard reception.admits(channel) else { return channel.close() }
                return channel.eventLoop.makeCompletedFuture { try furnish(channel, reception) }
            }
    }

    /// Builds the pipeline of a connection: HTTP, from which a request for the WebSocket takes it over.
    private static func furnish(_ channel: any Channel, _ reception: Reception) throws {
        let limits = reception.limits
        let requests = NIOLoopBound(PageRequestHandler(limits), eventLoop: channel.eventLoop)
        let upgrader = NIOWebSocketServerUpgrader(
            maxFrameSize: limits.message,
            shouldUpgrade: { channel, head in
                channel.eventLoop.makeSucceededFuture(PageAdmission(head).refusal == nil ? [:] : nil)
            },
            upgradePipelineHandler: { channel, _ in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(PageSocketHandler(channel, reception))
                }
            }
        )
        var decoding = NIOHTTPDecoderLimitConfiguration()
        decoding.maxHeaderListSize = limits.message
        decoding.maxHeaderFieldSize = limits.message
        let pipeline = channel.pipeline.syncOperations
        try pipeline.configureHTTPServerPipeline(
            withServerUpgrade: (
                upgraders: [upgrader],
                completionHandler: { context in
                    context.pipeline.syncOperations.removeHandler(requests.value, promise: nil)
                }
            ),
            withEncoderConfiguration: .init(),
            withDecoderLimitConfiguration: decoding
        )
        try pipeline.addHandler(requests.value)
    }
}
