import NIOCore
import NIOEmbedded
import NIOWebSocket

/// A WebSocket that carries a stream of bytes, as MQTT's does (MQTT 3.1.1 section 6): binary frames, whose bounds mean nothing.
final class WebSocketStream {
    /// Most bytes of a frame.
    private static let mostFrameBytes = 1 << 20

    private let channel = EmbeddedChannel()
    private var output: [UInt8] = []
    /// Whether a frame that goes on in others is binary.
    private var isOpen = false
    /// Whether a close frame was sent.
    private(set) var isOver = false

    init() {
        // Neither can fail on a channel that has just been made.
        try? channel.pipeline.syncOperations.addHandler(WebSocketFrameEncoder())
        try? channel.pipeline.syncOperations.addHandler(
            ByteToMessageHandler(WebSocketFrameDecoder(maxFrameSize: Self.mostFrameBytes))
        )
    }

    deinit { _ = try? channel.finish(acceptAlreadyClosed: true) }

    /// Takes bytes of the client; returns the payload that they complete.
    func receive(_ bytes: [UInt8]) -> [UInt8] {
        guard !isOver else { return [] }
        var payload: [UInt8] = []
        do {
            try channel.writeInbound(ByteBuffer(bytes: bytes))
        } catch {
            close((error as? NIOWebSocketError).map(WebSocketErrorCode.init) ?? .protocolError)
        }
        while !isOver, let frame = try? channel.readInbound(as: WebSocketFrame.self) { take(frame, &payload) }
        return payload
    }

    /// Sends one binary frame.
    func say(_ bytes: [UInt8]) { send(.binary, ByteBuffer(bytes: bytes)) }

    /// Ends it.
    func close() { close(.normalClosure) }

    /// Takes what is to be sent.
    func takeOutput() -> [UInt8] {
        defer { output = [] }
        return output
    }

    private func take(_ frame: WebSocketFrame, _ payload: inout [UInt8]) {
        // A client masks all its frames (RFC 6455, 5.1).
        guard frame.maskKey != nil else { return close(.protocolError) }
        switch frame.opcode {
        case .binary where !isOpen, .continuation where isOpen:
            payload += frame.unmaskedData.readableBytesView
            isOpen = !frame.fin
        case .ping: send(.pong, frame.unmaskedData)
        case .pong: break
        case .connectionClose: close(.normalClosure)
        case .text: close(.unacceptableData)
        default: close(.protocolError)
        }
    }

    private func close(_ code: WebSocketErrorCode) {
        guard !isOver else { return }
        var data = ByteBuffer()
        data.write(webSocketErrorCode: code)
        send(.connectionClose, data)
        isOver = true
    }

    private func send(_ opcode: WebSocketOpcode, _ data: ByteBuffer) {
        guard !isOver else { return }
        _ = try? channel.writeOutbound(WebSocketFrame(fin: true, opcode: opcode, data: data))
        while let bytes = try? channel.readOutbound(as: ByteBuffer.self) { output += bytes.readableBytesView }
    }
}

extension WebSocketErrorCode {
    /// What NIO says of a frame.
    fileprivate init(_ error: NIOWebSocketError) {
        switch error {
        case .invalidFrameLength: self = .messageTooLarge
        case .fragmentedControlFrame, .multiByteControlFrameLength: self = .protocolError
        }
    }
}
