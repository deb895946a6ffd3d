import ESP8266
import Inputs
import LX106
import Record

/// Adds up the time spent in each TLS state, per attempt.
struct HandshakeCollector {
    private struct Moment {
        var ticks: Ticks
        var cycles: Cycles
        var avoidable: Ticks

        static let zero = Moment(ticks: 0, cycles: 0, avoidable: 0)
    }

    private struct Attempt {
        var order: [TLSState] = []
        var spent: [TLSState: Moment] = [:]
        var isComplete = false
        var error: Int?
        var failure: String?
        var ciphersuite: UInt16?
        var curve: String?

        var total: Moment {
            spent.values.reduce(into: .zero) {
                $0.ticks &+= $1.ticks
                $0.cycles &+= $1.cycles
                $0.avoidable &+= $1.avoidable
            }
        }
    }

    /// In order; of many, those that the record can be about.
    private var attempts: [Attempt] = []
    /// Attempts so far.
    private(set) var count = 0
    private static let kept = 16
    private(set) var progress = HandshakeProgress.none
    private var since = Moment.zero
    /// What kept the TLS client from being set up.
    private var setUpError: Int?

    /// Name of the state now.
    var stateName: String? { progress.state?.name }
    /// Whether any attempt reached its end.
    var isComplete: Bool { attempts.contains(where: \.isComplete) }

    /// The client got as far as `new`.
    mutating func enter(_ new: HandshakeProgress, at ticks: Ticks, cycles: Cycles, avoidable: Ticks = 0) {
        let wasOutside = progress.state == nil
        let isRestart = new.state == .helloRequest && progress.state != .helloRequest
        close(at: ticks, cycles: cycles, avoidable: avoidable)
        if new.state != nil, wasOutside || isRestart { begin() }
        if new == .complete, !attempts.isEmpty { attempts[attempts.count - 1].isComplete = true }
        progress = new
        since = Moment(ticks: ticks, cycles: cycles, avoidable: avoidable)
    }

    private mutating func begin() {
        count += 1
        if attempts.count == Self.kept { forget() }
        attempts.append(Attempt())
    }

    /// Drops every attempt that no later one can make part of the record.
    private mutating func forget() {
        let complete = attempts.indices.filter { attempts[$0].isComplete }.prefix(2)
        let longest = attempts.indices.max { attempts[$0].total.ticks < attempts[$1].total.ticks }
        let failed = attempts.indices.last { attempts[$0].error != nil || attempts[$0].failure != nil }
        let needed = Set(complete).union([longest, failed].compactMap { $0 })
        attempts = needed.sorted().map { attempts[$0] }
    }

    /// The handshake returned `result`: 0 or a negated error.
    mutating func finish(_ result: Int, at ticks: Ticks, cycles: Cycles, avoidable: Ticks = 0) {
        close(at: ticks, cycles: cycles, avoidable: avoidable)
        progress = .none
        let error = result == 0 ? nil : result
        guard !attempts.isEmpty else {
            setUpError = error
            return
        }
        if error == nil { attempts[attempts.count - 1].isComplete = true }
        attempts[attempts.count - 1].error = error
    }

    /// The handshake failed, for that reason.
    mutating func fail(_ reason: String, at ticks: Ticks, cycles: Cycles, avoidable: Ticks = 0) {
        close(at: ticks, cycles: cycles, avoidable: avoidable)
        progress = .none
        if !attempts.isEmpty { attempts[attempts.count - 1].failure = reason }
    }

    mutating func negotiated(ciphersuite: UInt16) {
        if !attempts.isEmpty { attempts[attempts.count - 1].ciphersuite = ciphersuite }
    }

    mutating func negotiated(curve: String?) {
        if !attempts.isEmpty { attempts[attempts.count - 1].curve = curve }
    }

    /// The chip reset or the run ended: the state ends here.
    mutating func close(at ticks: Ticks, cycles: Cycles, avoidable: Ticks = 0) {
        defer { since = Moment(ticks: ticks, cycles: cycles, avoidable: avoidable) }
        guard let state = progress.state, !attempts.isEmpty else { return }
        let last = attempts.count - 1
        if attempts[last].spent[state] == nil { attempts[last].order.append(state) }
        var spent = attempts[last].spent[state] ?? .zero
        spent.ticks &+= ticks &- since.ticks
        spent.cycles &+= cycles &- since.cycles
        spent.avoidable &+= max(avoidable, since.avoidable) - since.avoidable
        attempts[last].spent[state] = spent
    }

    mutating func reset(at ticks: Ticks, cycles: Cycles, avoidable: Ticks = 0) {
        close(at: ticks, cycles: cycles, avoidable: avoidable)
        progress = .none
    }

    /// The completed attempt, else the longest.
    private var chosen: Attempt? {
        attempts.first(where: \.isComplete) ?? attempts.max { $0.total.ticks < $1.total.ticks }
    }

    /// Ticks of the attempt in the record that `Sensitivity` calls avoidable.
    var avoidable: Ticks { chosen?.total.avoidable ?? 0 }

    /// The completed attempt, else the longest.
    func record() -> RunRecord.Handshake {
        var result = RunRecord.Handshake()
        result.attempts = count
        guard let chosen else {
            result.error = setUpError
            return result
        }
        result.completed = chosen.isComplete
        result.cycles = chosen.total.cycles
        result.seconds = Seconds(ticks: chosen.total.ticks)
        result.error = chosen.isComplete ? nil : chosen.error ?? attempts.compactMap(\.error).last
        result.failure = chosen.isComplete ? nil : chosen.failure ?? attempts.compactMap(\.failure).last
        result.ciphersuite = chosen.ciphersuite.map(CipherSuite.name)
        result.curve = chosen.curve
        result.states = chosen.order.map { state in
            let spent = chosen.spent[state] ?? .zero
            return RunRecord.State(name: state.name, cycles: spent.cycles, seconds: Seconds(ticks: spent.ticks))
        }
        let again = attempts.filter(\.isComplete).dropFirst().first
        result.reconnect = again.map { Seconds(ticks: $0.total.ticks) }
        return result
    }
}
