extension RunRecord {
    /// What the lists of a long run do not hold one by one: how many entries were joined with others or left out.
    ///
    /// A record in which nothing was folded has none. The first and the last entries of a list are always there.
    public struct Folded: Sendable, Equatable, Codable {
        /// Phases of the timeline; those of a lane became one phase, called after their number.
        public var phases = 0
        /// Stretches of feeds that became part of longer ones.
        public var feeds = 0
        /// Feeds of one watchdog closer together than this form one stretch; null while that is the usual 20 ms.
        @Nullable public var feedGap: Seconds?
        /// Stretches of UART0 that became part of longer ones.
        public var uart = 0
        /// Bytes of UART0 closer together than this form one stretch; null while that is the usual 1 ms.
        @Nullable public var uartGap: Seconds?
        /// Bites that were left out, from the middle.
        public var bites = 0
        /// States of the heap that were left out, from the middle.
        public var heap = 0
        /// Changes of pins that were left out, from the middle.
        public var pins = 0
        /// Changes of the LED that were left out, from the middle.
        public var led = 0
        /// Lines of the console that were left out, from the middle.
        public var console = 0

        package init() {}

        enum CodingKeys: String, CodingKey {
            case phases, feeds
            case feedGap = "feed_gap_s"
            case uart
            case uartGap = "uart_gap_s"
            case bites, heap, pins, led, console
        }
    }
}

extension RunRecord.Folded {
    /// One line for people: what is not there one by one.
    public var text: String {
        let joined = [
            (feeds, "stretches of feeds", feedGap), (uart, "stretches of UART output", uartGap),
        ].filter { $0.0 > 0 }.map { count, name, gap in
            "\(count) \(name) joined" + (gap.map { " (less than \($0.text()) s apart)" } ?? "")
        }
        let left = [
            (phases, "phases"), (bites, "bites"), (heap, "states of the heap"), (pins, "changes of pins"),
            (led, "changes of the LED"), (console, "lines of the console"),
        ].filter { $0.0 > 0 }.map { "\($0) \($1) left out" }
        return (joined + left).joined(separator: ", ")
    }
}
