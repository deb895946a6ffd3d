import LX106
import TestSupport
import Testing

@testable import ESP8266

/// How the ROM hands exceptions and interrupts to their handlers, and the interrupted program back to itself.
@Suite(.enabled(if: ROMBoard.isBuilt, "needs make firmware")) struct ROMExceptionTests {
    private static let code: UInt32 = 0x4010_0200
    private static let vectors: UInt32 = 0x4010_0400
    private static let registers: [UInt32] = (0..<16).map { 0x1000_0000 + 0x0101_0101 * $0 }
    private static let stack: UInt32 = 0x3FFF_6000
    /// `ill`
    private static let illegal: [UInt8] = [0, 0, 0, 0]
    private static let softwareInterrupt: UInt32 = 7

    /// What firmware brings as its user vector, from 0x4C on: the table's address, then EXCSAVE1 := a0, 256 bytes of
    /// stack, a2 to a4 into the frame, and a jump by cause.
    private static let userVector: [UInt8] = [
        0x00, 0xC0, 0xFF, 0x3F, 0x00, 0xD1, 0x13, 0x12, 0xD1, 0xFF, 0x29, 0x51, 0x39, 0x61, 0x31, 0xFC, 0xFF, 0x20,
        0xE8, 0x03, 0x30, 0x32, 0xA0, 0x38, 0x03, 0x49, 0x71, 0xA0, 0x03, 0x00,
    ]

    private static func enter(_ board: ROMBoard, at address: UInt32) throws {
        let core = board.core
        core.jump(to: address)
        for (number, value) in registers.enumerated() { core[register: number] = value }
        core[register: 1] = stack
        core[special: .sar] = 11
        core[special: .ps] = 0x20
        try board.run()
    }

    @Test(arguments: [0x4000_0000, vectors])
    func `a handler sees the frame of XTOS, and the program goes on`(base: UInt32) throws {
        let board = try ROMBoard(), core = board.core, handler = ROMBoard.place(0)
        board.write(Self.illegal, at: Self.code)
        board.write(Self.userVector, at: Self.vectors + 0x4C)
        core[special: .vecbase] = base
        #expect(try board.call("_xtos_set_exception_handler", 0, handler) == 0)
        var frame: [UInt32] = [], arguments: [UInt32] = [], pointer: UInt32 = 0
        core.watch(handler) { core in
            arguments = [core[register: 2], core[register: 3]]
            pointer = core[register: 1]
            frame = board.words(core[register: 2], 20)
            // Behind what was illegal.
            board.write(words: [ROMBoard.landing], at: core[register: 2])
        }
        try Self.enter(board, at: Self.code)
        #expect(arguments == [Self.stack - 256, 0])
        #expect(pointer == Self.stack - 256)
        let saved = [Self.registers[0]] + Self.registers[2...]
        #expect(frame.count == 20)
        #expect(frame.first == Self.code)
        #expect(frame.dropFirst().first.map { $0 & 0x2F } == 0x20)
        #expect(frame.dropFirst(2).first == 11)
        #expect(Array(frame.dropFirst(4).prefix(15)) == saved)
        #expect(frame.last == 0)
        let now = (0..<16).map { core[register: $0] }
        #expect(now[1] == Self.stack)
        #expect([now[0]] + now[2...] == saved)
        #expect(core[special: .sar] == 11)
        #expect(core[special: .ps] & 0x3F == 0x20)
        #expect(try board.call("_xtos_set_exception_handler", 0, ROMBoard.place(1)) == handler)
        #expect(try board.call("_xtos_set_exception_handler", 64, handler) == 0)
    }

    @Test(arguments: [0x4000_0000, vectors])
    func `an attached handler gets its argument and the frame`(base: UInt32) throws {
        let board = try ROMBoard(), core = board.core, handler = ROMBoard.place(2)
        board.write(Self.userVector, at: Self.vectors + 0x4C)
        core[special: .vecbase] = base
        try board.call("ets_isr_attach", Self.softwareInterrupt, handler, 0x1234)
        #expect(board.words(0x3FFF_C208 + 8 * Self.softwareInterrupt, 2) == [handler, 0x1234])
        var seen: [[UInt32]] = []
        core.watch(handler) { core in seen.append([core[register: 2], core[register: 3], core[register: 1]]) }
        try board.call("ets_isr_unmask", 1 << Self.softwareInterrupt)
        core[special: .interrupt] = 1 << Self.softwareInterrupt
        try Self.enter(board, at: ROMBoard.landing)
        try board.call("_xtos_p_none")
        #expect(seen.count == 1)
        #expect(seen.first?.first == 0x1234)
        #expect(seen.first?.dropFirst().first == Self.stack - 256)
        try board.call("ets_isr_mask", 1 << Self.softwareInterrupt)
        core[special: .interrupt] = 1 << Self.softwareInterrupt
        try board.call("_xtos_p_none")
        #expect(seen.count == 1)
    }

    @Test func `what nobody handles is told, as the program that raised it stands`() throws {
        let board = try ROMBoard()
        board.write(Self.illegal, at: Self.code)
        board.core.jump(to: Self.code)
        board.core[special: .ps] = 0x20
        board.core[register: 1] = Self.stack
        _ = board.board.run(until: board.board.now + 50_000 * Clock.ticksPerMicrosecond)
        #expect(board.text.contains("Fatal exception (0): \nepc1=0x40100200, epc2=0x"))
    }

    @Test func `a lock masks all but the NMI, and unlocking opens however often it was locked`() throws {
        let board = try ROMBoard(), core = board.core
        try board.call("ets_intr_lock")
        #expect(core[special: .ps] & 0xF == 3)
        #expect(board.word(0x3FFF_DCC0) == 0x20)
        core.jump(to: try board.address("ets_intr_unlock"))
        core[register: 0] = ROMBoard.landing
        try board.run()
        #expect(core[special: .ps] & 0xF == 0)
    }

    @Test func `levels and masks of XTOS give what was before`() throws {
        let board = try ROMBoard(), core = board.core
        #expect(try board.call("_xtos_set_intlevel", 2) & 0x3F == 0x20)
        #expect(core[special: .ps] & 0x3F == 0x22)
        #expect(try board.call("_xtos_set_min_intlevel", 3) & 0x3F == 0x20)
        #expect(core[special: .ps] & 0x3F == 0x23)
        try board.call("_xtos_restore_intlevel", 0x21)
        #expect(core[special: .ps] == 0x21)
        core[special: .intenable] = 0
        #expect(try board.call("_xtos_ints_on", 0x31) == 0)
        #expect(try board.call("_xtos_ints_off", 0x11) == 0x31)
        #expect(core[special: .intenable] == 0x20)
        #expect(try board.call("_xtos_set_interrupt_handler", 3, ROMBoard.place(1)) == 0)
        #expect(board.words(0x3FFF_C208 + 8 * 3, 2) == [ROMBoard.place(1), 3])
        #expect(try board.call("_xtos_set_interrupt_handler_arg", 3, 0, 9) == ROMBoard.place(1))
    }

    @Test func `the HAL reads and sets what it names`() throws {
        let board = try ROMBoard(), core = board.core
        let before = UInt32(truncatingIfNeeded: core.now), count = try board.call("xthal_get_ccount")
        #expect(count &- before < 100)
        try board.call("xthal_set_ccompare", 0, 0x1234_5678)
        #expect(try board.call("xthal_get_ccompare", 0) == 0x1234_5678)
        core[special: .interrupt] = 1 << Self.softwareInterrupt
        #expect(try board.call("xthal_get_interrupt") == 1 << Self.softwareInterrupt)
        try board.call("xthal_set_intclear", 1 << Self.softwareInterrupt)
        #expect(try board.call("xthal_get_intread") == 0)
        board.write(words: [1, 2, 3], at: Self.stack)
        try board.call("xthal_bcopy", Self.stack, Self.stack + 64, 8)
        #expect(try board.call("xthal_memcpy", Self.stack + 72, Self.stack + 8, 4) == Self.stack + 72)
        #expect(board.words(Self.stack + 64, 3) == [1, 2, 3])
    }
}
