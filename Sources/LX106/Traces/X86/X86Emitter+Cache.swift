/// Loads of data through the flash cache.
extension X86Emitter {
    /// L32I from `window`: the jumps for an address outside it, for a line that has to be filled, and when the budget is
    /// used up behind it. Nil, with nothing written, where the cache's tables are out of reach.
    mutating func emitCachedLoad(
        _ record: Record,
        _ window: CachedWindow
    ) -> (elsewhere: [Int], missed: [Int], left: [Int])? {
        guard let cache, let front = frontDisplacement, record.operation == .l32i else { return nil }
        let distance = Int32(bitPattern: record.imm &- window.region.base)
        assembler.address(.rcx, read(record.s, .rax), displacement: distance)
        assembler.arithmetic(.cmp, .register(.rcx), constant: window.region.size &- 4)
        var elsewhere = [assembler.jump(if: .above)]
        assembler.testByte(.rcx, constant: 3)
        elsewhere.append(assembler.jump(if: .notEqual))
        assembler.shift(.shr, .rcx, by: UInt8(window.lineShift))
        assembler.arithmetic(.add, .register(.rcx), constant: window.region.base >> window.lineShift)
        assembler.move(.rax, .register(.rcx))
        assembler.arithmetic(.and, .register(.rax), constant: cache.setMask)
        assembler.compare(.rcx, .rbp, index: .rax, scale: 2, displacement: front)
        var missed: [Int] = []
        if probe != 0 {
            let found = assembler.jump(if: .equal)
            assembler.call(probe)
            missed.append(assembler.jump(if: .notEqual))
            assembler.patch(found, to: assembler.position)
        } else {
            missed.append(assembler.jump(if: .notEqual))
        }
        emitFoundLine()
        assembler.address(.rcx, read(record.s, .rax), displacement: distance)
        assembler.moveWide(.rax, constant: UInt64(UInt(bitPattern: window.region.storage)))
        let destination = target(record.t)
        assembler.load(destination, .rax, index: .rcx, scale: 0, displacement: 0, .word)
        finish(record.t, in: destination)
        guard window.wait > 0 else { return (elsewhere, missed, []) }
        assembler.arithmetic(.sub, .register(Self.budget), constant: UInt32(window.wait), wide: true)
        return (elsewhere, missed, [assembler.jump(if: .sign)])
    }
}
