/// Adds up the static cost of a block: issue cycles, penalties of unconditional jumps, interlocks inside the block, and
/// what the place of code and literals costs.
struct BlockPricing {
    private(set) var cost = 0
    private(set) var count = 0
    private let timing: TimingModel
    private var readyAt: [16 of Int] = .init(repeating: 0)

    init(timing: TimingModel) {
        self.timing = timing
    }

    /// No instruction has a larger static cost, its interlock and a taken branch included.
    static func mostExpensiveInstruction(_ timing: TimingModel) -> Int {
        let stall = timing.longestResultStall
        let wait = max(timing.iramFetchWait, timing.romFetchWait, timing.cacheFetchWait)
        let jump = timing.takenBranchPenalty + timing.notTakenBranchPenalty + timing.jumpPenalty + timing.callPenalty
        let access =
            timing.ramLoadWait + timing.ramStoreWait + timing.instructionMemoryLoadWait + timing.romLoadWait
            + timing.flashLoadCost(busClockRatio: 2)
        return timing.issue + stall + 2 * wait + jump + timing.returnPenalty + access
            + max(timing.straddlePenalty, timing.instructionMemoryStraddlePenalty) + timing.loadStraddlePenalty
            + timing.mullOccupancy + timing.memoryWait + timing.specialWritePenalty + timing.syncPenalty
    }

    /// Wait states of each word fetched from `region`.
    static func fetchWait(_ timing: TimingModel, _ region: MemoryRegion) -> Int {
        if region.isCached { return timing.cacheFetchWait }
        return region.isWritable ? timing.iramFetchWait : timing.romFetchWait
    }

    /// Cycles an immediate user of such a result waits.
    func stall(after result: Instruction.ResultKind) -> Int {
        switch result {
        case .none: 0
        case .load: timing.loadUseStall
        case .mul16: timing.mul16UseStall
        case .mull: timing.mullUseStall
        case .rsr: timing.rsrUseStall
        }
    }

    /// Whether a result is not yet there when the instructions so far are done.
    var hasLateResult: Bool {
        for register in readyAt.indices where readyAt[register] > cost { return true }
        return false
    }

    mutating func forgetResults() {
        readyAt = .init(repeating: 0)
    }

    /// Adds `instruction`, which costs `placement` cycles for where it lies.
    mutating func add(_ instruction: Instruction, placement: Int) {
        var reads = instruction.reads
        var start = cost
        while reads != 0 {
            start = max(start, readyAt[reads.trailingZeroBitCount])
            reads &= reads &- 1
        }
        cost = start + timing.issue + placement + penalty(of: instruction)
        count += 1
        if instruction.result != .none {
            readyAt[Int(instruction.destination)] = cost + stall(after: instruction.result)
        }
    }

    private func penalty(of instruction: Instruction) -> Int {
        switch instruction.operation {
        case .j, .jx: timing.jumpPenalty
        case .call0, .callx0: timing.callPenalty
        case .ret: timing.returnPenalty
        case .mull: timing.mullOccupancy
        case .l8ui, .l16ui, .l16si, .l32i, .l32rPlain, .l32rCached, .l32rSlow: timing.ramLoadWait
        case .s8i, .s16i, .s32i: timing.ramStoreWait
        case .system: systemPenalty(of: instruction)
        case .nop: instruction.barrier.map(price) ?? 0
        default: instruction.operation.isConditionalBranch ? timing.notTakenBranchPenalty : 0
        }
    }

    private func price(of barrier: Instruction.Barrier) -> Int {
        switch barrier {
        case .memory: timing.memoryWait
        case .pipeline: timing.syncPenalty
        }
    }

    private func systemPenalty(of instruction: Instruction) -> Int {
        switch SystemOperation(rawValue: instruction.r) {
        case .wsr, .xsr, .rsil: timing.specialWritePenalty
        case .rfe, .rfde, .rfi: timing.returnPenalty
        default: 0
        }
    }
}
