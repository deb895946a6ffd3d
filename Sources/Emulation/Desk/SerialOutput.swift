import ESP8266

/// What a program of the host hears of a board's transmit line at the rate that the program has set.
struct SerialOutput {
    private var listener: SerialListener?
    private var baud = 0
    private var heard: [UInt8] = []
    /// Nobody waits for more.
    private static let most = 1 << 16

    /// The board sent `byte` at `rate` bits per second, over at `ticks`; `baud` is the program's rate, nil for the same.
    mutating func sent(_ byte: UInt8, _ rate: Int, to baud: Int?, at ticks: Ticks) {
        guard let baud else { return hear([byte]) }
        if listener == nil || baud != self.baud { listener = SerialListener(baud: baud) }
        self.baud = baud
        if let bytes = listener?.hear(byte, baud: rate, until: ticks) { hear(bytes) }
    }

    /// Nothing was sent until `ticks`.
    mutating func pause(at ticks: Ticks) {
        if let bytes = listener?.silence(until: ticks) { hear(bytes) }
    }

    /// What was heard since the last time.
    mutating func take() -> [UInt8] {
        defer { heard.removeAll(keepingCapacity: true) }
        return heard
    }

    private mutating func hear(_ bytes: [UInt8]) {
        if heard.count < Self.most { heard += bytes }
    }
}
