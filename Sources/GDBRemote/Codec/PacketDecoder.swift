/// What arrived on a line that speaks GDB's remote serial protocol (GDB manual, appendix E.1 "Overview").
public enum LineEvent: Sendable, Equatable {
    /// A packet with a right checksum, its escapes and runs resolved.
    case packet([UInt8])
    /// A packet whose checksum is wrong, or which is longer than any that is taken.
    case damaged
    /// `+`: the last packet sent has arrived.
    case acknowledged
    /// `-`: the last packet sent is wanted again.
    case refused
    /// The byte 0x03 outside of a packet: the target is to stop.
    case interrupt
}

/// Makes events of bytes, one at a time; whatever comes, it keeps no more than `mostBytes`.
public struct PacketDecoder: Sendable {
    /// Longest packet taken, runs expanded; `PacketSize` of `qSupported`.
    public static let mostBytes = 0x4000

    private enum State {
        case between
        case inside
        case escaped
        /// Behind `*`: the next byte says how often the last one repeats.
        case run
        case checksum
        case secondDigit(UInt8?)
    }

    private let expandsRuns: Bool
    private var state = State.between
    private var payload: [UInt8] = []
    private var sum: UInt8 = 0
    private var isTooLong = false

    /// - Parameter expandsRuns: whether `*` begins a run, as it does in what a target sends. A debugger need not escape it.
    public init(expandsRuns: Bool) { self.expandsRuns = expandsRuns }

    /// Takes the next byte of the line; an event if it completes one.
    public mutating func take(_ byte: UInt8) -> LineEvent? {
        switch state {
        case .between: return between(byte)
        case .inside: inside(byte)
        case .escaped:
            sum &+= byte
            keep(byte ^ Packet.escapeMask)
            state = .inside
        case .run:
            sum &+= byte
            repeatLast(Int(byte) - Packet.runBase)
            state = .inside
        case .checksum: state = .secondDigit(Hex.digit(byte))
        case .secondDigit(let first): return complete(first, Hex.digit(byte))
        }
        return nil
    }

    private mutating func between(_ byte: UInt8) -> LineEvent? {
        switch byte {
        case Packet.start:
            begin()
            return nil
        case UInt8(ascii: "+"): return .acknowledged
        case UInt8(ascii: "-"): return .refused
        case Packet.interrupt: return .interrupt
        default: return nil
        }
    }

    private mutating func inside(_ byte: UInt8) {
        switch byte {
        case Packet.end: state = .checksum
        // The end of the packet before was lost.
        case Packet.start: begin()
        case Packet.escape:
            sum &+= byte
            state = .escaped
        case Packet.run where expandsRuns:
            sum &+= byte
            state = .run
        default:
            sum &+= byte
            keep(byte)
        }
    }

    private mutating func begin() {
        state = .inside
        payload.removeAll(keepingCapacity: true)
        sum = 0
        isTooLong = false
    }

    private mutating func keep(_ byte: UInt8) {
        if payload.count < Self.mostBytes { payload.append(byte) } else { isTooLong = true }
    }

    private mutating func repeatLast(_ count: Int) {
        guard let last = payload.last, count > 0 else { return }
        for _ in 0..<count { keep(last) }
    }

    private mutating func complete(_ high: UInt8?, _ low: UInt8?) -> LineEvent {
        state = .between
        guard let high, let low, high << 4 | low == sum, !isTooLong else { return .damaged }
        return .packet(payload)
    }
}
