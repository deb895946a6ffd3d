import LoopbackHTTP
import NIOCore
import NIOHTTP1
import NIOPosix

/// Asks a server of this host something, by its control port.
public enum ControlClient {
    /// Path of the server's status, JSON.
    public static let statusPath = "/"
    /// Path of the certificates that clients are to trust, PEM.
    public static let authoritiesPath = "/ca"

    private static let mostBytes = 64 << 20
    private static let patience = TimeAmount.seconds(10)

    /// The body of the answer to a GET of `path`.
    public static func get(_ path: String, port: Int) throws(CloudServerError) -> [UInt8] {
        let address = "127.0.0.1:\(port)"
        guard (1...65_535).contains(port) else { throw .noAnswer(address, "no such port") }
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        defer { try? group.syncShutdownGracefully() }
        let answer = group.next().makePromise(of: [UInt8].self)
        let bootstrap = ClientBootstrap(group: group).connectTimeout(patience).channelInitializer { channel in
            channel.eventLoop.makeCompletedFuture {
                try channel.pipeline.syncOperations.addHTTPClientHandlers()
                try channel.pipeline.syncOperations.addHandler(Conversation(path, address, answer))
            }
        }
        do {
            let channel = bootstrap.connect(host: "127.0.0.1", port: port)
            channel.cascadeFailure(to: answer)
            group.next().scheduleTask(in: patience) { answer.fail(Silence()) }
            return try answer.futureResult.wait()
        } catch {
            throw .noAnswer(address, SocketFailure.reason(error))
        }
    }

    private struct Silence: Error, CustomStringConvertible {
        let description = "nothing came within 10 s"
    }

    /// The other side speaks no HTTP, too much of it, or has something else to say.
    private struct Refusal: Error, CustomStringConvertible {
        let description: String
    }

    private final class Conversation: ChannelInboundHandler {
        typealias InboundIn = HTTPClientResponsePart
        typealias OutboundOut = HTTPClientRequestPart

        private let path: String
        private let host: String
        private let answer: EventLoopPromise<[UInt8]>
        private var body: [UInt8] = []

        init(_ path: String, _ host: String, _ answer: EventLoopPromise<[UInt8]>) {
            self.path = path
            self.host = host
            self.answer = answer
        }

        func channelActive(context: ChannelHandlerContext) {
            let headers: HTTPHeaders = ["Host": host, "Connection": "close"]
            let head = HTTPRequestHead(version: .http1_1, method: .GET, uri: path, headers: headers)
            context.write(Self.wrapOutboundOut(.head(head)), promise: nil)
            context.writeAndFlush(Self.wrapOutboundOut(.end(nil)), promise: nil)
        }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            switch Self.unwrapInboundIn(data) {
            case .head(let head):
                if head.status != .ok { answer.fail(Refusal(description: "HTTP status \(head.status.code)")) }
            case .body(let part):
                body += part.readableBytesView
                if body.count > mostBytes { answer.fail(Refusal(description: "more than \(mostBytes >> 20) MB")) }
            case .end:
                answer.succeed(body)
                context.close(promise: nil)
            }
        }

        func channelInactive(context: ChannelHandlerContext) {
            answer.fail(Refusal(description: "the connection ended in the middle of the answer"))
        }

        func errorCaught(context: ChannelHandlerContext, error: any Error) {
            answer.fail(Refusal(description: "what came is no HTTP"))
            context.close(promise: nil)
        }
    }
}
