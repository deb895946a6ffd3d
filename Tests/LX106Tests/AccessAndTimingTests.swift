import LX106
import Testing

/// What an access to the wrong memory raises, and what instructions cost, seen from code that runs.
@Suite struct AccessAndTimingTests {
    private static let l8ui: UInt32 = 0x000002
    private static let l16ui: UInt32 = 0x001002
    private static let l32i: UInt32 = 0x002002
    private static let s8i: UInt32 = 0x004002
    private static let s32i: UInt32 = 0x006002

    /// Runs one access through a3 to `address` and gives EXCCAUSE, EXCVADDR and EPC1.
    private func fault(_ base: UInt32, at address: UInt32) -> (cause: UInt32, address: UInt32, pc: UInt32) {
        let machine = Machine()
        // The kernel exception vector stays where it is.
        machine.load(Encoding.bytes(Encoding.j(0x4000_0030, at: 0x4000_0030)), at: 0x4000_0030)
        machine.core[register: 3] = address
        machine.run([Encoding.lsai(base, s: 3, t: 4, imm8: 0)], cycles: 200)
        let core = machine.core
        return (core[special: .exccause], core[special: .excvaddr], core[special: .epc1])
    }

    @Test(arguments: [l8ui, l16ui, s8i], [UInt32(0x4010_0000), 0x4020_0000, 0x4000_0100])
    func `a narrow access to IRAM, flash or ROM raises cause 3 with its address`(base: UInt32, address: UInt32) {
        let seen = fault(base, at: address)
        #expect(seen.cause == 3)
        #expect(seen.address == address)
        #expect(seen.pc == Machine.text)
    }

    @Test func `a store to flash raises cause 3`() {
        #expect(fault(Self.s32i, at: 0x4020_0000).cause == 3)
    }

    @Test(arguments: [UInt32(0x3FFE_8001), 0x3FFE_8002, 0x4010_0003])
    func `an unaligned word access raises cause 9`(address: UInt32) {
        #expect(fault(Self.l32i, at: address).cause == 9)
        #expect(fault(Self.s32i, at: address).address == address)
    }

    @Test func `an access where nothing answers raises 28 for loads and 29 for stores`() {
        #expect(fault(Self.l32i, at: 0).cause == 28)
        #expect(fault(Self.s32i, at: 0x1FFF_FFFC).cause == 29)
    }

    /// Cycles of `code`, executed from IRAM up to its closing `j .`, that jump not counted.
    private func cycles(_ code: [UInt32], setUp: (Core) -> Void = { _ in }) -> Cycles {
        let machine = Machine()
        let start: UInt32 = 0x4010_0000
        machine.load((code + [0x005100]).flatMap { Encoding.bytes($0) }, at: start)
        machine.core.jump(to: start)
        machine.core[special: .ps] = 0
        setUp(machine.core)
        let before = machine.core.now
        #expect(machine.core.run() == .simcall)
        return machine.core.now - before - 1
    }

    @Test func `arithmetic takes 1 cycle, a not-taken branch 1, a taken branch and J 3`() {
        let addi = Encoding.lsai(0x00C002, s: 2, t: 2, imm8: 1)
        #expect(cycles([addi, addi, addi]) == 3)
        // BEQZ a3 over one ADDI: target = pc + 4 + 2.
        let beqz: UInt32 = 0x000016 | 3 << 8 | 2 << 12
        #expect(cycles([beqz, addi]) { $0[register: 3] = 1 } == 2)
        #expect(cycles([beqz, addi]) { $0[register: 3] = 0 } == 3)
        #expect(cycles([Encoding.j(0x4010_0006, at: 0x4010_0000), addi]) == 3)
    }

    @Test func `the user of a load right behind it waits 1 cycle`() {
        let load = Encoding.lsai(Self.l32i, s: 3, t: 4, imm8: 0)
        let use = Encoding.lsai(0x00C002, s: 4, t: 5, imm8: 1)
        let other = Encoding.lsai(0x00C002, s: 6, t: 6, imm8: 1)
        let point: (Core) -> Void = { $0[register: 3] = 0x3FFE_8000 }
        #expect(cycles([load, use], setUp: point) == 3)
        #expect(cycles([load, other, use], setUp: point) == 3)
    }

    @Test func `the reference path costs the same`() {
        let machine = Machine()
        machine.core.usesReferencePath = true
        machine.core[register: 3] = 0x3FFE_8000
        let load = Encoding.lsai(Self.l32i, s: 3, t: 4, imm8: 0)
        let use = Encoding.lsai(0x00C002, s: 4, t: 5, imm8: 1)
        machine.load([load, use, 0x005100].flatMap { Encoding.bytes($0) }, at: 0x4010_0000)
        machine.core.jump(to: 0x4010_0000)
        machine.core[special: .ps] = 0
        #expect(machine.core.run() == .simcall)
        #expect(machine.core.now == 4)
    }
}
