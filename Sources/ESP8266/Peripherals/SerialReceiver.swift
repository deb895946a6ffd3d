/// The receive side of a UART: what it makes of the levels on its line. It looks for a falling edge and samples the middle of
/// each bit at its own rate, so that a sender at another rate is heard as other bytes, or as other many of them.
struct SerialReceiver {
    /// Ticks per bit, as a fraction.
    typealias BitTime = (ticks: Ticks, bits: Ticks)

    /// The bits of a character behind its start bit.
    struct Format {
        /// 5 to 8.
        var dataBits = 8
        /// Whether a parity bit follows them; it is not checked.
        var hasParity = false
    }

    /// When the start bit of the character that is being received began.
    private var start: Ticks?
    private var sample: Ticks = 0
    private var bits: UInt8 = 0
    private var isHigh = true

    /// When the last bit of the character that is being received will have been sampled; nil while none is.
    func end(_ bit: BitTime, _ format: Format) -> Ticks? {
        start.map { time(of: Self.lastSample(format), from: $0, bit) &+ 1 }
    }

    private static func lastSample(_ format: Format) -> Ticks {
        Ticks(format.dataBits + (format.hasParity ? 1 : 0) + 1)
    }

    private func time(of sample: Ticks, from start: Ticks, _ bit: BitTime) -> Ticks {
        start &+ (2 * sample + 1) &* bit.ticks / (2 * bit.bits)
    }

    /// The line is at one level from `begin` until `end`; gives the byte whose stop bit was sampled in it.
    mutating func hear(high: Bool, from begin: Ticks, until end: Ticks, _ bit: BitTime, _ format: Format) -> UInt8? {
        if start == nil, isHigh, !high {
            start = begin
            sample = 0
            bits = 0
        }
        isHigh = high
        let last = Self.lastSample(format)
        while let begun = start, time(of: sample, from: begun, bit) < end {
            if sample == last {
                start = nil
                return bits
            }
            if sample == 0, high { start = nil }
            if sample > 0, sample <= Ticks(format.dataBits), high { bits |= 1 << UInt8(sample - 1) }
            sample += 1
        }
        return nil
    }
}

/// A character as a sender with eight data bits, no parity and one stop bit puts it on a line.
struct SerialCharacter {
    /// Its bits, with start and stop bit.
    static let bitCount: Ticks = 10

    let byte: UInt8
    /// Bits per second.
    let baud: Ticks
    /// When its start bit begins.
    let start: Ticks

    init(_ byte: UInt8, baud: Int, start: Ticks) {
        self.byte = byte
        self.baud = Self.possible(baud)
        self.start = start
    }

    /// `baud` within what a line can do here: from 1 to one bit a tick.
    static func possible(_ baud: Int) -> Ticks { Ticks(min(max(1, baud), Int(Clock.ticksPerSecond))) }

    /// When its stop bit is over.
    var end: Ticks { time(Self.bitCount) }

    private func time(_ bit: Ticks) -> Ticks { start &+ bit * Clock.ticksPerSecond / baud }

    /// Its levels, one after the other; bits of one level are one.
    var levels: [(high: Bool, begin: Ticks, end: Ticks)] {
        let pattern = UInt16(byte) << 1 | 1 << 9
        var levels: [(high: Bool, begin: Ticks, end: Ticks)] = []
        for bit in 0..<Self.bitCount {
            let high = pattern >> UInt16(bit) & 1 != 0
            if levels.last?.high == high {
                levels[levels.count - 1].end = time(bit + 1)
            } else {
                levels.append((high, time(bit), time(bit + 1)))
            }
        }
        return levels
    }
}

/// Somebody at the other end of a board's transmit line whose UART is set to a rate of its own, with eight data bits.
public struct SerialListener {
    private var receiver = SerialReceiver()
    private var heardUntil: Ticks = 0
    private let bit: SerialReceiver.BitTime

    /// - Parameter baud: bits per second that it is set to.
    public init(baud: Int) { bit = (Clock.ticksPerSecond, SerialCharacter.possible(baud)) }

    /// A character that was sent at `baud` was over at `end`: the bytes that are heard by then. At the same rate that is `byte`.
    public mutating func hear(_ byte: UInt8, baud: Int, until end: Ticks) -> [UInt8] {
        let length = SerialCharacter(byte, baud: baud, start: 0).end
        let character = SerialCharacter(byte, baud: baud, start: end < length ? 0 : end - length)
        var bytes = silence(until: character.start)
        for level in character.levels {
            receiver.hear(high: level.high, from: level.begin, until: level.end, bit, .init()).map { bytes.append($0) }
        }
        heardUntil = max(heardUntil, character.end)
        return bytes
    }

    /// Nothing is sent until `end`: the byte that is heard by then, of what was sent before.
    public mutating func silence(until end: Ticks) -> [UInt8] {
        guard end > heardUntil else { return [] }
        defer { heardUntil = end }
        return receiver.hear(high: true, from: heardUntil, until: end, bit, .init()).map { [$0] } ?? []
    }
}
