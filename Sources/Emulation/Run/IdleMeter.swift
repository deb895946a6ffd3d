import LX106

/// Tells whether a core waits or computes.
struct IdleMeter {
    private var last: (idle: Cycles, now: Cycles) = (0, 0)

    /// Whether `core` spent more than half of its cycles since the last call waiting.
    mutating func isIdle(_ core: Core) -> Bool {
        let idle = core.idleCycles &- last.idle, all = core.now &- last.now
        last = (core.idleCycles, core.now)
        return idle > all / 2
    }
}
