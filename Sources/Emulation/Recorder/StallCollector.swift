import ESP8266
import Record

/// Finds the intervals in which the application's loop was not serviced, and what took them.
struct StallCollector {
    /// Shorter intervals are ordinary work.
    static let threshold: Ticks = 20 * 1000 * Clock.ticksPerMicrosecond
    /// How many a record keeps.
    static let kept = 20

    private struct Sample {
        var stack: [UInt32]
        var state: TLSState?
    }

    private var lastServiced: Ticks?
    private var samples: [Sample] = []
    private(set) var stalls: [RunRecord.Stall] = []
    /// Marks seen: tells whoever waits for the network whether the guest is in its loop.
    private(set) var marks: UInt64 = 0

    /// Whether the loop has gone unserviced for longer than ordinary work takes, or was never serviced.
    func isStalled(at ticks: Ticks) -> Bool { ticks &- (lastServiced ?? 0) >= Self.threshold }

    /// The loop was serviced.
    mutating func serviced(at ticks: Ticks, symbols: inout Symbols) {
        marks &+= 1
        close(at: ticks, symbols: &symbols)
        lastServiced = ticks
    }

    /// Notes where the guest is; call at a fixed period.
    mutating func sample(_ stack: @autoclosure () -> [UInt32], state: TLSState?) {
        guard lastServiced != nil else { return }
        samples.append(Sample(stack: stack(), state: state))
    }

    /// The chip reset or the run ended: nothing is owed before the next mark.
    mutating func reset(at ticks: Ticks, symbols: inout Symbols) {
        close(at: ticks, symbols: &symbols)
        lastServiced = nil
    }

    private mutating func close(at ticks: Ticks, symbols: inout Symbols) {
        defer { samples.removeAll(keepingCapacity: true) }
        guard let start = lastServiced, ticks &- start >= Self.threshold else { return }
        let stall = RunRecord.Stall(
            start: Seconds(ticks: start),
            seconds: Seconds(ticks: ticks &- start),
            tlsState: mostFrequentState(),
            where: heaviestChain(&symbols)
        )
        let index = stalls.firstIndex { $0.seconds < stall.seconds } ?? stalls.count
        stalls.insert(stall, at: index)
        if stalls.count > Self.kept { stalls.removeLast() }
    }

    /// Of equals, the one that comes first in a handshake.
    private func mostFrequentState() -> String? {
        var counts: [TLSState?: Int] = [:]
        for sample in samples { counts[sample.state, default: 0] += 1 }
        func number(_ state: TLSState?) -> UInt32 { state?.number ?? .max }
        let most = counts.max { ($0.value, number($1.key)) < ($1.value, number($0.key)) }
        return most?.key?.name
    }

    /// Walks the tree of sampled chains from the outermost function inwards, along the branch that holds most samples,
    /// as long as that is more than a quarter of all.
    private func heaviestChain(_ symbols: inout Symbols) -> [String] {
        var chains: [[String]] = []
        for sample in samples { chains.append(symbols.chain(sample.stack, limit: 64).reversed()) }
        let enough = chains.count / 4
        var path: [String] = []
        while true {
            var counts: [String: Int] = [:]
            for chain in chains where chain.count > path.count { counts[chain[path.count], default: 0] += 1 }
            guard let best = counts.max(by: { ($0.value, $1.key) < ($1.value, $0.key) }), best.value > enough else {
                return path.reversed()
            }
            chains.removeAll { $0.count <= path.count || $0[path.count] != best.key }
            path.append(best.key)
        }
    }
}
