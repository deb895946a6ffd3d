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
                let flash = try [16, 32].map { size throws(EmulationError) in
                    try Self.flashTime(ways: ways, replacement: replacement, cacheKB: size, locator: locator)
                }
                rows.append(Row(ways: ways, replacement: replacement, seconds: seconds, flashTime: flash))
            }
        }
        self.init(published: published, rows: rows)
    }

    /// What the clock does not shorten of a multiplication with a table of 30 KB in flash: twice its time at 160 MHz less
    /// its time at 80 MHz.
    private static func flashTime(
        ways: Int,
        replacement: Int,
        cacheKB: Int,
        locator: Locator
    ) throws(EmulationError) -> Seconds {
        var timing = TimingModel.lx106
        timing.cacheWays = ways
        timing.cacheReplacement = replacement
        let path = try locator.firmware("\(FidelityCompiler.gcc103.folder)/base25519.elf")
        let cycles = try [160, 80].map { clock throws(EmulationError) in
            let program = FidelityProgram(
                path: path,
                clockMHz: clock,
                flashMode: .dout,
                cacheKB: cacheKB,
                timing: timing
            )
            return try program.measure()["base"] ?? 0
        }
        // Twice n cycles at 160 MHz take as long as n at 80 MHz.
        return Seconds(microseconds: (Int64(clamping: cycles[0]) - Int64(clamping: cycles[1])) / 80)
    }
}
