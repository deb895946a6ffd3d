/// Something that happens again and again, in the unit of time of who tells of it.
public struct Repetition: Sendable, Equatable {
    /// The first time.
    public var first: UInt64
    /// The last time; the first when there is no other.
    public var last: UInt64
    /// How many times, at least 1.
    public var count: UInt64
    /// The longest time from one to the next; 0 for a single time.
    public var longestGap: UInt64

    /// Something that happens once.
    public init(at time: UInt64) {
        first = time
        last = time
        count = 1
        longestGap = 0
    }

    /// Adds what comes behind it.
    mutating func add(_ later: Repetition) {
        longestGap = max(longestGap, later.longestGap, later.first &- last)
        last = later.last
        count &+= later.count
    }

    /// What happens in each of `passes` of the same length, when this is what happens in the first.
    func repeated(_ passes: UInt64, every period: UInt64) -> Repetition {
        var result = self
        guard passes > 1 else { return result }
        result.longestGap = max(longestGap, first &+ period &- last)
        result.last = last &+ (passes &- 1) &* period
        result.count = count &* passes
        return result
    }

    /// The same, `distance` later.
    func shifted(by distance: UInt64) -> Repetition {
        var result = self
        result.first &+= distance
        result.last &+= distance
        return result
    }

    /// The same with other times: `time` gives those of a moment, `length` those of a stretch.
    public func converted(_ time: (UInt64) -> UInt64, _ length: (UInt64) -> UInt64) -> Repetition {
        var result = Repetition(at: time(first))
        result.last = time(last)
        result.count = count
        result.longestGap = length(longestGap)
        return result
    }
}
