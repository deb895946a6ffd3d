/// Counts cycles by call stack, exactly: every cycle of an attached core belongs to one node of the tree of calls.
///
/// The core tells of every push and pop of its shadow call stack with the cycle it happened at; what passed since the
/// last one belongs to the function that ran. An instruction that calls or returns belongs to the function it lies in.
public final class CallProfiler {
    /// What a node of the tree stands for.
    public enum Place: Sendable, Hashable {
        /// Above everything.
        case root
        /// The core waited for an interrupt (WAITI).
        case idle
        /// Handlers of interrupts at level 1.
        case interrupt
        /// Handlers of exceptions.
        case exception
        /// Handlers of the non-maskable interrupt.
        case nonMaskable
        /// Handlers of debug exceptions.
        case debug
        /// The function that begins at this address.
        case function(UInt32)

        fileprivate var key: UInt64 {
            switch self {
            case .root: 1 << 32
            case .idle: 2 << 32
            case .interrupt: 3 << 32
            case .exception: 4 << 32
            case .nonMaskable: 5 << 32
            case .debug: 6 << 32
            case .function(let address): UInt64(address)
            }
        }

        fileprivate init(key: UInt64) {
            switch key >> 32 {
            case 1: self = .root
            case 2: self = .idle
            case 3: self = .interrupt
            case 4: self = .exception
            case 5: self = .nonMaskable
            case 6: self = .debug
            default: self = .function(UInt32(truncatingIfNeeded: key))
            }
        }
    }

    /// One call stack.
    public struct Node: Sendable {
        /// What it is, in its innermost place.
        public let place: Place
        /// Index of the node of the caller; that of the root is its own.
        public let parent: Int
        /// Cycles spent here and in no callee.
        public let cycles: Cycles
        /// How often it was entered.
        public let calls: UInt64
    }

    /// All call stacks; a caller comes before what it calls, the root first.
    public var nodes: [Node] {
        UnsafeBufferPointer(start: tree, count: entries.count).map {
            Node(place: Place(key: $0.key), parent: Int($0.parent), cycles: $0.cycles, calls: $0.calls)
        }
    }

    /// A node, linked to its children.
    struct Entry {
        var key: UInt64
        var parent: Int32
        var depth: Int32
        var cycles: Cycles = 0
        var calls: UInt64 = 0
        var firstChild: Int32 = 0
        var nextSibling: Int32 = 0
        /// The child looked up last.
        var recentChild: Int32 = 0
    }

    /// What `functionStart` said of an address.
    private struct Known {
        var address: UInt32
        var start: UInt32
        var isInFunction: Bool
    }

    private let functionStart: (UInt32) -> UInt32?
    private let known: UnsafeMutablePointer<Known>
    private var entries = FlatList<Entry>(room: 1024)
    var tree: UnsafeMutablePointer<Entry> {
        @inline(__always) get { entries.elements }
    }
    /// The node of what runs below the first frame, then of each frame of the core's shadow stack.
    let stack: UnsafeMutablePointer<Int32>
    var stackCount = 1
    var current: Int32 = 0
    var last: Cycles
    /// What scripts of generated code do, as far as it is known; see `CallProfiler+Scripts.swift`.
    let effects: UnsafeMutablePointer<Effect>
    var ways = [Way](repeating: Way(), count: effectCount)
    var waypoints: [Waypoint] = []
    /// Nodes behind the steps of the script that was followed last.
    let passed: UnsafeMutablePointer<Int32>
    /// Places there, less one: more steps than a trace has.
    static let passedMask: Int32 = 1023
    var effectsGeneration = -1

    private static let knownCount = 4096
    /// Deeper calls, and those after so many stacks, count as calls of what is at the limit.
    private static let deepest: Int32 = 400
    private static let mostNodes = 1 << 20

    /// - Parameters:
    ///   - now: cycle of the core it will be attached to.
    ///   - functionStart: the first address of the function that holds an address, nil where none is known.
    public init(from now: Cycles = 0, functionStart: @escaping (UInt32) -> UInt32?) {
        last = now
        self.functionStart = functionStart
        known = .allocate(capacity: Self.knownCount)
        for index in 0..<Self.knownCount {
            // An address that belongs elsewhere in the table stands for none.
            let none = Known(address: UInt32(index) ^ 1, start: 0, isInFunction: false)
            (known + index).initialize(to: none)
        }
        entries.append(Entry(key: Place.root.key, parent: 0, depth: 0))
        effects = UnsafeMutableRawPointer.allocate(
            byteCount: Self.effectCount * MemoryLayout<Effect>.stride,
            alignment: MemoryLayout<Effect>.stride
        ).bindMemory(to: Effect.self, capacity: Self.effectCount)
        effects.initialize(repeating: Effect(), count: Self.effectCount)
        passed = .allocate(capacity: Int(Self.passedMask) + 1)
        passed.initialize(repeating: 0, count: Int(Self.passedMask) + 1)
        stack = .allocate(capacity: CallFrame.capacity + 1)
        stack.initialize(repeating: 0, count: CallFrame.capacity + 1)
    }

    deinit {
        known.deallocate()
        stack.deallocate()
        effects.deallocate()
        passed.deallocate()
    }

    /// Index of the node that called the running function, its parent: for a hook at the function's entry.
    public var caller: Int { Int(tree[Int(current)].parent) }

    /// Counts what has passed up to `now`: call before reading `nodes`.
    public func settle(at now: Cycles) {
        charge(until: now)
        settleScripts()
    }

    @inline(__always)
    func charge(until now: Cycles) {
        tree[Int(current)].cycles &+= now &- last
        last = now
    }

    /// The core starts at `pc` with an empty stack.
    func restarted(at pc: UInt32, now: Cycles) {
        charge(until: now)
        current = enter(function(at: pc), under: 0)
        stack[0] = current
        stackCount = 1
    }

    /// A call of `target`; the shadow stack now has `depth` frames.
    @inline(__always)
    func called(_ target: UInt32, depth: Int, now: Cycles) {
        charge(until: now)
        cut(to: depth)
        push(enter(function(at: target), under: stack[stackCount - 1]))
    }

    /// The shadow stack shrank to `depth` frames.
    @inline(__always)
    func returned(depth: Int, now: Cycles) {
        charge(until: now)
        cut(to: depth &+ 1)
        current = stack[stackCount - 1]
    }

    /// A jump to `target`: another function may go on in the frame of this one.
    @inline(__always)
    func jumped(to target: UInt32, now: Cycles) {
        let entry = lookUp(target)
        guard entry.isInFunction, tree[Int(current)].key != UInt64(entry.start) else { return }
        charge(until: now)
        current = enter(UInt64(entry.start), under: tree[Int(current)].parent)
        stack[stackCount - 1] = current
    }

    /// A handler begins at `vector`; the shadow stack now has `depth` frames.
    func interrupted(_ kind: Place, vector: UInt32, depth: Int, now: Cycles) {
        charge(until: now)
        cut(to: depth)
        push(enter(function(at: vector), under: child(kind.key, of: 0)))
    }

    /// The core waited until `now`.
    func idled(until now: Cycles) {
        let idle = Int(child(Place.idle.key, of: 0))
        tree[idle].cycles &+= now &- last
        tree[idle].calls &+= 1
        last = now
    }

    /// The shadow stack forgot its `dropped` outermost frames.
    func dropped(_ dropped: Int) {
        let dropped = min(dropped, stackCount - 1)
        (stack + 1).update(from: stack + 1 + dropped, count: stackCount - 1 - dropped)
        stackCount -= dropped
    }

    @inline(__always)
    private func cut(to count: Int) {
        if stackCount > count { stackCount = max(1, count) }
    }

    @inline(__always)
    func push(_ node: Int32) {
        current = node
        guard stackCount <= CallFrame.capacity else { return }
        stack[stackCount] = node
        stackCount &+= 1
    }

    /// The key of the function that holds `address`, or of the address itself.
    @inline(__always)
    func function(at address: UInt32) -> UInt64 {
        let entry = lookUp(address)
        return UInt64(entry.isInFunction ? entry.start : address)
    }

    @inline(__always)
    private func lookUp(_ address: UInt32) -> Known {
        let entry = known[Int(address & UInt32(Self.knownCount - 1))]
        return entry.address == address ? entry : learn(address)
    }

    @inline(never)
    private func learn(_ address: UInt32) -> Known {
        let start = functionStart(address)
        let entry = Known(address: address, start: start ?? 0, isInFunction: start != nil)
        known[Int(address & UInt32(Self.knownCount - 1))] = entry
        return entry
    }

    @inline(__always)
    private func enter(_ key: UInt64, under parent: Int32) -> Int32 {
        let node = child(key, of: parent)
        tree[Int(node)].calls &+= 1
        return node
    }

    @inline(__always)
    private func child(_ key: UInt64, of parent: Int32) -> Int32 {
        let recent = tree[Int(parent)].recentChild
        return recent != 0 && tree[Int(recent)].key == key ? recent : find(key, under: parent)
    }

    @inline(never)
    private func find(_ key: UInt64, under parent: Int32) -> Int32 {
        var node = tree[Int(parent)].firstChild
        while node != 0 && tree[Int(node)].key != key { node = tree[Int(node)].nextSibling }
        if node == 0 { node = add(key, under: parent) }
        if node != parent { tree[Int(parent)].recentChild = node }
        return node
    }

    private func add(_ key: UInt64, under parent: Int32) -> Int32 {
        let depth = tree[Int(parent)].depth + 1
        guard depth <= Self.deepest, entries.count < Self.mostNodes else { return parent }
        var entry = Entry(key: key, parent: parent, depth: depth)
        entry.nextSibling = tree[Int(parent)].firstChild
        let node = Int32(entries.count)
        entries.append(entry)
        tree[Int(parent)].firstChild = node
        return node
    }
}
