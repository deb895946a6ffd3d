import NIOCore
import NIOWebSocket

/// The WebSocket of one page (RFC 6455): text messages are lines, everything else is answered here.
final class PageSocketHandler: ChannelInboundHandler {
    typealias InboundIn = WebSocketFrame
    typealias OutboundOut = WebSocketFrame

    private let line: PageLine
    private let reception: Reception
    private var isClosing = false
    /// What has come of a message in several frames.
    private var parts: ByteBuffer?
    /// Whether the visitor has said anything since the last ping.
    private var isAlive = true
    private var pings: RepeatedTask?

    init(_ channel: any Channel, _ reception: Reception) {
        line = PageLine(channel, reception.bell, reception.limits)
        self.reception = reception
    }

    func handlerAdded(context: ChannelHandlerContext) {
        let time = reception.limits.pingTime
        let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
        pings = context.eventLoop.scheduleRepeatedTask(initialDelay: time, delay: time) { _ in
            let (handler, context) = bound.value
            handler.ping(context)
        }
        reception.greets(line)
    }

    func handlerRemoved(context: ChannelHandlerContext) { end() }

    func channelInactive(context: ChannelHandlerContext) {
        end()
        context.fireChannelInactive()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let frame = Self.unwrapInboundIn(data)
        isAlive = true
        guard !isClosing else { return }
        // RFC 6455 section 5.1: a client masks all its frames.
        guard frame.maskKey != nil else { return close(context, .protocolError) }
        var payload = frame.unmaskedData
        switch frame.opcode {
        case .text, .continuation:
            guard (frame.opcode == .continuation) == (parts != nil) else { return close(context, .protocolError) }
            var whole = parts ?? ByteBuffer()
            guard whole.readableBytes + payload.readableBytes <= reception.limits.message else {
                return close(context, .messageTooLarge)
            }
            whole.writeBuffer(&payload)
            parts = frame.fin ? nil : whole
            if frame.fin { take(whole, context) }
        case .ping: say(.pong, payload, context)
        case .pong: break
        case .connectionClose: close(context, .normalClosure)
        default: close(context, .unacceptableData)
        }
    }

    private func take(_ message: ByteBuffer, _ context: ChannelHandlerContext) {
        guard let text = String(validating: message.readableBytesView, as: UTF8.self) else {
            return close(context, .dataInconsistentWithMessage)
        }
        if !line.heard(text) { close(context, .policyViolation) }
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if event is ChannelShouldQuiesceEvent { close(context, .goingAway) }
        context.fireUserInboundEventTriggered(event)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        // Errors of frames have been answered by NIO's handler, which closes, too.
        if !(error is NIOWebSocketError) { context.close(promise: nil) }
    }

    private func end() {
        pings?.cancel()
        line.end()
    }

    private func ping(_ context: ChannelHandlerContext) {
        guard isAlive else { return context.close(promise: nil) }
        isAlive = false
        say(.ping, ByteBuffer(), context)
    }

    private func say(_ opcode: WebSocketOpcode, _ data: ByteBuffer, _ context: ChannelHandlerContext) {
        context.writeAndFlush(Self.wrapOutboundOut(WebSocketFrame(fin: true, opcode: opcode, data: data)), promise: nil)
    }

    private func close(_ context: ChannelHandlerContext, _ code: WebSocketErrorCode) {
        guard !isClosing else { return }
        isClosing = true
        var data = ByteBuffer()
        data.write(webSocketErrorCode: code)
        let frame = WebSocketFrame(fin: true, opcode: .connectionClose, data: data)
        let channel = context.channel
        context.writeAndFlush(Self.wrapOutboundOut(frame)).whenComplete { _ in channel.close(promise: nil) }
    }
}
