/// What a UART measures of its receive line while AUTOBAUD bit 0 is set (Espressif's register names LOWPULSE, HIGHPULSE and
/// RXD_CNT): the shortest low and high pulse, and how many edges there were. Begins anew when the bit is set (assumed).
struct PulseCounter {
    /// Before the first pulse a register that holds a minimum shows the largest number of its 20 bits (assumed).
    static let noPulse: UInt32 = 0xF_FFFF
    private static let mostEdges: UInt32 = 0x3FF

    /// Shortest pulses, in cycles of the UART's clock.
    private(set) var low = noPulse, high = noPulse
    /// Edges; stops at the largest number of its 10 bits.
    private(set) var edges: UInt32 = 0
    private var lastEdge: Ticks?
    private var isHigh = true

    /// The line is at one level from `begin` on, of a UART whose clock runs at `megahertz`.
    mutating func hear(high level: Bool, from begin: Ticks, megahertz: Ticks) {
        guard level != isHigh else { return }
        if let lastEdge {
            let cycles = (begin &- lastEdge) &* megahertz / Clock.ticksPerMicrosecond
            let pulse = UInt32(min(cycles, Ticks(Self.noPulse)))
            if isHigh { high = min(high, pulse) } else { low = min(low, pulse) }
        }
        isHigh = level
        lastEdge = begin
        edges = min(edges + 1, Self.mostEdges)
    }
}
