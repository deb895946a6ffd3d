/// Loads and stores that reach, or may reach, a peripheral.
extension X86Translator {
    /// An access that has been seen at a peripheral: to DRAM inline, elsewhere by a call of the core.
    mutating func emitBusAccess(_ number: Int32, _ record: Record, _ code: CodeStore, _ builder: inout TraceBuilder) {
        emitStretch()
        let base = read(record.s, .rax)
        var done: Int?
        if !isOutsideMemory(record, code) {
            let elsewhere = emitReach(record.reach, from: base)
            emitDRAMAccess(record, base)
            done = assembler.jump()
            for site in elsewhere { assembler.patch(site, to: assembler.position) }
        }
        emitBusCall(number, record, base, &builder)
        if let done { assembler.patch(done, to: assembler.position) }
        if let destination = record.destination { trace.forget(destination) }
    }

    /// Whether the address is constant, and that of a peripheral.
    func isOutsideMemory(_ record: Record, _ code: CodeStore) -> Bool {
        guard let base = trace.constants[Int(record.s)] else { return false }
        return !code.regions.contains { $0.contains(base &+ record.imm) }
    }

    private mutating func emitBusCall(
        _ number: Int32,
        _ record: Record,
        _ base: X86Register,
        _ builder: inout TraceBuilder
    ) {
        assembler.address(.rcx, base, displacement: Int32(bitPattern: record.imm))
        assembler.move(.slot(Int32(Offset.accessAddress)), from: .rcx)
        assembler.move(.slot(Int32(Offset.accessRecord)), constant: UInt32(number))
        assembler.move(.slot(Int32(Offset.accessCost)), constant: UInt32(trace.cost))
        // Whoever hears of the access may look at the call stack.
        emitStackUpdate(frames: trace.frames, notes: 0)
        assembler.call(busCall)
        emitStackUpdate(frames: -trace.frames, notes: 0)
        assembler.arithmetic(.cmp, .register(.rax), constant: Core.HostAccess.leave.rawValue)
        let refused = assembler.jump(if: .above)
        let left = assembler.jump(if: .equal)
        resume(at: number, sites: [refused], &builder)
        leave(.accessed(record: number), sites: [left], &builder)
    }

    /// Code that has the core perform the access described in the state; `Core.HostAccess` in EAX.
    mutating func emitCore(access: UInt64) -> Int {
        let position = assembler.position
        for (number, home) in Self.homes.sorted(by: { $0.key < $1.key }) {
            assembler.move(.slot(Int32(4 * number)), from: home)
        }
        assembler.store(Self.budget, .rbp, displacement: Int32(Offset.budget), wide: true)
        assembler.load(.rdi, .rbp, displacement: Int32(Offset.core), wide: true)
        // Six registers and two return addresses lie on the stack: it is aligned as a call wants it.
        assembler.moveWide(.rax, constant: access)
        assembler.call(through: .rax)
        assembler.load(Self.budget, .rbp, displacement: Int32(Offset.budget), wide: true)
        for (number, home) in Self.homes.sorted(by: { $0.key < $1.key }) {
            assembler.move(home, .slot(Int32(4 * number)))
        }
        assembler.ret()
        return position
    }
}
