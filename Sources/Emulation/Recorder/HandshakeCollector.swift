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
        var order: [UInt32] = []
        var spent: [UInt32: Moment] = [:]
        var isComplete = false
        var error: Int?
        var ciphersuite: UInt32?
        var curve: UInt32?

        var total: Moment {
            spent.values.reduce(into: .zero) {
                $0.ticks &+= $1.ticks
                $0.cycles &+= $1.cycles
                $0.avoidable &+= $1.avoidable
            }
        }
    }

    private let library: TLSLibrary
    private var attempts: [Attempt] = []
    private(set) var state = TLSState.none
    private var since = Moment.zero
    /// What kept the TLS client from being set up.
    private var setUpError: Int?

    init(library: TLSLibrary) {
        self.library = library
    }

    /// Name of the state now.
    var stateName: String? { TLSState.name(state) }
    /// Whether any attempt reached its end.
    var isComplete: Bool { attempts.contains(where: \.isComplete) }
    /// Attempts so far.
    var count: Int { attempts.count }

    /// The firmware entered state `new`.
    mutating func enter(_ new: UInt32, at ticks: Ticks, cycles: Cycles, avoidable: Ticks = 0) {
        let wasOutside = TLSState.name(state) == nil
        let isRestart = new == TLSState.first && state != TLSState.first
        close(at: ticks, cycles: cycles, avoidable: avoidable)
        if TLSState.name(new) != nil, wasOutside || isRestart { attempts.append(Attempt()) }
        if new == TLSState.over, !attempts.isEmpty { attempts[attempts.count - 1].isComplete = true }
        state = new
        since = Moment(ticks: ticks, cycles: cycles, avoidable: avoidable)
    }

    /// The firmware's handshake returned `result`: 0 or a negated error.
    mutating func finish(_ result: UInt32, at ticks: Ticks, cycles: Cycles, avoidable: Ticks = 0) {
        close(at: ticks, cycles: cycles, avoidable: avoidable)
        state = TLSState.none
        let error = result == 0 ? nil : -Int(Int32(bitPattern: result).magnitude)
        guard !attempts.isEmpty else {
            setUpError = error
            return
        }
        if error == nil { attempts[attempts.count - 1].isComplete = true }
        attempts[attempts.count - 1].error = error
    }

    mutating func negotiated(ciphersuite: UInt32) {
        if !attempts.isEmpty { attempts[attempts.count - 1].ciphersuite = ciphersuite }
    }

    mutating func negotiated(curve: UInt32) {
        if !attempts.isEmpty { attempts[attempts.count - 1].curve = curve }
    }

    /// The chip reset or the run ended: the state ends here.
    mutating func close(at ticks: Ticks, cycles: Cycles, avoidable: Ticks = 0) {
        defer { since = Moment(ticks: ticks, cycles: cycles, avoidable: avoidable) }
        guard TLSState.name(state) != nil, !attempts.isEmpty else { return }
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
        state = TLSState.none
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
        result.attempts = attempts.count
        guard let chosen else {
            result.error = setUpError
            return result
        }
        result.completed = chosen.isComplete
        result.cycles = chosen.total.cycles
        result.seconds = Seconds(ticks: chosen.total.ticks)
        result.error = chosen.isComplete ? nil : chosen.error ?? attempts.compactMap(\.error).last
        result.ciphersuite = chosen.ciphersuite.map { CipherSuite.name(UInt16(truncatingIfNeeded: $0)) }
        result.curve = chosen.curve.flatMap(library.curve)
        result.states = chosen.order.map { state in
            let spent = chosen.spent[state] ?? .zero
            let name = TLSState.name(state) ?? ""
            return RunRecord.State(name: name, cycles: spent.cycles, seconds: Seconds(ticks: spent.ticks))
        }
        let again = attempts.filter(\.isComplete).dropFirst().first
        result.reconnect = again.map { Seconds(ticks: $0.total.ticks) }
        return result
    }
}
