import NIOCore
import NIOHTTP1
import NIOWebSocket

/// Answers requests of one connection, until a WebSocket takes it over.
final class PageRequestHandler: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = HTTPServerResponsePart

    private let limits: PageLimits
    private var head: HTTPRequestHead?
    private var deadline: Scheduled<Void>?

    init(_ limits: PageLimits) { self.limits = limits }

    func handlerAdded(context: ChannelHandlerContext) { restart(context) }

    func handlerRemoved(context: ChannelHandlerContext) { deadline?.cancel() }

    func channelInactive(context: ChannelHandlerContext) {
        deadline?.cancel()
        context.fireChannelInactive()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch Self.unwrapInboundIn(data) {
        case .head(let head): self.head = head
        case .body: break
        case .end:
            if let head { answer(head, context) }
            head = nil
        }
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if event is ChannelShouldQuiesceEvent { context.close(promise: nil) }
        context.fireUserInboundEventTriggered(event)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        // A WebSocket that is refused goes on as a request, which `answer` refuses.
        if !(error is NIOWebSocketUpgradeError) { context.close(promise: nil) }
    }

    /// Requests that take longer, byte by byte or not at all, end the connection.
    private func restart(_ context: ChannelHandlerContext) {
        deadline?.cancel()
        let channel = context.channel
        deadline = context.eventLoop.scheduleTask(in: limits.requestTime) { channel.close(promise: nil) }
    }

    private func answer(_ head: HTTPRequestHead, _ context: ChannelHandlerContext) {
        restart(context)
        let resource = PageResource.all[String(head.uri.prefix { $0 != "?" })]
        let refusal = PageAdmission(head).refusal ?? (resource == nil ? .upgradeRequired : nil)
        let status = refusal ?? .ok
        let body = refusal == nil ? resource?.body : ByteBuffer(string: "\(status.code) \(status.reasonPhrase)\n")
        var headers = PageResource.policy
        headers.add(
            name: "Content-Type",
            value: "\(refusal == nil ? resource?.type ?? "" : "text/plain"); charset=utf-8"
        )
        headers.add(name: "Content-Length", value: "\(body?.readableBytes ?? 0)")
        let staysOpen = refusal == nil && head.isKeepAlive
        if !staysOpen { headers.add(name: "Connection", value: "close") }
        let response = HTTPResponseHead(version: head.version, status: status, headers: headers)
        context.write(Self.wrapOutboundOut(.head(response)), promise: nil)
        if let body { context.write(Self.wrapOutboundOut(.body(.byteBuffer(body))), promise: nil) }
        let sent = context.writeAndFlush(Self.wrapOutboundOut(.end(nil)))
        let channel = context.channel
        if !staysOpen { sent.whenComplete { _ in channel.close(promise: nil) } }
    }
}
