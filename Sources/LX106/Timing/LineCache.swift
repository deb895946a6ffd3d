/// A set-associative cache of lines: the flash cache as the core sees it.
///
/// Only presence is modelled; the bytes always come from the region's storage.
public final class LineCache {
    /// Size in bytes.
    public private(set) var size: Int
    /// Line size in bytes (32 on the ESP8266).
    public let lineSize: Int
    /// Lines per set. Undocumented for the ESP8266: assumed.
    public private(set) var ways: Int
    /// Which line of a full set makes room.
    public let replacement: Replacement
    /// CPU cycles one line fill takes at the current CPU and SPI clocks.
    public var fillCycles: Int
    /// Lines looked up and found. An instruction stopped between its two lines counts when it goes on.
    public var hits: UInt64 { max(accesses, misses) - misses }
    /// Lines looked up and filled.
    public internal(set) var misses: UInt64 = 0
    /// Fills of a line that no fill had brought since the cache was emptied: those that any cache needs.
    public private(set) var firstFills: UInt64 = 0
    var accesses: UInt64 = 0

    private let memory: HostMemory
    /// Line number last looked up in each set: the only thing the hot loop looks at.
    let front: UnsafeMutablePointer<UInt32>
    /// Line numbers of each set, most recently used first.
    let lines: UnsafeMutablePointer<UInt32>
    private(set) var setMask: UInt32 = 0
    let lineShift: UInt32
    private let capacity: Int
    /// Size in bytes of one way.
    private let waySize: Int
    /// One bit per line of 1 MB: whether it has been filled.
    private var seen = [UInt64](repeating: 0, count: (1 << 20) / 32 / 64)

    static let empty: UInt32 = .max

    /// Which line of a full set makes room. Undocumented for the ESP8266: assumed.
    public enum Replacement: Int, Sendable {
        /// The least recently used.
        case leastRecentlyUsed = 0
        /// The one filled first.
        case oldest = 1
    }

    /// A cache of at most `size` bytes in `ways` ways; `reconfigure(size:)` may shrink and grow it again up to that size.
    ///
    /// - Parameters: sizes in bytes, powers of two; `ways` at least 1.
    public init(
        size: Int,
        lineSize: Int = 32,
        ways: Int,
        replacement: Replacement = .leastRecentlyUsed,
        fillCycles: Int
    ) {
        self.replacement = replacement
        self.lineSize = lineSize
        self.ways = max(1, ways)
        waySize = max(lineSize, size / max(1, ways))
        self.size = size
        self.fillCycles = fillCycles
        lineShift = UInt32(lineSize.trailingZeroBitCount)
        capacity = max(1, max(size, 32 * 1024) / lineSize)
        memory = HostMemory(size: 2 * capacity * MemoryLayout<UInt32>.stride)
        front = memory.base.bindMemory(to: UInt32.self, capacity: 2 * capacity)
        lines = front + capacity
        reconfigure(size: size)
    }

    /// A cache of at most `size` bytes, organised as `timing` says: 16 KB have half the ways of 32 KB.
    public convenience init(size: Int, timing: TimingModel, fillCycles: Int = 0) {
        self.init(
            size: size,
            ways: max(1, timing.cacheWays * size / Self.fullSize),
            replacement: Replacement(rawValue: timing.cacheReplacement) ?? .leastRecentlyUsed,
            fillCycles: fillCycles
        )
    }

    /// Both banks of the ESP8266 that may serve as cache, in bytes.
    private static let fullSize = 32 * 1024

    /// Empties the cache and gives it `size` bytes (at most what it was made with, or 32 KB), as so many more or fewer ways.
    /// Whoever calls this drops the code that was decoded.
    public func reconfigure(size newSize: Int) {
        ways = max(1, newSize / waySize)
        let count = min(capacity, max(ways, newSize / lineSize))
        size = count * lineSize
        setMask = UInt32(max(1, count / ways) - 1)
        flush()
    }

    /// Forgets every line; counters stay.
    public func flush() {
        front.update(repeating: Self.empty, count: capacity)
        lines.update(repeating: Self.empty, count: capacity)
        for index in seen.indices { seen[index] = 0 }
    }

    /// Looks `line` up, fills it on a miss; whether it had to be filled.
    func touch(_ line: UInt32) -> Bool {
        accesses &+= 1
        let set = Int(line & setMask)
        if front[set] == line { return false }
        front[set] = line
        let base = lines + set * ways
        if replacement == .oldest, (0..<ways).contains(where: { base[$0] == line }) { return false }
        var previous = line
        for way in 0..<ways {
            let old = base[way]
            base[way] = previous
            if old == line { return false }
            previous = old
        }
        misses &+= 1
        noteFill(line)
        return true
    }

    /// Whether `line` would be found.
    func holds(_ line: UInt32) -> Bool {
        let set = Int(line & setMask)
        if front[set] == line { return true }
        let base = lines + set * ways
        return (0..<ways).contains { base[$0] == line }
    }

    private func noteFill(_ line: UInt32) {
        let number = Int(line) & (seen.count * 64 - 1)
        let bit: UInt64 = 1 << (number & 63)
        if seen[number >> 6] & bit == 0 { firstFills &+= 1 }
        seen[number >> 6] |= bit
    }
}
