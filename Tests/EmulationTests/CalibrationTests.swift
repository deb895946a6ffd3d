import Testing

@testable import Emulation

/// What stands in for the calibration library.
@Suite struct CalibrationTests {
    @Test func `the SDK makes 1024 per volt of what is read at TOUT`() {
        func adcRead(_ volts: Double) -> UInt32 { min(1024, RadioCalibration.reading(volts: volts) * 12 / 11) }
        #expect([0, 0.25, 0.5, 0.75, 1].map(adcRead) == [0, 256, 512, 768, 1024])
        for step in 0...1024 { #expect(abs(Int(adcRead(Double(step) / 1024)) - step) <= 1, "\(step)") }
        #expect([-1, .nan, -.infinity].map(RadioCalibration.reading) == [0, 0, 0])
        #expect([2, 1e300, .infinity].map(adcRead) == [1024, 1024, 1024])
    }
}
