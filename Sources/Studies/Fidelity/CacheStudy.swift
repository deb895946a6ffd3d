import Emulation
import Inputs
import LX106
import Record

extension CacheTable {
    /// Runs the handshake of the two scenarios in `Resources/fidelity/field` that one firmware was timed with at two sizes of
    /// the flash cache, with every organisation of the cache that is thinkable. `onProgress` gets which one is next.
    public init(locator: Locator, onProgress: (String) -> Void = { _ in }) throws(EmulationError) {
        var plans: [RunPlan] = []
        var published: [Seconds] = []
        for size in [16, 32] {
            let file = try locator.resource("fidelity/field/at-firmware-\(size)kb.yml")
            let resolved = try ResolvedScenario(file: file, locator: locator)
            plans.append(try RunPlan(resolved, locator: locator))
            published += resolved.scenario.published.filter { $0.what == "handshake" }.map(\.seconds)
        }
        var rows: [Row] = []
        for ways in [1, 2, 4] {
            for replacement in ways == 1 ? [0] : [0, 1] {
                onProgress("\(ways) ways")
                var seconds: [Seconds] = []
                for plan in plans {
                    var timing = plan.timing
                    timing.cacheWays = ways
                    timing.cacheReplacement = replacement
                    seconds.append(try Run(plan.handshakeOnly(timing: timing)).record().handshake.seconds)
                }
                rows.append(Row(ways: ways, replacement: replacement, seconds: seconds))
            }
        }
        self.init(published: published, rows: rows)
    }
}
