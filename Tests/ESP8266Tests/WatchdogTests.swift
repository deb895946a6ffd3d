import Testing

@testable import ESP8266

@Suite struct WatchdogTests {
    private final class Log {
        var interrupts: [Ticks] = []
        var bites: [Ticks] = []
        var feeds: [Ticks] = []
    }

    private func make(_ queue: EventQueue, _ log: Log) -> Watchdog {
        Watchdog(
            queue: queue,
            outputs: Watchdog.Outputs(
                interrupt: { log.interrupts.append(0) },
                bite: { log.bites.append($0) },
                fed: { stages, _ in log.feeds.append(stages.both) },
                fedAgain: { stages, _ in log.feeds.append(stages.both) },
                stopped: { _ in }
            )
        )
    }

    @Test(arguments: [(1, 1_638), (10, 838_860), (11, 1_677_721), (13, 6_710_886), (15, 26_843_545)])
    func `a stage lasts 0.8192 ms times two to the n`(n: UInt32, microseconds: UInt64) {
        #expect(Clock.microseconds(Watchdog.stageTicks(n)) == microseconds)
    }

    @Test func `CTL OP OP_ND: interrupt after stage 0, bite after stage 1`() {
        let queue = EventQueue()
        let log = Log()
        let watchdog = make(queue, log)
        _ = watchdog.write(0x04, 11, now: 0)
        _ = watchdog.write(0x08, 13, now: 0)
        _ = watchdog.write(0x00, 0x39, now: 0)
        #expect(log.feeds == [Watchdog.stageTicks(11) + Watchdog.stageTicks(13)])
        queue.fire(until: Watchdog.stageTicks(11))
        #expect(log.interrupts.count == 1)
        #expect(watchdog.read(0x10, now: Watchdog.stageTicks(11)) == 1)
        let end = Watchdog.stageTicks(11) + Watchdog.stageTicks(13)
        queue.fire(until: end - 1)
        #expect(log.bites.isEmpty)
        queue.fire(until: end)
        #expect(log.bites == [end])
    }

    @Test func `RST 0x73 feeds, anything else does not`() {
        let queue = EventQueue()
        let log = Log()
        let watchdog = make(queue, log)
        _ = watchdog.write(0x04, 1, now: 0)
        _ = watchdog.write(0x00, 0x3B, now: 0)
        let stage = Watchdog.stageTicks(1)
        _ = watchdog.write(0x14, 0x73, now: stage - 1)
        queue.fire(until: stage)
        #expect(log.bites.isEmpty)
        _ = watchdog.write(0x14, 0x72, now: stage)
        queue.fire(until: 2 * stage - 1)
        #expect(log.bites == [2 * stage - 1])
    }

    @Test func `COUNT counts down in 80 MHz cycles`() {
        let queue = EventQueue()
        let watchdog = make(queue, Log())
        _ = watchdog.write(0x04, 1, now: 0)
        _ = watchdog.write(0x00, 1, now: 0)
        #expect(watchdog.read(0x0C, now: 0) == 131_072)
        #expect(watchdog.read(0x0C, now: 200) == 130_972)
    }

    @Test func `registers read 0 after a reset`() {
        let queue = EventQueue()
        let watchdog = make(queue, Log())
        _ = watchdog.write(0x04, 11, now: 0)
        _ = watchdog.write(0x00, 0x39, now: 0)
        watchdog.reset(now: 5)
        for offset in stride(from: UInt32(0), through: 0x18, by: 4) { #expect(watchdog.read(offset, now: 6) == 0) }
        #expect(queue.next == nil)
    }
}

/// The watchdog's registers, driven by loads and stores of the core.
@Suite struct WatchdogRegisterTests {
    private static let ctl: UInt32 = 0x6000_0900
    private static let op: UInt32 = 0x6000_0904
    private static let opND: UInt32 = 0x6000_0908
    private static let count: UInt32 = 0x6000_090C
    private static let stage: UInt32 = 0x6000_0910
    private static let rst: UInt32 = 0x6000_0914
    private static let resetStage: UInt32 = 0x6000_0918
    /// Reset length as the ROM and the SDKs write it.
    private static let length: UInt32 = 0x38

    /// A board whose watchdog has stages of 2^17 APB cycles, with interrupt 8 let through.
    private func started(_ control: UInt32, megahertz: Int = 80) throws -> TestBoard {
        let board = try TestBoard { $0.megahertz = megahertz }
        board[0x3FF0_0004] = 1
        board[Self.op] = 1
        board[Self.opND] = 1
        board[Self.ctl] = control
        return board
    }

    @Test("WDT CTL 0x60000900: bit 0 enables; mode 0 interrupts, then resets with cause 4, at 80 and 160 MHz")
    func ctl() throws {
        for megahertz in [80, 160] {
            let board = try started(Self.length | 1, megahertz: megahertz)
            #expect(board[Self.ctl] == Self.length | 1)
            board.advance(apb(1 << 17))
            #expect(board.interrupts >> 8 & 1 == 1)
            #expect(board.boots == [.powerOn])
            board.advance(apb(1 << 17))
            #expect(board.boots == [.powerOn, .watchdog])
            #expect(board[0x6000_0714] & 0xF == 4)
            for address in stride(from: Self.ctl, through: Self.resetStage, by: 4) { #expect(board[address] == 0) }
        }
    }

    @Test("WDT CTL 0x60000900: mode 2 (bit 1) resets at the first stage, bit 2 never, enable 0 stops")
    func ctlModes() throws {
        let first = try started(Self.length | 3)
        first.advance(apb(1 << 17))
        #expect(first.boots == [.powerOn, .watchdog])
        let without = try started(Self.length | 5)
        without.advance(apb(1 << 19))
        #expect(without.interrupts >> 8 & 1 == 1)
        #expect(without.boots == [.powerOn])
        let stopped = try started(Self.length | 1)
        stopped[Self.ctl] = Self.length
        stopped.advance(apb(1 << 19))
        #expect(stopped.boots == [.powerOn])
    }

    @Test("WDT OP 0x60000904: four bits, stage 0 lasts 2^(16+n) APB cycles")
    func op() throws {
        let board = try TestBoard()
        #expect(board[Self.op] == 0)
        board[Self.op] = 0xFB
        #expect(board[Self.op] == 0xB)
        for n: UInt32 in [0, 1, 11, 15] {
            board[Self.op] = n
            board[Self.ctl] = 1
            #expect(((1 << (16 + n)) - 20...1 << (16 + n)).contains(board[Self.count]))
            board[Self.ctl] = 0
        }
    }

    @Test("WDT OP_ND 0x60000908: four bits, stage 1 lasts 2^(16+n) APB cycles")
    func opND() throws {
        let board = try TestBoard()
        #expect(board[Self.opND] == 0)
        board[Self.opND] = 0xFD
        #expect(board[Self.opND] == 0xD)
        board[Self.op] = 0
        board[Self.opND] = 2
        board[Self.ctl] = 1
        board.advance(apb(1 << 16))
        #expect(((1 << 18) - 100...1 << 18).contains(board[Self.count]))
    }

    @Test("WDT COUNT 0x6000090C: counts down at 80 MHz, at 80 and 160 MHz; read-only")
    func count() throws {
        for megahertz in [80, 160] {
            let board = try started(1, megahertz: megahertz)
            let first = board[Self.count]
            let start = board.time
            board[Self.count] = 0
            board.advance(apb(1000))
            let second = board[Self.count]
            #expect(abs(Int(first - second) - Int((board.time - start) / 2)) <= 1)
        }
    }

    @Test("WDT STAGE 0x60000910: bit 0 is the current stage; read-only")
    func stage() throws {
        let board = try started(1)
        #expect(board[Self.stage] == 0)
        board[Self.stage] = 1
        #expect(board[Self.stage] == 0)
        board.advance(apb(1 << 17))
        #expect(board[Self.stage] == 1)
    }

    @Test("WDT RST 0x60000914: 0x73 feeds from either stage, other values do not")
    func rst() throws {
        let board = try started(1)
        board.advance(apb(3 << 16))
        #expect(board[Self.stage] == 1)
        board[Self.rst] = 0x73
        #expect(board[Self.stage] == 0)
        #expect(((1 << 17) - 100...1 << 17).contains(board[Self.count]))
        #expect(board.fed.count == 2)
        board[Self.rst] = 0x72
        #expect(board.fed.count == 2)
        #expect(board[Self.rst] == 0)
        board.advance(apb(1 << 18))
        #expect(board.boots == [.powerOn, .watchdog])
    }

    @Test("WDT RESET_STAGE 0x60000918: 0x73 goes back to stage 0, other values do not")
    func resetStage() throws {
        let board = try started(1)
        board.advance(apb(1 << 17))
        board[Self.resetStage] = 0x37
        #expect(board[Self.stage] == 1)
        board[Self.resetStage] = 0x73
        #expect(board[Self.stage] == 0)
        #expect(board[Self.resetStage] == 0)
    }
}
