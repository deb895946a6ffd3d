import LX106
import TestSupport
import Testing

@testable import ESP8266

/// Tasks, their events, and the timers that run as one of them.
@Suite(.enabled(if: ROMBoard.isBuilt, "needs make firmware")) struct ROMTaskTests {
    private static let queues: UInt32 = 0x3FFF_0000
    private static let timers: UInt32 = 0x3FFF_1000
    private static let queueLength: UInt32 = 3

    private static func register(_ priority: UInt32, place: Int, on board: ROMBoard) throws {
        let queue = queues + priority * queueLength * 8
        #expect(try board.call("ets_task", ROMBoard.place(place), priority, queue, queueLength) == 1)
    }

    /// Starts the scheduler and comes back when it idles.
    private static func runUntilIdle(_ board: ROMBoard) throws {
        let hook = board.core.watch(try board.address("ets_run_idle")) { _ in board.board.stop() }
        try board.execute(from: board.address("ets_run"))
        board.core.remove(hook)
    }

    @Test func `the highest priority comes first, and events of a task in their order`() throws {
        let board = try ROMBoard()
        var events: [[UInt32]] = [], dispatched: [UInt32] = []
        for (place, priority) in ([0, 1, 31, 32] as [UInt32]).enumerated() {
            try Self.register(priority, place: place, on: board)
            board.core.watch(ROMBoard.place(place)) { core in
                events.append([priority] + board.words(core[register: 2], 2))
            }
        }
        board.core.watch(try board.address("ets_run_dispatch")) { dispatched.append($0[register: 3]) }
        for (signal, priority) in ([0, 1, 32, 1, 31, 32] as [UInt32]).enumerated() {
            #expect(try board.call("ets_post", priority, UInt32(signal), 100 + priority) == 0)
        }
        try Self.runUntilIdle(board)
        #expect(events == [[32, 2, 132], [32, 5, 132], [31, 4, 131], [1, 1, 101], [1, 3, 101], [0, 0, 100]])
        #expect(dispatched == events.map { $0[0] })
    }

    @Test func `a full queue takes no more, and is a ring`() throws {
        let board = try ROMBoard()
        try Self.register(5, place: 5, on: board)
        var signals: [UInt32] = []
        board.core.watch(ROMBoard.place(5)) { core in signals.append(board.word(core[register: 2])) }
        for round: UInt32 in 0..<3 {
            for event in 0..<Self.queueLength { #expect(try board.call("ets_post", 5, 10 * round + event, 0) == 0) }
            #expect(try board.call("ets_post", 5, 99, 0) == 1)
            try Self.runUntilIdle(board)
            #expect(try board.call("ets_post", 5, 10 * round + 9, 0) == 0)
            try Self.runUntilIdle(board)
        }
        #expect(signals == [0, 1, 2, 9, 10, 11, 12, 19, 20, 21, 22, 29])
        #expect(try board.call("ets_post", 6, 0, 0) == 1)
        #expect(try board.call("ets_post", 33, 0, 0) == 1)
        #expect(try board.call("ets_task", ROMBoard.place(1), 33, Self.queues, 1) == 0)
    }

    @Test func `an event that an interrupt posts while nothing waits is not slept over`() throws {
        let board = try ROMBoard(), core = board.core
        try Self.register(1, place: 1, on: board)
        // The handler is ets_post itself: its argument is the priority, the frame the signal.
        try board.call("ets_isr_attach", 7, board.address("ets_post"), 1)
        try board.call("ets_isr_unmask", 1 << 7)
        try board.call("ets_set_idle_cb", ROMBoard.place(2), 0x77)
        var arguments: [UInt32] = [], levels: [UInt32] = []
        core.watch(ROMBoard.place(2)) { core in
            arguments.append(core[register: 2])
            levels.append(core[special: .ps] & 0xF)
            if arguments.count == 1 { core[special: .interrupt] = 1 << 7 }
            if arguments.count == 2 { board.board.stop() }
        }
        var events = 0
        core.watch(ROMBoard.place(1)) { core in
            events += 1
            levels.append(core[special: .ps] & 0xF)
        }
        try board.execute(from: board.address("ets_run"))
        #expect(events == 1)
        #expect(arguments == [0x77, 0x77])
        #expect(levels == [3, 0, 3])
    }

    @Test func `a timer goes off in its time, again if it repeats, and no more once disarmed`() throws {
        let board = try ROMBoard(), core = board.core
        try board.call("ets_timer_init")
        let once = Self.timers, often = Self.timers + 32, early = Self.timers + 64
        for (number, timer) in [once, often, early].enumerated() {
            try board.call("ets_timer_setfn", timer, ROMBoard.place(number + 4), timer)
        }
        var fired: [UInt32: [Ticks]] = [:]
        for number in 0..<3 {
            core.watch(ROMBoard.place(number + 4)) { core in
                fired[core[register: 2], default: []].append(board.board.now)
                if fired[often]?.count == 3 { board.board.stop() }
            }
        }
        let start = board.board.now
        try board.call("ets_timer_arm", once, 12, 0)
        try board.call("ets_timer_arm", often, 5, 1)
        try board.call("ets_timer_arm", early, 1, 0)
        try board.call("ets_timer_disarm", early)
        try board.execute(from: board.address("ets_run"))
        func milliseconds(_ ticks: Ticks) -> Double {
            Double(ticks - start) / Double(1000 * Clock.ticksPerMicrosecond)
        }
        #expect(fired[early] == nil)
        #expect(fired[once]?.map { milliseconds($0).rounded() } == [12])
        #expect(fired[often]?.map { milliseconds($0).rounded() } == [5, 10, 15])
        try board.call("ets_timer_done", often)
        #expect(board.words(often, 5) == [.max, 0, 0, 0, 0])
    }
}
