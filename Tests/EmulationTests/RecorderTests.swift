import ESP8266
import Testing

@testable import Emulation
@testable import Record

@Suite struct RecorderTests {
    @Test func `console lines carry the time of their first byte and no control characters`() {
        var console = ConsoleCollector()
        for (index, byte) in Array("ab\u{1B}\r\n\nc".utf8).enumerated() {
            _ = console.add(byte, at: Ticks(index) * 160)
        }
        _ = console.flush()
        #expect(console.lines.map(\.text) == ["ab\u{FFFD}", "c"])
        #expect(console.lines.map(\.at.microseconds) == [0, 6])
    }

    @Test func `a handshake adds up the time of each state`() {
        var handshake = HandshakeCollector()
        handshake.enter(.state(TLSState(number: 0)), at: 0, cycles: 0)
        handshake.enter(.state(TLSState(number: 9)), at: 160, cycles: 80)
        handshake.enter(.complete, at: 480, cycles: 240)
        handshake.finish(0, at: 480, cycles: 240)
        let record = handshake.record()
        #expect(record.completed)
        #expect(record.states.map(\.name) == ["HelloRequest", "CertificateVerify"])
        #expect(record.states.map(\.cycles) == [80, 160])
        #expect(record.seconds.microseconds == 3)
    }

    @Test func `a failed handshake keeps its error, a completed one wins`() {
        var handshake = HandshakeCollector()
        handshake.enter(.state(TLSState(number: 1)), at: 0, cycles: 0)
        handshake.finish(-0x7200, at: 16_000, cycles: 8_000)
        #expect(handshake.record().error == -0x7200)
        handshake.enter(.state(TLSState(number: 1)), at: 16_000, cycles: 8_000)
        handshake.finish(0, at: 17_000, cycles: 8_500)
        #expect(handshake.record().completed)
        #expect(handshake.record().error == nil)
        #expect(handshake.record().attempts == 2)
    }

    @Test func `a watchdog's gap is measured between feeds, and goes on over an observed bite`() {
        var watchdog = WatchdogCollector(timeout: Seconds(microseconds: 3_200_000))
        let second = Seconds.ticksPerSecond
        watchdog.fed(at: 0)
        watchdog.fed(at: second)
        watchdog.bit(at: 4 * second, state: "CertificateVerify", where: ["a"])
        watchdog.fed(at: 4 * second + 1000)
        watchdog.stopped(at: 6 * second)
        let record = watchdog.result()
        #expect(record.tripped && record.trips == 1)
        #expect(record.sinceFeed == Seconds(microseconds: 3_000_000))
        #expect(record.longestGap == Seconds(microseconds: 5_000_000))
        #expect(record.margin == Seconds(microseconds: -1_800_000))
    }

    @Test func `a watchdog's margin is that of its longest gap, by what was set then`() {
        var watchdog = WatchdogCollector(timeout: Seconds(microseconds: 8_388_607))
        let second = Seconds.ticksPerSecond
        watchdog.fed(at: 0, timeout: Seconds(microseconds: 2_000_000))
        watchdog.fed(at: second, timeout: Seconds(microseconds: 26_843_545))
        watchdog.fed(at: 11 * second, timeout: Seconds(microseconds: 26_843_545))
        watchdog.stopped(at: 12 * second)
        #expect(watchdog.result().timeout == Seconds(microseconds: 26_843_545))
        #expect(watchdog.result().margin == Seconds(microseconds: 16_843_545))
    }

    @Test func `intervals under 20 ms are no stalls, longer ones are sorted by length`() {
        var symbols = Symbols([])
        var stalls = StallCollector()
        let millisecond = Seconds.ticksPerSecond / 1000
        for at: Ticks in [0, 19, 60, 200] { stalls.serviced(at: at * millisecond, symbols: &symbols) }
        #expect(stalls.stalls.map(\.seconds.microseconds) == [140_000, 41_000])
        stalls.reset(at: 230 * millisecond, symbols: &symbols)
        stalls.serviced(at: 900 * millisecond, symbols: &symbols)
        #expect(stalls.stalls.count == 3)
    }

    @Test func `a stall says which watchdog cut it off, but not when the run just ended`() {
        var symbols = Symbols([])
        var stalls = StallCollector()
        let second = Seconds.ticksPerSecond
        stalls.serviced(at: 0, symbols: &symbols)
        stalls.bit(.hard)
        stalls.bit(.soft)
        stalls.reset(at: 3 * second, symbols: &symbols)
        stalls.serviced(at: 4 * second, symbols: &symbols)
        stalls.reset(at: 6 * second, symbols: &symbols)
        stalls.serviced(at: 7 * second, symbols: &symbols)
        stalls.bit(.soft)
        stalls.finish(at: 8 * second, symbols: &symbols)
        #expect(stalls.stalls.map(\.cutOff) == [.hard, nil, nil])
    }

    @Test func `a guest that is looked at once for many periods counts as if it had been each time`() {
        let second = Seconds.ticksPerSecond
        func stalls(_ looks: [(state: TLSState, periods: Int)]) -> [RunRecord.Stall] {
            var symbols = Symbols([])
            var stalls = StallCollector()
            stalls.serviced(at: 0, symbols: &symbols)
            for look in looks { stalls.sample([], state: look.state, periods: look.periods, symbols: &symbols) }
            stalls.serviced(at: second, symbols: &symbols)
            return stalls.stalls
        }
        let many =
            Array(repeating: (TLSState(number: 2), 1), count: 40)
            + Array(repeating: (TLSState(number: 1), 1), count: 39)
        #expect(stalls(many).first?.tlsState == "ServerHello")
        #expect(stalls(many) == stalls([(TLSState(number: 1), 39), (TLSState(number: 2), 40)]))
    }
}
