/// System instructions: a call of the core.
extension X86Emitter {
    mutating func emitSystem(_ record: Int32, cost: Int) -> Int {
        emitRegisterRead(record, cost: cost)
        assembler.test(.register(.rax), .rax)
        return assembler.jump(if: .notEqual)
    }

    mutating func emitRegisterRead(_ record: Int32, cost: Int) {
        assembler.move(.register(.rcx), constant: UInt32(bitPattern: record))
        assembler.move(.register(.rax), constant: UInt32(cost))
        assembler.call(system)
    }

    /// Code that calls `Core.HostSystem` with the record's number in ECX and the cycles not yet booked in EAX; the result
    /// is in EAX.
    mutating func emitSystemCall() -> Int {
        let position = assembler.position
        for (number, home) in Self.homes { assembler.move(.slot(4 * number), from: home) }
        assembler.load(.rdi, .rbp, displacement: Int32(Offset.core), wide: true)
        assembler.move(.rsi, .register(.rcx))
        assembler.move(.rdx, .register(.rax))
        assembler.arithmetic(.add, .rdx, .slot(Int32(Offset.grant)), wide: true)
        assembler.arithmetic(.sub, .rdx, .register(Self.budget), wide: true)
        // Six registers and two return addresses lie on the stack: it is aligned.
        assembler.moveWide(.rax, constant: UInt64(UInt(bitPattern: unsafeBitCast(Core.hostSystem, to: Int.self))))
        assembler.call(through: .rax)
        for (number, home) in Self.homes { assembler.move(home, .slot(4 * number)) }
        assembler.ret()
        return position
    }
}
