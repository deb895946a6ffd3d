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
                fed: { timeout, _ in log.feeds.append(timeout) },
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
