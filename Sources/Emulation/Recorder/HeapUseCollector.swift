import ESP8266
import LX106
import Record

/// Follows every allocation of the guest, by hooks at `malloc` and `free`.
final class HeapUseCollector {
    /// Where the guest's allocator begins.
    struct Allocator {
        var malloc: UInt32
        var free: UInt32

        /// What allocators are called: the C library's and Arduino's, the NONOS SDK's, ESP8266_RTOS_SDK's.
        private static let pairs = [
            ("malloc", "free"), ("pvPortMalloc", "vPortFree"), ("_heap_caps_malloc", "_heap_caps_free"),
        ]

        /// Nil when the image has none.
        init?(_ image: ELFImage) {
            for (malloc, free) in Self.pairs {
                guard let malloc = image.symbol(named: malloc), let free = image.symbol(named: free) else { continue }
                self.init(malloc: malloc.address, free: free.address)
                return
            }
            return nil
        }

        init(malloc: UInt32, free: UInt32) {
            self.malloc = malloc
            self.free = free
        }

        /// Names of the functions that hand out memory on behalf of their callers.
        static let names: Set = [
            "malloc", "calloc", "pvPortMalloc", "pvPortZalloc", "pvPortCalloc", "_heap_caps_malloc",
        ]
    }

    private struct Site {
        var live = 0
        var atPeak = 0
        var allocations = 0
    }

    private let allocator: Allocator
    private let time: (Cycles) -> Ticks
    private var blocks: [UInt32: (size: Int, site: Int)] = [:]
    /// By node of the call profiler.
    private var sites: [Int: Site] = [:]
    private var inUse = 0
    private var use = RunRecord.HeapUse()
    private var curve = HeapUseCurve()

    init(_ allocator: Allocator, time: @escaping (Cycles) -> Ticks) {
        self.allocator = allocator
        self.time = time
    }

    /// Follows the guest of `core` from now on; sites are the nodes of `profiler`, which counts its calls.
    func attach(to core: Core, _ profiler: CallProfiler) {
        restarted(at: core.now)
        core.watch(Core.resetVector) { [self] in restarted(at: $0.now) }
        core.watch(allocator.free) { [self] in release($0[register: 2], at: $0.now) }
        core.watch(allocator.malloc) { [self] core in
            let size = Int(core[register: 2])
            let site = profiler.caller
            core.whenReturned { [self] in allocated(size, at: $0[register: 2], by: site, now: $0.now) }
        }
    }

    /// `malloc` handed out `size` bytes at `address`, or refused with 0, to the call stack `site`.
    func allocated(_ size: Int, at address: UInt32, by site: Int, now: Cycles) {
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

    /// The heap is empty again.
    func restarted(at now: Cycles) {
        blocks = [:]
        sites = sites.mapValues { Site(atPeak: $0.atPeak, allocations: $0.allocations) }
        change(by: -inUse, at: now)
    }

    /// `free` takes `address` back; without effect where nothing is.
    func release(_ address: UInt32, at now: Cycles) {
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
