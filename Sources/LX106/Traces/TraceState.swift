/// What is known at one point of the trace being translated.
struct TraceState {
    /// Cycles, instructions and found lines from the trace's start to the start of the current block.
    private(set) var cost = 0
    private(set) var count = 0
    var accesses = 0
    /// Most cycles booked anywhere so far, and those that skipped instructions may take beyond them.
    var dearest = 0
    var surplus = 0
    /// Line of the instruction stream; nil while only `HostState.Offset.line` knows it.
    var line: UInt32?
    /// Lines found most recently used in their sets.
    var foundLines: [UInt32] = []
    /// Values of guest registers and of SAR, where they are constant.
    private(set) var constants = [UInt32?](repeating: nil, count: 16)
    private(set) var sar: UInt32?
    /// Call frames above `HostState.Offset.frameTop`: it is corrected only where the trace is left.
    var frames = 0
    /// Likewise the notes above `HostState.Offset.noteTop`.
    var notes = 0
    /// Calls and returns since the last of them, and the script's number once it has one.
    var script = CallScripts.Draft()
    var scriptNumber: UInt32?
    /// Return addresses of the calls made in this trace and not yet returned from.
    var calls: [UInt32] = []
    /// For each guest register, the bytes around its value that are known to be DRAM.
    var reach = [Reach?](repeating: nil, count: 16)

    /// Offsets `low` (included) to `high` (excluded) from a register are DRAM, and `alignment` divides its value.
    struct Reach {
        var low: Int
        var high: Int
        var alignment: Int

        func covers(_ other: Reach) -> Bool {
            low <= other.low && high >= other.high && alignment >= other.alignment
        }

        mutating func add(_ other: Reach) {
            low = min(low, other.low)
            high = max(high, other.high)
            alignment = max(alignment, other.alignment)
        }

        /// The same bytes seen from a value that is larger by `distance`.
        func shifted(by distance: Int) -> Reach {
            var result = self
            result.low -= distance
            result.high -= distance
            if distance & 3 != 0 { result.alignment = distance & 1 != 0 ? 1 : min(alignment, 2) }
            return result
        }
    }

    /// Makes `cost` and `count` those of the start of the next block.
    mutating func book(_ cost: Int, _ count: Int) {
        self.cost = cost
        self.count = count
    }

    /// A guest register gets a value nothing is known of.
    mutating func forget(_ register: UInt8) {
        constants[Int(register)] = nil
        reach[Int(register)] = nil
    }

    /// A guest register gets a value that is known.
    mutating func set(_ register: UInt8, to value: UInt32) {
        forget(register)
        constants[Int(register)] = value
    }

    /// Goes past `record`, an instruction inside a block.
    mutating func pass(_ record: Record) {
        switch record.operation {
        case .ssai: sar = record.imm
        case .ssr, .ssl, .ssa8l, .ssa8b: sar = nil
        case .movi: set(record.r, to: record.imm)
        case .mov: copy(record.s, to: record.r, adding: 0)
        case .addi: copy(record.s, to: record.r, adding: record.imm)
        default: if let destination = record.destination { forget(destination) }
        }
    }

    private mutating func copy(_ source: UInt8, to destination: UInt8, adding distance: UInt32) {
        constants[Int(destination)] = constants[Int(source)].map { $0 &+ distance }
        reach[Int(destination)] = reach[Int(source)]?.shifted(by: Int(Int32(bitPattern: distance)))
    }
}

extension Record {
    /// What a load or store needs around its base register.
    var reach: TraceState.Reach {
        let size = operation.accessWidth.rawValue
        return TraceState.Reach(low: Int(imm), high: Int(imm) + size, alignment: size)
    }
}
