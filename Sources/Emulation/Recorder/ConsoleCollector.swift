import ESP8266
import Record

/// Turns the bytes of a UART into lines with the time of their first byte.
struct ConsoleCollector {
    /// 1 for UART1, nil for UART0.
    let port: Int?
    private var kept = BoundedList<RunRecord.ConsoleLine>(limit: 20_000)
    private var pending: [UInt8] = []
    private var start: Ticks = 0
    private static let longestLine = 4096

    init(port: Int? = nil) { self.port = port }

    /// The first and the last lines.
    var lines: [RunRecord.ConsoleLine] { kept.elements }
    /// How many lines between them were left out.
    var dropped: Int { kept.dropped }

    /// The line that is being printed: a prompt.
    var open: String { Self.text(pending) }

    /// The lines of both UARTs, in the order in which they began.
    static func lines(of first: ConsoleCollector, _ second: ConsoleCollector) -> [RunRecord.ConsoleLine] {
        guard !second.lines.isEmpty else { return first.lines }
        return (first.lines + second.lines).enumerated().sorted {
            ($0.element.at, $0.offset) < ($1.element.at, $1.offset)
        }.map(\.element)
    }

    /// Takes a byte; the line that it ended, if any.
    mutating func add(_ byte: UInt8, at ticks: Ticks) -> RunRecord.ConsoleLine? {
        if byte == UInt8(ascii: "\r") { return nil }
        if byte == UInt8(ascii: "\n") { return flush() }
        if pending.isEmpty { start = ticks }
        pending.append(byte)
        return pending.count >= Self.longestLine ? flush() : nil
    }

    /// Ends the line that is being printed.
    mutating func flush() -> RunRecord.ConsoleLine? {
        guard !pending.isEmpty else { return nil }
        let line = RunRecord.ConsoleLine(at: Seconds(ticks: start), text: Self.text(pending), port: port)
        pending = []
        kept.append(line)
        return line
    }

    /// Printable text: control characters and broken UTF-8 become U+FFFD.
    private static func text(_ bytes: [UInt8]) -> String {
        let decoded = String(decoding: bytes, as: UTF8.self)
        return String(String.UnicodeScalarView(decoded.unicodeScalars.map { isPrintable($0) ? $0 : "\u{FFFD}" }))
    }

    private static func isPrintable(_ scalar: Unicode.Scalar) -> Bool {
        scalar.value == 9 || (scalar.value >= 0x20 && !(0x7F...0x9F).contains(scalar.value))
    }
}
