/// The hot loop.
///
/// How it stays fast: decoded records are walked through a raw pointer; registers, RAM and counters are locals; a block's
/// static cost (issue cycles and interlocks) was summed when it was decoded and is booked by the record that ends it, so
/// arithmetic records cost no bookkeeping at all; direct branches carry the record number of both successors; deadlines
/// are compared once per block, against a limit that leaves room for the largest block; cache lines are looked at once
/// per line, not once per instruction. Everything rare is a never-inlined call into another file.
extension Record {
    /// The branch constant that a link record carries.
    @inline(__always)
    var constant: UInt32 { UInt32(cost) | UInt32(count) &<< 16 }
}

extension Core {
    /// Executes blocks while the cycle count at their start is at most `limit`. With `single`, blocks of one instruction.
    @inline(never)
    func execute(limit: Cycles, single: Bool) {
        self.limit = limit
        cycles = now
        let records = code.records
        var ip = records + Int(code.block(at: pc, single: single))
        let a = self.a
        let dram = self.dram
        let dramBase = self.dramBase
        // Who looks at accesses sees them off this path.
        let dramSize = inspection.accessed == nil ? self.dramSize : 0
        let jumps = (single ? code.singleJumps : code.wholeJumps).entries
        let front = view.front
        let setMask = view.setMask
        let lineShift = view.lineShift
        let origins = view.origins
        var cycles = self.cycles
        var retired = instructions
        var line = currentLine
        var lineAccesses: UInt64 = 0
        defer {
            currentLine = line
            if lineAccesses != 0 { cache?.accesses &+= lineAccesses }
        }

        while true {
            let isTaken: Bool
            switch ip.pointee.operation {
            case .add:
                a[Int(ip.pointee.r)] = a[Int(ip.pointee.s)] &+ a[Int(ip.pointee.t)]
                ip += 1
                continue
            case .sub:
                a[Int(ip.pointee.r)] = a[Int(ip.pointee.s)] &- a[Int(ip.pointee.t)]
                ip += 1
                continue
            case .addx2:
                a[Int(ip.pointee.r)] = a[Int(ip.pointee.s)] &<< 1 &+ a[Int(ip.pointee.t)]
                ip += 1
                continue
            case .addx4:
                a[Int(ip.pointee.r)] = a[Int(ip.pointee.s)] &<< 2 &+ a[Int(ip.pointee.t)]
                ip += 1
                continue
            case .addx8:
                a[Int(ip.pointee.r)] = a[Int(ip.pointee.s)] &<< 3 &+ a[Int(ip.pointee.t)]
                ip += 1
                continue
            case .subx2:
                a[Int(ip.pointee.r)] = a[Int(ip.pointee.s)] &<< 1 &- a[Int(ip.pointee.t)]
                ip += 1
                continue
            case .subx4:
                a[Int(ip.pointee.r)] = a[Int(ip.pointee.s)] &<< 2 &- a[Int(ip.pointee.t)]
                ip += 1
                continue
            case .subx8:
                a[Int(ip.pointee.r)] = a[Int(ip.pointee.s)] &<< 3 &- a[Int(ip.pointee.t)]
                ip += 1
                continue
            case .and:
                a[Int(ip.pointee.r)] = a[Int(ip.pointee.s)] & a[Int(ip.pointee.t)]
                ip += 1
                continue
            case .or:
                a[Int(ip.pointee.r)] = a[Int(ip.pointee.s)] | a[Int(ip.pointee.t)]
                ip += 1
                continue
            case .xor:
                a[Int(ip.pointee.r)] = a[Int(ip.pointee.s)] ^ a[Int(ip.pointee.t)]
                ip += 1
                continue
            case .addi:
                a[Int(ip.pointee.r)] = a[Int(ip.pointee.s)] &+ ip.pointee.imm
                ip += 1
                continue
            case .mov:
                a[Int(ip.pointee.r)] = a[Int(ip.pointee.s)]
                ip += 1
                continue
            case .movi:
                a[Int(ip.pointee.r)] = ip.pointee.imm
                ip += 1
                continue
            case .neg:
                a[Int(ip.pointee.r)] = 0 &- a[Int(ip.pointee.t)]
                ip += 1
                continue
            case .abs:
                a[Int(ip.pointee.r)] = UInt32(
                    bitPattern: Int32(bitPattern: a[Int(ip.pointee.t)]) &* (a[Int(ip.pointee.t)] >> 31 == 0 ? 1 : -1)
                )
                ip += 1
                continue
            case .slli:
                a[Int(ip.pointee.r)] = a[Int(ip.pointee.s)] &<< ip.pointee.imm
                ip += 1
                continue
            case .srai:
                a[Int(ip.pointee.r)] = UInt32(
                    bitPattern: Int32(bitPattern: a[Int(ip.pointee.s)]) &>> Int32(bitPattern: ip.pointee.imm)
                )
                ip += 1
                continue
            case .srli:
                a[Int(ip.pointee.r)] = a[Int(ip.pointee.s)] &>> ip.pointee.imm
                ip += 1
                continue
            case .extui:
                a[Int(ip.pointee.r)] = a[Int(ip.pointee.t)] &>> UInt32(ip.pointee.s) & ip.pointee.imm
                ip += 1
                continue
            case .sll:
                let wide = UInt64(a[Int(ip.pointee.s)]) &<< 32
                a[Int(ip.pointee.r)] = UInt32(truncatingIfNeeded: wide >> UInt64(a[16]))
                ip += 1
                continue
            case .src:
                a[Int(ip.pointee.r)] = UInt32(
                    truncatingIfNeeded: (UInt64(a[Int(ip.pointee.s)]) &<< 32 | UInt64(a[Int(ip.pointee.t)]))
                        >> UInt64(a[16])
                )
                ip += 1
                continue
            case .srl:
                a[Int(ip.pointee.r)] = UInt32(truncatingIfNeeded: UInt64(a[Int(ip.pointee.t)]) >> UInt64(a[16]))
                ip += 1
                continue
            case .sra:
                a[Int(ip.pointee.r)] = UInt32(
                    truncatingIfNeeded: Int64(Int32(bitPattern: a[Int(ip.pointee.t)])) >> Int64(a[16])
                )
                ip += 1
                continue
            case .mul16u:
                a[Int(ip.pointee.r)] = (a[Int(ip.pointee.s)] & 0xFFFF) &* (a[Int(ip.pointee.t)] & 0xFFFF)
                ip += 1
                continue
            case .mul16s:
                a[Int(ip.pointee.r)] = UInt32(
                    bitPattern: Int32(Int16(truncatingIfNeeded: a[Int(ip.pointee.s)]))
                        &* Int32(Int16(truncatingIfNeeded: a[Int(ip.pointee.t)]))
                )
                ip += 1
                continue
            case .mull:
                a[Int(ip.pointee.r)] = a[Int(ip.pointee.s)] &* a[Int(ip.pointee.t)]
                ip += 1
                continue
            case .moveqz:
                if a[Int(ip.pointee.t)] == 0 { a[Int(ip.pointee.r)] = a[Int(ip.pointee.s)] }
                ip += 1
                continue
            case .movnez:
                if a[Int(ip.pointee.t)] != 0 { a[Int(ip.pointee.r)] = a[Int(ip.pointee.s)] }
                ip += 1
                continue
            case .movltz:
                if Int32(bitPattern: a[Int(ip.pointee.t)]) < 0 { a[Int(ip.pointee.r)] = a[Int(ip.pointee.s)] }
                ip += 1
                continue
            case .movgez:
                if Int32(bitPattern: a[Int(ip.pointee.t)]) >= 0 { a[Int(ip.pointee.r)] = a[Int(ip.pointee.s)] }
                ip += 1
                continue
            case .ssr:
                a[16] = a[Int(ip.pointee.s)] & 31
                ip += 1
                continue
            case .ssl:
                a[16] = 32 &- (a[Int(ip.pointee.s)] & 31)
                ip += 1
                continue
            case .ssa8l:
                a[16] = (a[Int(ip.pointee.s)] & 3) &<< 3
                ip += 1
                continue
            case .ssa8b:
                a[16] = 32 &- (a[Int(ip.pointee.s)] & 3) &<< 3
                ip += 1
                continue
            case .ssai:
                a[16] = ip.pointee.imm
                ip += 1
                continue
            case .nsa:
                let value = a[Int(ip.pointee.s)]
                let folded = value ^ UInt32(bitPattern: Int32(bitPattern: value) >> 31)
                a[Int(ip.pointee.t)] = UInt32(truncatingIfNeeded: folded.leadingZeroBitCount) &- 1
                ip += 1
                continue
            case .nsau:
                a[Int(ip.pointee.t)] = UInt32(truncatingIfNeeded: a[Int(ip.pointee.s)].leadingZeroBitCount)
                ip += 1
                continue
            case .nop:
                ip += 1
                continue

            case .l8ui:
                let address = a[Int(ip.pointee.s)] &+ ip.pointee.imm
                let offset = address &- dramBase
                if _fastPath(offset < dramSize) {
                    a[Int(ip.pointee.t)] = UInt32(dram.load(fromByteOffset: Int(offset), as: UInt8.self))
                    ip += 1
                    continue
                }
                self.cycles = cycles
                instructions = retired
                currentLine = line
                guard slowLoad(ip, address, .byte, signed: false) else {
                    line = currentLine
                    return
                }
                cycles = self.cycles
                ip += 1
                continue
            case .l16ui:
                let address = a[Int(ip.pointee.s)] &+ ip.pointee.imm
                let offset = address &- dramBase
                if _fastPath(offset < dramSize && offset & 1 == 0) {
                    a[Int(ip.pointee.t)] = UInt32(dram.load(fromByteOffset: Int(offset), as: UInt16.self))
                    ip += 1
                    continue
                }
                self.cycles = cycles
                instructions = retired
                currentLine = line
                guard slowLoad(ip, address, .half, signed: false) else {
                    line = currentLine
                    return
                }
                cycles = self.cycles
                ip += 1
                continue
            case .l16si:
                let address = a[Int(ip.pointee.s)] &+ ip.pointee.imm
                let offset = address &- dramBase
                if _fastPath(offset < dramSize && offset & 1 == 0) {
                    a[Int(ip.pointee.t)] = UInt32(
                        bitPattern: Int32(dram.load(fromByteOffset: Int(offset), as: Int16.self))
                    )
                    ip += 1
                    continue
                }
                self.cycles = cycles
                instructions = retired
                currentLine = line
                guard slowLoad(ip, address, .half, signed: true) else {
                    line = currentLine
                    return
                }
                cycles = self.cycles
                ip += 1
                continue
            case .l32i:
                let address = a[Int(ip.pointee.s)] &+ ip.pointee.imm
                let offset = address &- dramBase
                if _fastPath(offset < dramSize && offset & 3 == 0) {
                    a[Int(ip.pointee.t)] = dram.load(fromByteOffset: Int(offset), as: UInt32.self)
                    ip += 1
                    continue
                }
                self.cycles = cycles
                instructions = retired
                currentLine = line
                guard slowLoad(ip, address, .word, signed: false) else {
                    line = currentLine
                    return
                }
                cycles = self.cycles
                ip += 1
                continue
            case .s8i:
                let address = a[Int(ip.pointee.s)] &+ ip.pointee.imm
                let offset = address &- dramBase
                if _fastPath(offset < dramSize) {
                    dram.storeBytes(
                        of: UInt8(truncatingIfNeeded: a[Int(ip.pointee.t)]),
                        toByteOffset: Int(offset),
                        as: UInt8.self
                    )
                    ip += 1
                    continue
                }
                self.cycles = cycles
                instructions = retired
                currentLine = line
                guard slowStore(ip, address, .byte) else {
                    line = currentLine
                    return
                }
                cycles = self.cycles
                ip += 1
                continue
            case .s16i:
                let address = a[Int(ip.pointee.s)] &+ ip.pointee.imm
                let offset = address &- dramBase
                if _fastPath(offset < dramSize && offset & 1 == 0) {
                    dram.storeBytes(
                        of: UInt16(truncatingIfNeeded: a[Int(ip.pointee.t)]),
                        toByteOffset: Int(offset),
                        as: UInt16.self
                    )
                    ip += 1
                    continue
                }
                self.cycles = cycles
                instructions = retired
                currentLine = line
                guard slowStore(ip, address, .half) else {
                    line = currentLine
                    return
                }
                cycles = self.cycles
                ip += 1
                continue
            case .s32i:
                let address = a[Int(ip.pointee.s)] &+ ip.pointee.imm
                let offset = address &- dramBase
                if _fastPath(offset < dramSize && offset & 3 == 0) {
                    dram.storeBytes(of: a[Int(ip.pointee.t)], toByteOffset: Int(offset), as: UInt32.self)
                    ip += 1
                    continue
                }
                self.cycles = cycles
                instructions = retired
                currentLine = line
                guard slowStore(ip, address, .word) else {
                    line = currentLine
                    return
                }
                cycles = self.cycles
                ip += 1
                continue
            case .l32rPlain:
                let origin = origins[Int(ip.pointee.r)]
                a[Int(ip.pointee.t)] = origin.load(fromByteOffset: Int(ip.pointee.imm), as: UInt32.self)
                ip += 1
                continue
            case .l32rCached:
                let literalLine = ip.pointee.imm &>> lineShift
                if _fastPath(front[Int(literalLine & setMask)] == literalLine) {
                    lineAccesses &+= 1
                    let origin = origins[Int(ip.pointee.r)]
                    a[Int(ip.pointee.t)] = origin.load(fromByteOffset: Int(ip.pointee.imm), as: UInt32.self)
                    ip += 1
                    continue
                }
                self.cycles = cycles
                instructions = retired
                guard slowLoad(ip, ip.pointee.imm, .word, signed: false) else { return }
                cycles = self.cycles
                ip += 1
                continue
            case .l32rSlow:
                self.cycles = cycles
                instructions = retired
                currentLine = line
                guard slowLoad(ip, ip.pointee.imm, .word, signed: false) else {
                    line = currentLine
                    return
                }
                cycles = self.cycles
                ip += 1
                continue
            case .rsr:
                readRegister(ip.pointee, now: cycles &+ Cycles(ip.pointee.cost))
                ip += 1
                continue

            case .line:
                let next = ip.pointee.imm
                if next != line {
                    line = next
                    if _fastPath(front[Int(next & setMask)] == next) {
                        lineAccesses &+= 1
                    } else {
                        self.cycles = cycles
                        instructions = retired
                        currentLine = line
                        guard slowLine(ip, single: single) else {
                            line = currentLine
                            return
                        }
                        cycles = self.cycles
                    }
                }
                ip += 1
                continue
            case .hook:
                self.cycles = cycles
                instructions = retired
                currentLine = line
                guard enterHook(at: ip.pointee.pc) else {
                    line = currentLine
                    return
                }
                ip += 1
                continue
            case .head:
                if ip.pointee.imm > 1 {
                    ip.pointee.imm &-= 1
                } else if compile(ip) {
                    continue
                }
                ip += 1
                continue
            case .native:
                if !canRun(ip, at: cycles) {
                    ip += 1
                    continue
                }
                self.cycles = cycles
                instructions = retired
                currentLine = line
                let next = runHostCode(ip)
                line = currentLine
                guard let next else { return }
                cycles = self.cycles
                retired = instructions
                ip = next
                continue
            case .hazard:
                self.cycles = cycles
                cycles &+= hazardStall(ip.pointee)
                ip += 1
                continue
            case .continue:
                if ip.pointee.t != 0 {
                    self.cycles = cycles
                    instructions = retired
                    leave(before: ip)
                    guard single && now <= limit else { return }
                    cycles = now
                    retired = instructions
                    ip = records + Int(code.block(at: pc, single: true))
                    continue
                }
                isTaken = true

            case .beq:
                isTaken = a[Int(ip.pointee.s)] == a[Int(ip.pointee.t)]
            case .bne:
                isTaken = a[Int(ip.pointee.s)] != a[Int(ip.pointee.t)]
            case .blt:
                isTaken = Int32(bitPattern: a[Int(ip.pointee.s)]) < Int32(bitPattern: a[Int(ip.pointee.t)])
            case .bge:
                isTaken = Int32(bitPattern: a[Int(ip.pointee.s)]) >= Int32(bitPattern: a[Int(ip.pointee.t)])
            case .bltu:
                isTaken = a[Int(ip.pointee.s)] < a[Int(ip.pointee.t)]
            case .bgeu:
                isTaken = a[Int(ip.pointee.s)] >= a[Int(ip.pointee.t)]
            case .beqi:
                isTaken = a[Int(ip.pointee.s)] == ip[1].constant
            case .bnei:
                isTaken = a[Int(ip.pointee.s)] != ip[1].constant
            case .blti:
                isTaken = Int32(bitPattern: a[Int(ip.pointee.s)]) < Int32(bitPattern: ip[1].constant)
            case .bgei:
                isTaken = Int32(bitPattern: a[Int(ip.pointee.s)]) >= Int32(bitPattern: ip[1].constant)
            case .bltui:
                isTaken = a[Int(ip.pointee.s)] < ip[1].constant
            case .bgeui:
                isTaken = a[Int(ip.pointee.s)] >= ip[1].constant
            case .bany:
                isTaken = a[Int(ip.pointee.s)] & a[Int(ip.pointee.t)] != 0
            case .bnone:
                isTaken = a[Int(ip.pointee.s)] & a[Int(ip.pointee.t)] == 0
            case .ball:
                isTaken = ~a[Int(ip.pointee.s)] & a[Int(ip.pointee.t)] == 0
            case .bnall:
                isTaken = ~a[Int(ip.pointee.s)] & a[Int(ip.pointee.t)] != 0
            case .bbc:
                isTaken = a[Int(ip.pointee.s)] &>> (a[Int(ip.pointee.t)] & 31) & 1 == 0
            case .bbs:
                isTaken = a[Int(ip.pointee.s)] &>> (a[Int(ip.pointee.t)] & 31) & 1 != 0
            case .bbci:
                isTaken = a[Int(ip.pointee.s)] & ip[1].constant == 0
            case .bbsi:
                isTaken = a[Int(ip.pointee.s)] & ip[1].constant != 0
            case .beqz:
                isTaken = a[Int(ip.pointee.s)] == 0
            case .bnez:
                isTaken = a[Int(ip.pointee.s)] != 0
            case .bltz:
                isTaken = Int32(bitPattern: a[Int(ip.pointee.s)]) < 0
            case .bgez:
                isTaken = Int32(bitPattern: a[Int(ip.pointee.s)]) >= 0
            case .j:
                if ip.pointee.t != 0 {
                    profiler?.jumped(to: ip.pointee.imm, now: cycles &+ Cycles(ip.pointee.cost))
                }
                isTaken = true
            case .call0:
                let back = ip.pointee.pc &+ 3
                a[0] = back
                pushFrame(returningTo: back)
                if let profiler {
                    profiler.called(ip.pointee.imm, depth: frameCount, now: cycles &+ Cycles(ip.pointee.cost))
                }
                isTaken = true
            case .jx, .callx0, .ret:
                let target: UInt32
                if ip.pointee.operation == .ret {
                    target = a[0]
                    popFrame(returningTo: target)
                } else {
                    target = a[Int(ip.pointee.s)]
                    if ip.pointee.operation == .callx0 {
                        let back = ip.pointee.pc &+ 3
                        a[0] = back
                        pushFrame(returningTo: back)
                    }
                }
                cycles &+= Cycles(ip.pointee.cost)
                retired &+= UInt64(ip.pointee.count)
                if profiler != nil { noteJump(ip.pointee.operation, to: target, now: cycles) }
                if _fastPath(cycles <= limit && returnedDepth == 0) {
                    let entry = jumps + Int(target &>> 1 & JumpCache.mask)
                    if entry.pointee.pc == target && entry.pointee.block != 0 {
                        ip = records + Int(entry.pointee.block)
                    } else {
                        let block = code.block(at: target, single: single)
                        entry.pointee = JumpCache.Entry(pc: target, block: block)
                        ip = records + Int(block)
                    }
                    continue
                }
                now = cycles
                instructions = retired
                pc = target
                if returnedDepth != 0 {
                    currentLine = line
                    finishReturn()
                    line = currentLine
                }
                return
            case .system:
                now = cycles &+ Cycles(ip.pointee.cost)
                instructions = retired &+ UInt64(ip.pointee.count)
                currentLine = line
                executeSystem(ip.pointee, next: ip[1].imm)
                line = currentLine
                return
            }

            // A direct branch, or a block that just goes on.
            cycles &+= Cycles(ip.pointee.cost)
            retired &+= UInt64(ip.pointee.count)
            if isTaken { cycles &+= Cycles(ip[1].r) }
            let successor = isTaken ? ip[1].imm : ip[1].pc
            if _fastPath(successor != 0 && cycles <= limit) {
                ip = records + Int(successor)
                continue
            }
            let target = isTaken ? ip.pointee.imm : ip.pointee.pc &+ UInt32(ip.pointee.r)
            guard cycles <= limit else {
                now = cycles
                instructions = retired
                pc = target
                return
            }
            ip = records + Int(link(ip, isTaken: isTaken, to: target, single: single))
        }
    }

    /// Tells the profiler of a computed jump, call or return that ends at `now`.
    @inline(never)
    private func noteJump(_ operation: Operation, to target: UInt32, now: Cycles) {
        guard let profiler else { return }
        if operation == .callx0 { return profiler.called(target, depth: frameCount, now: now) }
        if operation == .ret { profiler.returned(depth: frameCount, now: now) }
        profiler.jumped(to: target, now: now)
    }

    /// Finds the block at `target` and remembers it in the link record behind `ip`.
    @inline(never)
    private func link(
        _ ip: UnsafeMutablePointer<Record>,
        isTaken: Bool,
        to target: UInt32,
        single: Bool
    ) -> Int32 {
        let generation = code.generation
        var block = code.block(at: target, single: single)
        if generation == code.generation {
            // A successor that starts in the line this block ends in need not look at that line again.
            let first = code.records[Int(block)]
            if first.operation == .line && first.imm == lastLine(before: ip) { block += 1 }
            if isTaken { ip[1].imm = UInt32(block) } else { ip[1].pc = UInt32(block) }
        }
        return block
    }

    /// The cache line entered last by the block that ends at `ip`.
    private func lastLine(before ip: UnsafeMutablePointer<Record>) -> UInt32 {
        var current = ip
        while current > code.records {
            current -= 1
            if current.pointee.operation == .line { return current.pointee.imm }
            if current.pointee.count == 0 || current[0].operation == .continue { break }
        }
        return LineCache.empty
    }
}
