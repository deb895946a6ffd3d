import GuestABI

/// Stream sockets, a device of the virtual board.
final class NetworkSockets: Peripheral {
    typealias Register = SocketRegister

    static let count = Int(NET_SOCKETS)
    /// Send buffer of lwIP as the SDKs configure it: two segments.
    private static let sendBuffer: UInt32 = 2920

    private struct Socket {
        var state = SocketState.closed
        var registers: [Register: UInt32] = [:]
        var received: [UInt8] = []
        var error: UInt32 = 0
    }

    private var sockets: [Socket] = .init(repeating: Socket(), count: count)
    private let queue: EventQueue
    private let memory: MemoryMap
    private let link: any NetworkLink
    private let isOnline: () -> Bool
    private let onActivity: () -> Void
    private var event: EventHandle?

    /// - Parameter onActivity: something reached a socket.
    init(
        queue: EventQueue,
        memory: MemoryMap,
        link: any NetworkLink,
        isOnline: @escaping () -> Bool,
        onActivity: @escaping () -> Void
    ) {
        self.onActivity = onActivity
        self.queue = queue
        self.memory = memory
        self.link = link
        self.isOnline = isOnline
    }

    convenience init(on board: Board) {
        self.init(
            queue: board.queue,
            memory: board.memory,
            link: board.link,
            isOnline: { [unowned board] in board.isOnline },
            onActivity: { [interrupts = board.interrupts] in interrupts.pulse(.virtualRadio) }
        )
    }

    override func reset(now: Ticks) {
        for number in 0..<Self.count where sockets[number].state != .closed { link.close(socket: number, at: now) }
        sockets = .init(repeating: Socket(), count: Self.count)
        reschedule(now)
    }

    override func read(_ offset: UInt32, now: Ticks) -> UInt32? {
        let number = Int(offset / NET_STRIDE)
        guard number < Self.count, let register = Register(offset: offset % NET_STRIDE) else { return nil }
        let socket = sockets[number]
        switch register {
        case .cmd: return 0
        case .state: return socket.state.rawValue
        case .rxAvailable: return UInt32(socket.received.count)
        case .txFree: return socket.state == .established ? Self.sendBuffer : 0
        case .error: return socket.error
        default: return socket.registers[register] ?? 0
        }
    }

    override func write(_ offset: UInt32, _ value: UInt32, now: Ticks) -> Bool {
        let number = Int(offset / NET_STRIDE)
        guard number < Self.count, let register = Register(offset: offset % NET_STRIDE) else { return false }
        guard register == .cmd else {
            sockets[number].registers[register] = value
            return true
        }
        switch SocketCommand(number: value) {
        case .connect: connect(number, now)
        case .close: close(number, now)
        case .send: send(number, now)
        case .receive: receive(number)
        case nil: break
        }
        reschedule(now)
        return true
    }

    private func connect(_ number: Int, _ now: Ticks) {
        guard isOnline() else {
            sockets[number].state = .failed
            sockets[number].error = 113
            return
        }
        sockets[number].state = .connecting
        sockets[number].received = []
        sockets[number].error = 0
        let host = memory.string(at: sockets[number].registers[.hostPointer] ?? 0)
        link.connect(socket: number, host: host, port: Int(sockets[number].registers[.port] ?? 0), at: now)
    }

    private func close(_ number: Int, _ now: Ticks) {
        if sockets[number].state != .closed { link.close(socket: number, at: now) }
        sockets[number].state = .closed
        sockets[number].received = []
    }

    private func send(_ number: Int, _ now: Ticks) {
        // A peer that sends no more may still listen (RFC 9293, 3.6).
        guard sockets[number].state == .established || sockets[number].state == .peerClosed else {
            sockets[number].registers[.result] = .max
            return
        }
        let count = min(Self.sendBuffer, sockets[number].registers[.length] ?? 0)
        let bytes = memory.bytes(at: sockets[number].registers[.bufferPointer] ?? 0, count: Int(count))
        link.send(socket: number, bytes: bytes, at: now)
        sockets[number].registers[.result] = count
    }

    private func receive(_ number: Int) {
        let socket = sockets[number]
        guard !socket.received.isEmpty else {
            sockets[number].registers[.result] = socket.state == .established ? 0 : .max
            return
        }
        let count = min(socket.received.count, Int(socket.registers[.length] ?? 0))
        let start = socket.registers[.bufferPointer] ?? 0
        for index in 0..<count { memory.store(socket.received[index], at: start &+ UInt32(index)) }
        sockets[number].received.removeFirst(count)
        sockets[number].registers[.result] = UInt32(count)
    }

    private func reschedule(_ now: Ticks) {
        queue.cancel(event)
        event = nil
        guard let next = link.nextEvent(now: now) else { return }
        event = queue.schedule(at: max(next, now)) { [unowned self] at in deliver(at) }
    }

    private func deliver(_ now: Ticks) {
        let events = link.events(until: now)
        if !events.isEmpty { onActivity() }
        for event in events {
            switch event {
            case .established(let number): sockets[number].state = .established
            case .refused(let number, let errno):
                sockets[number].state = .failed
                sockets[number].error = UInt32(truncatingIfNeeded: errno)
            case .received(let number, let bytes):
                if sockets[number].state == .established { sockets[number].received += bytes }
            case .closed(let number):
                if sockets[number].state == .established { sockets[number].state = .peerClosed }
            }
        }
        reschedule(now)
    }
}
