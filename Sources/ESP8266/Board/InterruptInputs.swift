import LX106

/// What can ask for an interrupt of the core.
enum InterruptSource: Int, CaseIterable {
    case wdev, rtc, gpio, uart0, uart1, watchdog, frc1, frc2, virtualRadio
}

/// How one source is wired to the core.
struct InterruptInput {
    enum Kind {
        /// High as long as one of its sources is.
        case level
        /// A pulse, passed on while the bit of DPORT's EDGE_INT_ENABLE is set; without one always.
        case edge(gate: UInt32?)
    }

    let source: InterruptSource
    /// Bit of INTERRUPT (EOR:core/include/esp/interrupts.h).
    let number: Int
    let kind: Kind

    /// One entry per source.
    static let table = [
        InterruptInput(source: .wdev, number: 0, kind: .level),
        InterruptInput(source: .rtc, number: 3, kind: .level),
        InterruptInput(source: .gpio, number: 4, kind: .level),
        InterruptInput(source: .uart0, number: 5, kind: .level),
        InterruptInput(source: .uart1, number: 5, kind: .level),
        InterruptInput(source: .watchdog, number: 8, kind: .edge(gate: 1 << 0)),
        InterruptInput(source: .frc1, number: 9, kind: .edge(gate: 1 << 1)),
        InterruptInput(source: .frc2, number: 10, kind: .edge(gate: 1 << 2)),
        // The virtual radio takes one of the external inputs 11 to 13 that nothing else uses.
        InterruptInput(source: .virtualRadio, number: 11, kind: .edge(gate: nil)),
    ]

    /// The non-maskable interrupt, to which DPORT can send WDEV's.
    static let nmi = 14
}

/// The wires from the peripherals to the core, with the gates that DPORT has in them.
final class InterruptInputs {
    /// DPORT's EDGE_INT_ENABLE.
    var edgeEnable: UInt32 = 0
    /// The source that DPORT's NMI_INT_ENABLE sends to the NMI; what WDEV has pending goes there at once.
    var nmiSource: InterruptSource? {
        didSet { if nmiSource != oldValue { routeWDEV() } }
    }

    private let signals: CoreSignals
    /// By source: its number, the sources that share it, and its gate.
    private let wires: [(number: Int, sharing: UInt32, gate: UInt32?)]
    /// Bit n: the level of source n.
    private var levels: UInt32 = 0

    init(signals: CoreSignals) {
        self.signals = signals
        wires = InterruptSource.allCases.map { source in
            guard let input = InterruptInput.table.first(where: { $0.source == source }) else { return (0, 0, nil) }
            let sharing = InterruptInput.table.filter { $0.number == input.number }.map {
                UInt32(1) << $0.source.rawValue
            }
            guard case .edge(let gate) = input.kind else { return (input.number, sharing.reduce(0, |), nil) }
            return (input.number, sharing.reduce(0, |), gate)
        }
    }

    /// Drives a source of kind `level`.
    func set(_ source: InterruptSource, high: Bool) {
        let bit = UInt32(1) << source.rawValue
        if (levels & bit != 0) == high { return }
        levels = high ? levels | bit : levels & ~bit
        guard source != .wdev else { return routeWDEV() }
        let wire = wires[source.rawValue]
        signals.setLine(wire.number, high: levels & wire.sharing != 0)
    }

    /// WDEV's interrupt goes to input 0 or, by its edge, to the NMI.
    private func routeWDEV() {
        let isHigh = levels & 1 << InterruptSource.wdev.rawValue != 0
        let number = wires[InterruptSource.wdev.rawValue].number
        signals.setLine(number, high: isHigh && nmiSource != .wdev)
        if isHigh && nmiSource == .wdev { signals.pulse(InterruptInput.nmi) }
    }

    /// Sends the edge of a source of kind `edge`.
    func pulse(_ source: InterruptSource) {
        guard source != nmiSource else { return signals.pulse(InterruptInput.nmi) }
        let wire = wires[source.rawValue]
        if let gate = wire.gate, edgeEnable & gate == 0 { return }
        signals.pulse(wire.number)
    }
}
