import ESP8266
import LX106
import Record

/// Follows every allocation of the guest, by watching the calls of `malloc` and `free`.
final class HeapUseCollector: CallWatcher {
    /// Where the guest's allocator begins.
    struct Allocator {
        var malloc: UInt32
        var free: UInt32

        /// Nil when the image has none.
        init?(_ image: ELFImage) {
            guard let malloc = image.symbol(named: "malloc"), let free = image.symbol(named: "free") else { return nil }
            self.malloc = malloc.address
            self.free = free.address
        }

        init(malloc: UInt32, free: UInt32) {
            self.malloc = malloc
            self.free = free
        }

        /// Names of the functions that hand out memory on behalf of their callers.
        static let names: Set = ["malloc", "calloc"]
    }

    private struct Site {
        var live = 0
        var atPeak = 0
        var allocations = 0
    }

    private let allocator: Allocator
    /// What a2, the first argument and the result, holds now.
    private let argument: () -> UInt32
    private let time: (Cycles) -> Ticks
    private var blocks: [UInt32: (size: Int, site: Int)] = [:]
    /// By node of the call profiler.
    private var sites: [Int: Site] = [:]
    /// The call that has not returned: of `malloc` with its size, or of `free`.
    private var pending: (size: Int, site: Int)?
    private var inUse = 0
    private var use = RunRecord.HeapUse()
    private var curve = HeapUseCurve()

    init(_ allocator: Allocator, argument: @escaping () -> UInt32, time: @escaping (Cycles) -> Ticks) {
        self.allocator = allocator
        self.argument = argument
        self.time = time
    }

    func called(_ function: UInt32, by caller: Int, at now: Cycles) {
        if function == allocator.malloc {
            pending = (Int(argument()), caller)
        } else {
            pending = nil
            release(argument(), at: now)
        }
    }

    func returned(at now: Cycles) {
        guard let (size, site) = pending else { return }
        pending = nil
        let address = argument()
        guard address != 0 else { return }
        release(address, at: now)
        blocks[address] = (size, site)
        sites[site, default: Site()].live += size
        sites[site]?.allocations += 1
        change(by: size, at: now)
        guard inUse > use.peak else { return }
        use.peak = inUse
        use.peakAt = Seconds(ticks: time(now))
        sites = sites.mapValues { Site(live: $0.live, atPeak: $0.live, allocations: $0.allocations) }
    }

    func restarted(at now: Cycles) {
        pending = nil
        blocks = [:]
        sites = sites.mapValues { Site(atPeak: $0.atPeak, allocations: $0.allocations) }
        change(by: -inUse, at: now)
    }

    private func release(_ address: UInt32, at now: Cycles) {
        guard let (size, site) = blocks.removeValue(forKey: address) else { return }
        sites[site]?.live -= size
        change(by: -size, at: now)
    }

    private func change(by bytes: Int, at now: Cycles) {
        inUse += bytes
        curve.add(inUse, at: time(now))
    }

    /// What was found; `name` tells the functions of a node's call stack, innermost first.
    func result(names: (Int) -> [String]) -> RunRecord.HeapUse {
        var byChain: [[String]: Site] = [:]
        for (node, site) in sites where site.atPeak > 0 {
            let chain = Array(names(node).drop { Allocator.names.contains($0) })
            var sum = byChain[chain, default: Site()]
            sum.atPeak += site.atPeak
            sum.allocations += site.allocations
            byChain[chain] = sum
        }
        var result = use
        result.samples = curve.samples
        result.consumers = byChain.map { chain, site in
            .init(where: chain, atPeak: site.atPeak, allocations: site.allocations)
        }.sorted { left, right in
            left.atPeak != right.atPeak
                ? left.atPeak > right.atPeak : left.where.lexicographicallyPrecedes(right.where)
        }
        return result
    }
}
