import LX106
import Testing

/// J, JX, CALL0, CALLX0, RET.
@Suite struct JumpTests {
    private static let middle = Bench.code + 0x800

    /// Runs `word` at `address` and expects to get to `target`; gives a0.
    private func go(_ word: UInt32, from address: UInt32 = middle, to target: UInt32, a0: UInt32 = 0, a3: UInt32 = 0)
        -> UInt32
    {
        var seen: Set<UInt32> = []
        Bench.run([word], at: address) { machine in
            machine.load(Encoding.bytes(Bench.simcall), at: target)
            machine.core[register: 0] = a0
            machine.core[register: 3] = a3
        } check: { machine in
            #expect(machine.core.pc == target + 3)
            #expect(machine.core.instructions == 2)
            seen.insert(machine.core[register: 0])
        }
        #expect(seen.count == 1)
        return seen.first ?? 0
    }

    @Test(arguments: [4, 100, -7, -2000, 2000])
    func `J goes to pc + 4 + offset and leaves a0`(offset: Int32) {
        let target = Self.middle &+ 4 &+ signed(offset)
        #expect(go(op("j") | (signed(offset) & 0x3FFFF) << 6, to: target, a0: 7) == 7)
    }

    @Test func `J reaches from IRAM 128 KB back and forth`() {
        for offset in [-131072, 131071] as [Int32] {
            Bench.run([op("j") | (signed(offset) & 0x3FFFF) << 6]) { _ in
            } check: {
                #expect($0.core[special: .exccause] == 20)
                #expect($0.core[special: .epc1] == Bench.code &+ 4 &+ signed(offset))
            }
        }
    }

    @Test func `JX goes to any address, also an odd one`() {
        for target in [Self.middle + 9, Bench.code + 0x10, Bench.flash + 0x100] {
            #expect(go(op("jx", s: 3), to: target, a0: 7, a3: target) == 7)
        }
    }

    @Test(arguments: [0, 1, 2, 3] as [UInt32], [1, 200, -1, -200] as [Int32])
    func `CALL0 goes to a word counted from the call's own word and links behind itself`(
        alignment: UInt32,
        words: Int32
    ) {
        let address = Self.middle + alignment
        let target = Self.middle &+ 4 &+ signed(4 * words)
        guard target >= address + 6 || target + 3 <= address else { return }
        #expect(go(op("call0") | (signed(words) & 0x3FFFF) << 6, from: address, to: target) == address + 3)
    }

    @Test func `CALLX0 links behind itself; through a0 it takes the old value`() {
        let target = Bench.code + 0x100
        #expect(go(op("callx0", s: 3), to: target, a3: target) == Self.middle + 3)
        #expect(go(op("callx0", s: 0), to: target, a0: target) == Self.middle + 3)
    }

    @Test func `RET goes to a0`() {
        let target = Bench.code + 0x101
        #expect(go(op("ret"), to: target, a0: target) == target)
    }

    @Test func `a call returns behind itself and the call stack is empty again`() {
        // call0 to +12; simcall behind it comes from the bench; the callee adds 1 and returns.
        for path in ExecutionPath.allCases {
            let machine = Bench.machine(path)
            machine.load(Encoding.bytes(op("call0") | 2 << 6) + Encoding.bytes(Bench.simcall), at: Bench.code)
            machine.load(
                [op("addi", s: 2, t: 2, imm8: 1), op("ret")].flatMap { Encoding.bytes($0) },
                at: Bench.code + 12
            )
            machine.core.jump(to: Bench.code)
            #expect(machine.core.run() == .simcall)
            #expect(machine.core.pc == Bench.code + 6 && machine.core[register: 2] == 1)
            #expect(machine.core.callStack().count == 1)
        }
    }

    @Test(arguments: [0, 0x2000_0000, 0x3FFE_8000, 0xFFFF_FFFE] as [UInt32])
    func `a jump to where no code can be raises cause 20 at the target`(target: UInt32) {
        Bench.run([op("jx", s: 3)]) {
            $0.core[register: 3] = target
        } check: {
            #expect($0.core[special: .exccause] == 20)
            #expect($0.core[special: .epc1] == target && $0.core[special: .excvaddr] == target)
        }
    }
}
