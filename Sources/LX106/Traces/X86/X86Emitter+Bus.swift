/// Loads and stores that reach, or may reach, something other than DRAM.
extension X86Emitter {
    mutating func emitOuterAccess(_ record: Record, _ access: OuterAccess) -> (refused: [Int], left: [Int]) {
        let base = read(record.s, .rax)
        var done: [Int] = [], refused: [Int] = [], left: [Int] = []
        if access.mayBeDRAM {
            let elsewhere = emitReach(record.reach, from: base)
            emitDRAMAccess(record, base)
            done.append(assembler.jump())
            for site in elsewhere { assembler.patch(site, to: assembler.position) }
        }
        if let window = access.window, let load = emitCachedLoad(record, window) {
            refused += load.missed
            left += load.left
            done.append(assembler.jump())
            for site in load.elsewhere { assembler.patch(site, to: assembler.position) }
        }
        if access.mayBePeripheral {
            let published = emitMirrorLoad(record, read(record.s, .rax), access)
            let call = emitBusCall(record, access)
            refused.append(call.refused)
            left += call.left
            if let published {
                done.append(published.done)
                left.append(published.left)
            }
        } else {
            refused.append(assembler.jump())
        }
        for site in done { assembler.patch(site, to: assembler.position) }
        return (refused, left)
    }

    /// L32I of a register that is published in the mirror: the jumps taken behind it, and when the budget is used up.
    /// Falls through for all others.
    private mutating func emitMirrorLoad(
        _ record: Record,
        _ base: X86Register,
        _ access: OuterAccess
    ) -> (done: Int, left: Int)? {
        guard let mirror, record.operation == .l32i else { return nil }
        assembler.address(.rax, base, displacement: Int32(bitPattern: record.imm &- mirror.base))
        assembler.arithmetic(.cmp, .register(.rax), constant: mirror.size)
        var elsewhere = [assembler.jump(if: .aboveOrEqual)]
        assembler.testByte(.rax, constant: 3)
        elsewhere.append(assembler.jump(if: .notEqual))
        // An entry has four times the bytes of its register.
        assembler.moveWide(.rcx, constant: UInt64(UInt(bitPattern: mirror.entries)))
        assembler.shift(.shl, .rax, by: 2)
        assembler.arithmetic(.add, .rcx, .register(.rax), wide: true)
        assembler.move(.rax, .slot(Int32(Offset.grant)), wide: true)
        assembler.arithmetic(.sub, .rax, .register(Self.budget), wide: true)
        assembler.arithmetic(.add, .rax, .slot(Int32(Offset.entered)), wide: true)
        assembler.arithmetic(.add, .register(.rax), constant: UInt32(access.cost), wide: true)
        assembler.compare(.rax, .rcx, displacement: 0, wide: true)
        elsewhere.append(assembler.jump(if: .aboveOrEqual))
        assembler.load(.rax, .rcx, displacement: 8)
        assembler.move(place(record.t), from: .rax)
        assembler.arithmetic(.sub, Self.budget, .slot(Int32(Offset.busPrice)), wide: true)
        let left = assembler.jump(if: .sign)
        let done = assembler.jump()
        for site in elsewhere { assembler.patch(site, to: assembler.position) }
        return (done, left)
    }

    private mutating func emitBusCall(_ record: Record, _ call: OuterAccess) -> (refused: Int, left: [Int]) {
        let base = read(record.s, .rax)
        assembler.address(.rcx, base, displacement: Int32(bitPattern: record.imm))
        if record.operation.isStore {
            assembler.move(.rax, place(record.t))
            assembler.move(.slot(Int32(Offset.accessNext)), constant: record.pc &+ record.accessLength)
        }
        assembler.move(.slot(Int32(Offset.accessPC)), constant: record.pc)
        assembler.move(.slot(Int32(Offset.accessCost)), constant: UInt32(call.cost))
        assembler.move(.slot(Int32(Offset.accessWidth)), constant: UInt32(record.operation.accessWidth.rawValue))
        // Whoever hears of the access may look at the call stack.
        emitTops(frames: call.frames, notes: 0)
        assembler.call(record.operation.isStore ? busStore : busLoad)
        emitTops(frames: -call.frames, notes: 0)
        assembler.move(.rcx, .register(.rax), wide: true)
        assembler.shift(.shr, .rcx, by: UInt8(HostAccess.shift), wide: true)
        assembler.arithmetic(.cmp, .register(.rcx), constant: UInt32(HostAccess.leave.rawValue))
        let refused = assembler.jump(if: .above)
        if record.operation.isStore {
            assembler.move(.rax, .register(.rax))
            assembler.arithmetic(.sub, Self.budget, .register(.rax), wide: true)
        } else {
            emitExtension(record)
            assembler.move(place(record.t), from: .rax)
            assembler.arithmetic(.sub, Self.budget, .slot(Int32(Offset.busPrice)), wide: true)
        }
        var left = [assembler.jump(if: .sign)]
        assembler.test(.register(.rcx), .rcx)
        left.append(assembler.jump(if: .notEqual))
        return (refused, left)
    }

    /// Makes what a narrow load gives, in RAX, a register's value.
    private mutating func emitExtension(_ record: Record) {
        switch record.operation {
        case .l8ui: assembler.extendByte(.rax, .register(.rax))
        case .l16ui: assembler.extendHalf(.rax, .register(.rax), signed: false)
        case .l16si: assembler.extendHalf(.rax, .register(.rax), signed: true)
        default: break
        }
    }

    /// Homes that a function of the host keeps.
    private static let keptHomes: Set<X86Register> = [.rbx, .r12, .r13]

    /// Code that calls `HostAccess.Load` or `Store` with the address in ECX, the value in EAX and the rest in the state;
    /// the result is in RAX.
    mutating func emitCore(_ function: UInt64, isStore: Bool) -> Int {
        let position = assembler.position
        for (number, home) in Self.homes {
            assembler.move(.slot(4 * number), from: home)
        }
        assembler.load(.rdi, .rbp, displacement: Int32(Offset.core), wide: true)
        assembler.move(.rsi, .register(.rcx))
        assembler.move(.rdx, .slot(Int32(Offset.accessPC)))
        assembler.move(.rcx, .slot(Int32(Offset.accessCost)))
        assembler.arithmetic(.add, .rcx, .slot(Int32(Offset.grant)), wide: true)
        assembler.arithmetic(.sub, .rcx, .register(Self.budget), wide: true)
        assembler.move(.r8, .slot(Int32(Offset.accessWidth)))
        if isStore {
            assembler.move(.r9, .register(.rax))
            // The seventh argument lies on the stack, which a call wants aligned to 16 bytes.
            assembler.move(.rax, .slot(Int32(Offset.accessNext)))
            assembler.push(.rax)
            assembler.push(.rax)
        }
        // Six registers and two return addresses lie on the stack: it is aligned.
        assembler.moveWide(.rax, constant: function)
        assembler.call(through: .rax)
        if isStore {
            assembler.pop(.rcx)
            assembler.pop(.rcx)
        }
        for (number, home) in Self.homes where !Self.keptHomes.contains(home) {
            assembler.move(home, .slot(4 * number))
        }
        assembler.ret()
        return position
    }
}
