import Testing

@testable import ESP8266

@Suite struct ClockTests {
    @Test func `a switch keeps time continuous`() {
        var clock = Clock(megahertz: 80)
        #expect(clock.ticks(at: 80) == 160)
        clock.switchTo(megahertz: 160, now: 80)
        #expect(clock.ticks(at: 80) == 160)
        #expect(clock.ticks(at: 240) == 320)
        #expect(clock.cycles(at: 320) == 240)
        clock.switchTo(megahertz: 80, now: 240)
        #expect(clock.ticks(at: 241) == 322)
    }

    @Test func `the cycle of a tick never lies before it`() {
        let clock = Clock(megahertz: 80)
        for ticks in Ticks(0)..<20 { #expect(clock.ticks(at: clock.cycles(at: ticks)) >= ticks) }
    }
}
