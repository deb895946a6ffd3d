/// Decoded code: blocks of records, found by address.
///
/// Two kinds of blocks live side by side: whole ones, which end at a branch, and single ones of one instruction each,
/// which the core uses when it must stop at an exact cycle.
final class CodeStore {
    /// No block has a larger static cost, taken branch included.
    let maxBlockCost: Int
    let records: UnsafeMutablePointer<Record>
    /// Last seen block of computed jump targets, per kind of block.
    let wholeJumps = JumpCache()
    let singleJumps = JumpCache()
    /// Increases whenever all records are dropped.
    private(set) var generation: UInt64 = 0
    /// Increases with it, and whenever memory that holds code or constants shows other bytes.
    private(set) var epoch: UInt64 = 0
    /// Where hot blocks are compiled to; nil when the host runs no generated code.
    var hostCode: HostCode?
    /// Interpreted entries of a block before it is compiled.
    var compileThreshold = CodeStore.defaultCompileThreshold
    static let defaultCompileThreshold: UInt32 = 48
    /// Set when generated code found no room: everything is dropped before the next look-up.
    var isFull = false
    var litbase: UInt32 = 0
    /// CPU cycles per bus cycle. Whoever changes it calls `flush()` where a static price depends on it.
    var busClockRatio = 1
    /// Who is called at which addresses; a block begins at each of them. Whoever changes it calls `flush()`.
    var hooks = HookTable()
    /// The function an address lies in, when somebody counts calls.
    var functionStart: ((UInt32) -> UInt64)?

    private let capacity = 1 << 20
    private var used = 1
    private let timing: TimingModel
    private let cache: LineCache?
    let regions: [MemoryRegion]
    private let blocks: [BlockIndex]

    private static let softCost = 160
    private static let hardCount = 64

    init(regions: [MemoryRegion], timing: TimingModel, cache: LineCache?) {
        self.timing = timing
        self.cache = cache
        self.regions = regions
        records = .allocate(capacity: capacity)
        blocks = regions.map { BlockIndex(region: $0) }
        maxBlockCost = 2 * Self.softCost + 2 * BlockPricing.mostExpensiveInstruction(timing)
    }

    deinit {
        records.deallocate()
    }

    /// Drops every block.
    func flush() {
        used = 1
        isFull = false
        generation &+= 1
        noteChange()
        for block in blocks { block.clear() }
        wholeJumps.clear()
        singleJumps.clear()
        hostCode?.clear()
    }

    /// Memory that holds code or constants shows other bytes.
    func noteChange() { epoch &+= 1 }

    /// Whether what was decoded so far rests on any of those bytes of `region`.
    func hasCode(in region: MemoryRegion, _ offsets: Range<UInt32>) -> Bool {
        blocks.contains { $0.region === region && $0.hasCode(in: offsets) }
    }

    /// Whether code decoded so far includes any of the 64 bytes around `address`.
    func hasCode(region index: Int, address: UInt32) -> Bool {
        blocks[index].hasCode(at: address)
    }

    /// The record number of the block at `pc`, decoding it if need be.
    func block(at pc: UInt32, single: Bool) -> Int32 {
        if isFull { flush() }
        for index in blocks {
            let offset = pc &- index.region.base
            if offset < index.region.size, index.region.isExecutable, index.region.isEnabled {
                let known = index.find(offset, single: single)
                if known != 0 { return known }
                makeRoom()
                let start = decodeBlock(at: pc, in: index, single: single)
                index.insert(start, at: offset, single: single)
                return start
            }
        }
        makeRoom()
        return emitFetchFault(pc)
    }

    /// The record number of the whole block at `pc`, if it has been decoded.
    func knownBlock(at pc: UInt32) -> Int32? {
        for index in blocks {
            let offset = pc &- index.region.base
            if offset < index.region.size, index.region.isExecutable, index.region.isEnabled {
                let known = index.find(offset, single: false)
                return known == 0 ? nil : known
            }
        }
        return nil
    }

    /// The number of the trace that begins at `pc`, if there is one.
    func knownTrace(at pc: UInt32) -> UInt32? {
        guard let number = knownBlock(at: pc), records[Int(number)].operation == .native else { return nil }
        return records[Int(number)].imm
    }

    /// How often the block at `pc` has been entered, as far as it is known: -1 never, `Int.max` more than can be counted.
    func heat(at pc: UInt32) -> Int {
        guard var number = knownBlock(at: pc) else { return -1 }
        if records[Int(number)].operation == .hook { number += 1 }
        let head = records[Int(number)]
        return head.operation == .native ? .max : Int(compileThreshold) - Int(head.imm)
    }

    /// The loads and stores behind record `number`, in the same block, with the same base register and value.
    func accessesSharingBase(after number: Int32) -> [Record] {
        let base = records[Int(number)].s
        var found: [Record] = []
        var current = records + Int(number)
        while true {
            let record = current.pointee
            if current.pointee.operation.endsBlock || record.operation == .continue { return found }
            if record.operation.isAccess && record.s == base { found.append(record) }
            if record.destination == base { return found }
            current += 1
        }
    }

    private func makeRoom() {
        if used + 512 > capacity { flush() }
    }

    @discardableResult
    private func emit(_ record: Record) -> Int32 {
        records[used] = record
        used += 1
        return Int32(used - 1)
    }

    private func emitFetchFault(_ pc: UInt32) -> Int32 {
        let start = emitHook(pc)
        emit(
            Record(operation: .system, r: SystemOperation.fetchProhibited.rawValue, cost: 1, count: 1, pc: pc)
        )
        emit(Record(operation: .continue, imm: pc, pc: 0))
        return start
    }

    /// Begins a block: with the record that calls out, where somebody wants to be called. The block's number.
    private func emitHook(_ pc: UInt32) -> Int32 {
        let start = Int32(used)
        if hooks.contains(pc) { emit(Record(operation: .hook, pc: pc)) }
        return start
    }

    /// The instruction word at `pc`; bytes beyond the region read as zero.
    private func word(at pc: UInt32, in region: MemoryRegion) -> UInt32 {
        let offset = Int(pc &- region.base)
        if offset + 4 <= Int(region.size) {
            return UInt32(littleEndian: region.storage.loadUnaligned(fromByteOffset: offset, as: UInt32.self))
        }
        var value: UInt32 = 0
        for byte in 0..<max(0, Int(region.size) - offset) {
            value |= UInt32(region.storage.load(fromByteOffset: offset + byte, as: UInt8.self)) << UInt32(8 * byte)
        }
        return value
    }

    private func decodeBlock(at start: UInt32, in index: BlockIndex, single: Bool) -> Int32 {
        let region = index.region
        let first = emitHook(start)
        var pricing = BlockPricing(timing: timing)
        var pc = start
        var line = LineCache.empty
        if !single && hostCode != nil { emit(Record(operation: .head, imm: compileThreshold, pc: start)) }
        while true {
            guard region.contains(pc), pc == start || !hooks.contains(pc) else {
                emitContinue(to: pc, pricing: pricing)
                return first
            }
            var instruction = Decoder.decode(word(at: pc, in: region), pc: pc, litbase: litbase)
            if instruction.length > region.size - (pc &- region.base) {
                instruction = Decoder.system(.fetchProhibited, length: instruction.length)
            }
            resolveLiteral(&instruction)
            index.markCode(at: pc, length: instruction.length)
            if region.isCached, let cache {
                for byte in [pc, pc &+ instruction.length &- 1] where byte >> cache.lineShift != line {
                    line = byte >> cache.lineShift
                    emit(
                        Record(
                            operation: .line,
                            imm: line,
                            cost: UInt16(pricing.cost),
                            count: UInt16(pricing.count),
                            pc: pc
                        )
                    )
                }
            }
            let ends = instruction.operation.endsBlock
            if single {
                emit(Record(operation: .hazard, t: ends ? 1 : 0, imm: instruction.reads, pc: pc))
                pricing.forgetResults()
            }
            pricing.add(instruction, placement: placementPrice(of: instruction, at: pc, in: region))
            // A NOP or barrier inside a block is only its cost and its count, which the next record carries.
            if single || instruction.operation != .nop || pricing.count == 1 {
                emitInstruction(instruction, pc: pc, pricing: pricing)
            }
            if ends { return first }
            pc = pc &+ instruction.length
            let isLong = pricing.count >= Self.hardCount || pricing.cost >= Self.softCost
            let mustEnd = pricing.count >= Self.hardCount + 32 || pricing.cost >= Self.softCost * 2
            if single || mustEnd || (isLong && instruction.result == .none) {
                emitContinue(to: pc, pricing: pricing)
                return first
            }
        }
    }

    /// Cycles a conditional branch to `target` adds when it is taken.
    private func takenPrice(to target: UInt32) -> UInt8 {
        UInt8(clamping: timing.takenBranchPenalty + straddlePrice(of: target))
    }

    /// What an instruction costs because of where it and its target or literal lie.
    private func placementPrice(of instruction: Instruction, at pc: UInt32, in region: MemoryRegion) -> Int {
        var price = BlockPricing.fetchWait(timing, region) * Int((pc &+ instruction.length &+ 3) >> 2 &- (pc &+ 3) >> 2)
        switch instruction.operation {
        case .j: price += straddlePrice(of: instruction.imm)
        // The target of a RET is known here, not there.
        case .call0, .callx0: price += straddlePrice(of: pc &+ instruction.length)
        case .l32rPlain, .l32rCached:
            price += loadWait(regions[Int(instruction.r)], at: pc, length: instruction.length)
        default: break
        }
        return price
    }

    /// Wait states of a data load from `region` by the instruction at `pc`, beyond those of data RAM.
    func loadWait(_ region: MemoryRegion, at pc: UInt32, length: UInt32) -> Int {
        guard region.isExecutable else { return 0 }
        if !region.isCached && region.isWritable { return max(0, timing.instructionMemoryLoadWait) }
        let wait = region.isCached ? timing.flashLoadCost(busClockRatio: busClockRatio) : timing.romLoadWait
        return max(0, wait + (pc & 3 + length > 4 ? timing.loadStraddlePenalty : 0))
    }

    /// Cycles added by going to `target`: its instruction may need two fetch words.
    private func straddlePrice(of target: UInt32) -> Int {
        guard target & 3 > 1,
            let index = blocks.first(where: {
                $0.region.isExecutable && $0.region.isEnabled && $0.region.contains(target)
            })
        else { return 0 }
        let price = index.region.isCached ? timing.straddlePenalty : timing.instructionMemoryStraddlePenalty
        guard price > 0 else { return 0 }
        index.markCode(at: target, length: 1)
        let isNarrow = word(at: target, in: index.region) & 0xF >= 8
        return target & 3 == 3 || !isNarrow ? price : 0
    }

    private func resolveLiteral(_ instruction: inout Instruction) {
        guard instruction.operation == .l32rSlow, instruction.imm & 3 == 0 else { return }
        for (number, region) in regions.enumerated()
        where region.isEnabled && region.contains(instruction.imm, count: 4) {
            instruction.operation = region.isCached && cache != nil ? .l32rCached : .l32rPlain
            instruction.r = UInt8(number)
            // Traces take literals in flash for constants.
            if region.isCached { blocks[number].markCode(at: instruction.imm, length: 4) }
            return
        }
    }

    /// Whether a jump leads into another function, as far as anybody counts calls.
    private func leavesFunction(_ pc: UInt32, to target: UInt32) -> Bool {
        guard let functionStart else { return false }
        return functionStart(pc) != functionStart(target)
    }

    private func emitInstruction(_ instruction: Instruction, pc: UInt32, pricing: BlockPricing) {
        var record = Record(
            operation: instruction.operation,
            r: instruction.r,
            s: instruction.s,
            t: instruction.t,
            imm: instruction.imm,
            cost: UInt16(pricing.cost),
            count: UInt16(pricing.count),
            pc: pc
        )
        if instruction.operation.isAccess { record.r = UInt8(instruction.length) }
        if instruction.operation == .j { record.t = leavesFunction(pc, to: instruction.imm) ? 1 : 0 }
        guard instruction.operation.endsBlock else {
            emit(record)
            return
        }
        var link = Record(operation: .continue)
        if instruction.operation == .system {
            link.imm = pc &+ instruction.length
        } else {
            record.r = UInt8(instruction.length)
            link.r = instruction.operation.isConditionalBranch ? takenPrice(to: instruction.imm) : 0
            link.cost = UInt16(truncatingIfNeeded: instruction.constant)
            link.count = UInt16(truncatingIfNeeded: instruction.constant >> 16)
        }
        emit(record)
        emit(link)
    }

    /// Ends a block that simply goes on at `pc`. `t` says whether the next block's interlock must know of results.
    private func emitContinue(to pc: UInt32, pricing: BlockPricing) {
        let record = Record(
            operation: .continue,
            t: pricing.hasLateResult ? 1 : 0,
            imm: pc,
            cost: UInt16(pricing.cost),
            count: UInt16(pricing.count),
            pc: pc
        )
        emit(record)
        emit(Record(operation: .continue))
    }
}
