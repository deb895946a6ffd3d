import Testing

@testable import ESP8266

/// What frames take on the air, against IEEE 802.11-2016's formulas worked out by hand.
@Suite struct AirRateTests {
    private static let microsecond = Clock.ticksPerMicrosecond

    @Test(
        "rate code: kbit/s and the time of a frame in tenths of a µs",
        arguments: [
            (code: UInt8(0), kilobits: 1000, bytes: 14, tenths: UInt64(3040)),
            (1, 2000, 14, 2480), (2, 5500, 1540, 24_320), (3, 11_000, 1540, 13_120), (7, 11_000, 1540, 12_160),
            (11, 6000, 14, 500), (9, 24_000, 14, 340), (12, 54_000, 1540, 2580), (8, 48_000, 100, 460),
            (16, 6500, 1540, 19_420), (23, 65_000, 1540, 2340), (31, 72_222, 1540, 2148),
        ]
    )
    func airTime(_ expected: (code: UInt8, kilobits: Int, bytes: Int, tenths: UInt64)) {
        let rate = AirRate(code: expected.code)
        #expect(rate.kilobitsPerSecond == expected.kilobits)
        #expect(rate.airTime(bytes: expected.bytes) == expected.tenths * Self.microsecond / 10)
    }

    @Test("an acknowledgement goes at the same rate of 802.11b, or at 6, 12 or 24 Mbit/s, whichever is not above")
    func acknowledgement() {
        #expect(AirRate.basic.acknowledgementTime == 304 * Self.microsecond)
        // 112 bits at 11 Mbit/s are 10.2 µs, rounded up.
        #expect(AirRate(code: 3).acknowledgementTime == 203 * Self.microsecond)
        #expect(AirRate(code: 15).acknowledgementTime == 50 * Self.microsecond)
        #expect(AirRate(code: 14).acknowledgementTime == 38 * Self.microsecond)
        #expect(AirRate(code: 12).acknowledgementTime == 34 * Self.microsecond)
        #expect(AirRate(code: 23).acknowledgementTime == 34 * Self.microsecond)
    }

    @Test("the air is one sender's at a time: who comes later waits for its end, DIFS and slots")
    func contention() {
        let air = Air()
        #expect(air.take(for: 100, from: 1000, slots: 0) == 1000 + Air.difs)
        #expect(air.take(for: 50, from: 1000, slots: 2) == 1000 + Air.difs + 100 + Air.difs + 2 * Air.slot)
    }
}
