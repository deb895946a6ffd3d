import Record

/// The run as waveforms: a value change dump (IEEE 1364) in microseconds, for GTKWave.
///
/// Several changes of one signal within a microsecond show as the last of them.
public enum WaveformReport {
    /// The dump of `record`.
    public static func text(_ record: RunRecord) -> String {
        var dump = Dump(end: record.duration)
        addPins(record, to: &dump)
        addUART(record.timeline.uart, to: &dump)
        for name in RunRecord.WatchdogName.allCases { addWatchdog(name, record.timeline, to: &dump) }
        addPhases(record.timeline.phases, to: &dump)
        let free = dump.add(.integer, "heap_free", initially: "bx")
        for sample in record.timeline.heap {
            dump.set(free, at: sample.at, "b" + String(max(0, sample.free), radix: 2))
        }
        return dump.text()
    }

    private static func addPins(_ record: RunRecord, to dump: inout Dump) {
        let led = dump.add(.wire, "led", initially: "0")
        for change in record.led { dump.set(led, at: change.at, change.on ? "1" : "0") }
        for pin in Set(record.timeline.pins.map(\.pin)).sorted() {
            let changes = record.timeline.pins.filter { $0.pin == pin }
            let signal = dump.add(.wire, "gpio\(pin)", initially: changes.first?.high == true ? "0" : "1")
            for change in changes { dump.set(signal, at: change.at, change.high ? "1" : "0") }
        }
    }

    private static func addUART(_ stretches: [RunRecord.UARTStretch], to dump: inout Dump) {
        let signal = dump.add(.wire, "uart0_tx_busy", initially: "0")
        for stretch in stretches { dump.pulse(signal, stretch.start, stretch.end) }
    }

    private static func addWatchdog(
        _ name: RunRecord.WatchdogName,
        _ timeline: RunRecord.Timeline,
        to dump: inout Dump
    ) {
        let feeding = dump.add(.wire, "\(name.rawValue)_wdt_fed", initially: "0")
        for feed in timeline.feeds where feed.watchdog == name { dump.pulse(feeding, feed.first, feed.last) }
        let bite = dump.add(.event, "\(name.rawValue)_wdt_bite", initially: nil)
        for entry in timeline.bites where entry.watchdog == name { dump.set(bite, at: entry.at, "1") }
    }

    private static func addPhases(_ phases: [RunRecord.Phase], to dump: inout Dump) {
        let number = dump.add(.bus, "tls_state", initially: "bz")
        for lane in RunRecord.Phase.Lane.allCases {
            let signal = dump.add(.string, lane == .tls ? "tls_state_name" : lane.rawValue, initially: "s-")
            for phase in phases where phase.lane == lane {
                let name = String(phase.name.map { $0.isWhitespace ? "_" : $0 })
                dump.set(signal, at: phase.start, "s\(name)")
                dump.clear(signal, at: phase.end)
                guard lane == .tls, let state = TLSState(name: phase.name) else { continue }
                dump.set(number, at: phase.start, "b" + String(state.number, radix: 2))
                dump.clear(number, at: phase.end)
            }
        }
    }
}

/// A value change dump in the making.
private struct Dump {
    enum Kind: String {
        case wire = "wire 1", bus = "wire 8", integer = "integer 32", event = "event 1", string = "string 1"

        /// Whether a space stands between a value and its signal.
        var isSpaced: Bool { self == .bus || self == .integer || self == .string }
    }

    private struct Signal {
        var kind: Kind
        var name: String
        var initial: String?
        var code: String
    }

    private struct Change {
        var at: Int64
        var signal: Int
        var value: String
        /// The end of what was; a beginning at the same time goes over it.
        var isEnd: Bool
    }

    private let end: Int64
    private var signals: [Signal] = []
    private var changes: [Change] = []

    /// A dump that lasts until `end`.
    init(end: Seconds) {
        self.end = end.microseconds
    }

    /// Declares a signal.
    mutating func add(_ kind: Kind, _ name: String, initially value: String?) -> Int {
        let first = UInt8(ascii: "!"), count = 94
        let code = (signals.count < count ? "" : "!") + String(UnicodeScalar(first + UInt8(signals.count % count)))
        signals.append(Signal(kind: kind, name: name, initial: value, code: code))
        return signals.count - 1
    }

    /// `signal` becomes `value`.
    mutating func set(_ signal: Int, at time: Seconds, _ value: String) {
        changes.append(Change(at: time.microseconds, signal: signal, value: value, isEnd: false))
    }

    /// `signal` gets its initial value back.
    mutating func clear(_ signal: Int, at time: Seconds) {
        guard let initial = signals[signal].initial else { return }
        changes.append(Change(at: time.microseconds, signal: signal, value: initial, isEnd: true))
    }

    /// `signal` is 1 for a time, a microsecond at least.
    mutating func pulse(_ signal: Int, _ start: Seconds, _ end: Seconds) {
        set(signal, at: start, "1")
        clear(signal, at: max(end, start + Seconds(microseconds: 1)))
    }

    func text() -> String {
        var lines = ["$version vesp $end", "$timescale 1 us $end", "$scope module device $end"]
        lines += signals.map { "$var \($0.kind.rawValue) \($0.code) \($0.name) $end" }
        lines += ["$upscope $end", "$enddefinitions $end", "#0", "$dumpvars"]
        lines += signals.indices.compactMap { index in signals[index].initial.map { line(index, $0) } }
        lines.append("$end")
        var now: Int64 = 0
        var values = signals.map(\.initial)
        for (time, changes) in moments() {
            let real = changes.filter { signals[$0.signal].kind == .event || values[$0.signal] != $0.value }
            guard !real.isEmpty else { continue }
            if time != now { lines.append("#\(time)") }
            now = time
            for change in real {
                values[change.signal] = change.value
                lines.append(line(change.signal, change.value))
            }
        }
        if end > now { lines.append("#\(end)") }
        return lines.joined(separator: "\n") + "\n"
    }

    private func line(_ signal: Int, _ value: String) -> String {
        value + (signals[signal].kind.isSpaced ? " " : "") + signals[signal].code
    }

    /// What changes at each time: one value per signal, the last that begins, else the last that ends.
    private func moments() -> [(Int64, [Change])] {
        let order = changes.enumerated().sorted { left, right in
            let (a, b) = (left.element, right.element)
            if (a.at, a.signal) != (b.at, b.signal) { return (a.at, a.signal) < (b.at, b.signal) }
            return a.isEnd == b.isEnd ? left.offset < right.offset : a.isEnd
        }.map(\.element)
        var moments: [(Int64, [Change])] = []
        for change in order {
            let index = moments.count - 1
            if index < 0 || moments[index].0 != change.at {
                moments.append((change.at, [change]))
            } else if let last = moments[index].1.last, last.signal == change.signal {
                moments[index].1[moments[index].1.count - 1] = change
            } else {
                moments[index].1.append(change)
            }
        }
        return moments
    }
}
