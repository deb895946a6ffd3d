import Emulation
import NIOCore
import NIOWebSocket
import Synchronization

/// A WebSocket to one page: used by the guest's thread on one side, by the event loop on the other.
final class PageLine: ControlLine, Sendable {
    private struct State {
        var inbox: [String] = []
        /// Bytes in `inbox`.
        var waiting = 0
        /// Bytes said that the host has not taken.
        var underWay = 0
        var isGone = false
        /// Whether the guest's thread knows.
        var hasToldSo = false
    }

    private let state = Mutex(State())
    private let channel: any Channel
    private let bell: Bell
    private let limits: PageLimits

    init(_ channel: any Channel, _ bell: Bell, _ limits: PageLimits) {
        self.channel = channel
        self.bell = bell
        self.limits = limits
    }

    func receive() -> [String]? {
        let (messages, count): ([String]?, Int) = state.withLock { state in
            let messages = state.inbox
            state.inbox = []
            state.waiting = 0
            guard state.isGone, messages.isEmpty else { return (messages, messages.count) }
            defer { state.hasToldSo = true }
            return (nil, state.hasToldSo ? 0 : 1)
        }
        bell.fetched(count)
        return messages
    }

    func send(_ text: String) {
        let size = text.utf8.count
        let fits = state.withLock { state in
            guard !state.isGone, state.underWay + size <= limits.outbox else { return false }
            state.underWay += size
            return true
        }
        guard fits else { return channel.close(promise: nil) }
        let frame = WebSocketFrame(fin: true, opcode: .text, data: ByteBuffer(string: text))
        channel.writeAndFlush(frame).whenComplete { [self] _ in state.withLock { $0.underWay -= size } }
    }

    /// The visitor said `text`; false when too much waits already.
    func heard(_ text: String) -> Bool {
        let size = text.utf8.count
        let fits = state.withLock { state in
            guard state.waiting + size <= limits.inbox else { return false }
            state.waiting += size
            state.inbox.append(text)
            return true
        }
        if fits { bell.ring() }
        return fits
    }

    /// The visitor is gone.
    func end() {
        let isNew = state.withLock { state in
            defer { state.isGone = true }
            return !state.isGone
        }
        if isNew { bell.ring() }
    }
}
