import NIOCore
import NIOHTTP1

/// Answers HTTP requests of one connection to the control port.
final class ControlRequestHandler: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = HTTPServerResponsePart

    private let control: ControlService
    private let limits: ServerLimits
    private var head: HTTPRequestHead?
    private var body: [UInt8] = []
    private var deadline: Scheduled<Void>?
    /// Whether the connection ends with the answers that are on their way.
    private var isEnding = false
    private var context: ChannelHandlerContext?

    init(_ control: ControlService, _ limits: ServerLimits) {
        self.control = control
        self.limits = limits
    }

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        restart(context)
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        self.context = nil
        deadline?.cancel()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard !isEnding else { return }
        switch Self.unwrapInboundIn(data) {
        case .head(let head):
            self.head = head
            body = []
        case .body(let part):
            guard let head else { return }
            guard body.count + part.readableBytes <= limits.bodyBytes else {
                self.head = nil
                return send(.text(.payloadTooLarge, "the body is too long"), to: head, context, mayStay: false)
            }
            body += part.readableBytesView
        case .end:
            guard let head else { return }
            self.head = nil
            control.answer(head, body) { [self] answer in
                if let context = self.context { send(answer, to: head, context) }
            }
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }

    /// Requests that take longer, byte by byte or not at all, end the connection.
    private func restart(_ context: ChannelHandlerContext) {
        deadline?.cancel()
        let channel = context.channel
        deadline = context.eventLoop.scheduleTask(in: limits.requestTime) { channel.close(promise: nil) }
    }

    private func send(
        _ answer: ControlAnswer,
        to request: HTTPRequestHead,
        _ context: ChannelHandlerContext,
        mayStay: Bool = true
    ) {
        restart(context)
        // Nothing more is answered to somebody who asks and does not read.
        let staysOpen = mayStay && request.isKeepAlive && context.channel.isWritable
        isEnding = !staysOpen
        var headers = answer.headers
        headers.replaceOrAdd(name: "Content-Length", value: "\(answer.body.count)")
        if !staysOpen { headers.add(name: "Connection", value: "close") }
        let head = HTTPResponseHead(version: request.version, status: answer.status, headers: headers)
        context.write(Self.wrapOutboundOut(.head(head)), promise: nil)
        if request.method != .HEAD, !answer.body.isEmpty {
            context.write(Self.wrapOutboundOut(.body(.byteBuffer(ByteBuffer(bytes: answer.body)))), promise: nil)
        }
        let sent = context.writeAndFlush(Self.wrapOutboundOut(.end(nil)))
        let channel = context.channel
        if !staysOpen { sent.whenComplete { _ in channel.close(promise: nil) } }
    }
}
