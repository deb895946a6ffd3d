/// A number that a run is measured by: a whole one, so that equal means equal.
public enum Metric: String, CaseIterable, Sendable, Codable, CodingKeyRepresentable {
    /// CPU cycles of the handshake.
    case handshakeCycles = "handshake_cycles"
    /// Duration of the handshake.
    case handshake = "handshake_us"
    /// Longest time without service that was seen: a watchdog's reset ends it.
    case longestStall = "longest_stall_us"
    /// Longest time without service, with what a watchdog's reset cut off as far as that is known.
    case wholeStall = "whole_stall_us"
    /// Longest time the soft watchdog was not fed.
    case softGap = "soft_watchdog_gap_us"
    /// Longest time the hard watchdog was not fed.
    case hardGap = "hard_watchdog_gap_us"
    /// Bites of both watchdogs.
    case trips
    /// Starts of the chip.
    case boots
    /// Most heap in use.
    case heapPeak = "heap_peak_bytes"
    /// Most stack in use.
    case stackPeak = "stack_peak_bytes"
    /// Lines filled into the flash cache.
    case cacheMisses = "cache_misses"
    /// Instructions executed.
    case instructions
    /// CPU cycles of the whole run.
    case cycles
    /// Duration of the whole run.
    case duration = "duration_us"

    /// What the number counts.
    public enum Unit: Sendable {
        /// CPU cycles.
        case cycles
        /// Microseconds.
        case microseconds
        /// Bytes.
        case bytes
        /// A number of events.
        case count
    }

    /// What the number counts.
    public var unit: Unit {
        switch self {
        case .handshakeCycles, .cycles: .cycles
        case .handshake, .longestStall, .wholeStall, .softGap, .hardGap, .duration: .microseconds
        case .heapPeak, .stackPeak: .bytes
        case .trips, .boots, .cacheMisses, .instructions: .count
        }
    }

    /// What people call it.
    public var title: String {
        switch self {
        case .handshakeCycles: "handshake cycles"
        case .handshake: "handshake"
        case .longestStall: "longest stall"
        case .wholeStall: "whole stall"
        case .softGap: "soft watchdog gap"
        case .hardGap: "hard watchdog gap"
        case .trips: "trips"
        case .boots: "boots"
        case .heapPeak: "heap peak"
        case .stackPeak: "stack peak"
        case .cacheMisses: "cache misses"
        case .instructions: "instructions"
        case .cycles: "cycles"
        case .duration: "duration"
        }
    }

    /// The number in `record`.
    public func value(in record: RunRecord) -> Int {
        switch self {
        case .handshakeCycles: Int(clamping: record.handshake.cycles)
        case .handshake: Int(record.handshake.seconds.microseconds)
        case .longestStall: Int(record.stalls.first?.seconds.microseconds ?? 0)
        case .wholeStall: Int(record.longestStall?.length.microseconds ?? 0)
        case .softGap: Int(record.watchdog.soft.longestGap.microseconds)
        case .hardGap: Int(record.watchdog.hard.longestGap.microseconds)
        case .trips: record.watchdog.soft.trips + record.watchdog.hard.trips
        case .boots: record.boots.count
        case .heapPeak: record.heap.peak
        case .stackPeak: record.stack.peak
        case .cacheMisses: Int(clamping: record.cache.misses)
        case .instructions: Int(clamping: record.instructions)
        case .cycles: Int(clamping: record.cycles)
        case .duration: Int(record.duration.microseconds)
        }
    }
}

/// What a run record comes down to when runs are compared: words, numbers, cycles per TLS state and per function.
public struct Measurement: Sendable, Equatable, Codable {
    /// Whether the verdict of the run is good.
    public var ok: Bool
    /// The reasons of a bad verdict, worst first.
    public var reasons: [String]
    /// Whether MQTT accepted the connection.
    public var connected: Bool
    /// The watchdog that bit first: `none`, `soft` or `hard`.
    public var watchdog: String
    /// IANA name of the cipher suite.
    public var ciphersuite: String?
    /// Every metric that is known of the run; a file of an older version lacks those that came later.
    public var metrics: [Metric: Int]
    /// Whether the whole stall may be longer than its metric, as a watchdog's reset ended it; nil for no.
    public var stallIsLowerBound: Bool?
    /// Cycles by TLS state, in order of first entry.
    public var states: [Part]
    /// Cycles by guest function; nil when the run kept no call profile.
    public var functions: [String: Int]?

    /// Cycles of a part of a run.
    public struct Part: Sendable, Equatable, Codable {
        /// Name of the TLS state.
        public var name: String
        /// CPU cycles.
        public var cycles: Int

        package init(name: String, cycles: Int) {
            self.name = name
            self.cycles = cycles
        }
    }

    /// The measurement of `record`.
    public init(_ record: RunRecord) {
        ok = record.verdict.ok
        reasons = record.verdict.reasons
        connected = record.connected
        watchdog = record.firstTrip?.name.rawValue ?? "none"
        ciphersuite = record.handshake.ciphersuite
        let known = Metric.allCases.filter { record.knows($0) }
        metrics = Dictionary(uniqueKeysWithValues: known.map { ($0, $0.value(in: record)) })
        stallIsLowerBound = record.longestStall?.isLowerBound == true ? true : nil
        states = record.handshake.states.map { Part(name: $0.name, cycles: Int(clamping: $0.cycles)) }
        functions = record.callProfile.map { profile in
            Dictionary(profile.functions.map { ($0.name, Int(clamping: $0.selfCycles)) }) { $0 &+ $1 }
        }
    }

    /// The value of `metric`; nil when it is not known.
    public func value(of metric: Metric) -> Int? {
        metrics[metric] ?? (metric == .wholeStall ? metrics[.longestStall] : nil)
    }

    /// The value of `metric`, 0 when there is none.
    public subscript(_ metric: Metric) -> Int { value(of: metric) ?? 0 }

    enum CodingKeys: String, CodingKey {
        case ok, reasons, connected, watchdog, ciphersuite, metrics
        case stallIsLowerBound = "stall_is_lower_bound"
        case states, functions
    }
}
