import TestSupport
import Testing

@testable import Emulation

/// RFC 2217, as pyserial's client speaks it.
@Suite struct ComPortControlTests {
    private static let open: [UInt8] = [255, 250, 44], close: [UInt8] = [255, 240]

    private func command(_ bytes: UInt8...) -> [UInt8] { Self.open + bytes + Self.close }

    @Test func `bytes pass, a doubled 255 is one, wherever a packet ends`() {
        var control = ComPortControl()
        #expect(control.take([1, 255, 255, 2, 255]) == [.bytes([1, 255, 2])])
        #expect(control.take([255, 3]) == [.bytes([255, 3])])
        #expect(ComPortControl.escaped([1, 255, 2]) == [1, 255, 255, 2])
    }

    @Test func `what is known is agreed to once, everything else refused`() {
        var control = ComPortControl()
        #expect(control.take([255, 251, 44, 255, 253, 44, 255, 251, 44, 255, 253, 31]) == [])
        #expect(control.takeAnswers() == [255, 253, 44, 255, 251, 44, 255, 252, 31])
    }

    @Test func `a rate is kept and confirmed`() {
        var control = ComPortControl()
        #expect(control.baud == nil)
        #expect(control.take(command(1, 0, 7, 8, 0)) == [])
        #expect(control.baud == 460_800)
        #expect(control.takeAnswers() == Self.open + [101, 0, 7, 8, 0] + Self.close)
    }

    @Test func `DTR and RTS are told between the bytes around them`() {
        var control = ComPortControl()
        let inputs = control.take([65] + command(5, 8) + [66] + command(5, 12))
        #expect(inputs == [.bytes([65]), .dtr(true), .bytes([66]), .rts(false)])
        #expect(control.takeAnswers() == Self.open + [105, 8] + Self.close + Self.open + [105, 12] + Self.close)
        #expect(control.take(command(5, 7)) == [] && control.takeAnswers() == Self.open + [105, 8] + Self.close)
    }

    @Test func `commands without content, of other options or without an end do nothing`() {
        var control = ComPortControl()
        #expect(control.take(command()) == [] && control.take([255, 250, 31, 1, 255, 240]) == [])
        #expect(control.take(command(1)) == [] && control.baud == nil)
        _ = control.takeAnswers()
        #expect(control.take(Self.open + [UInt8](repeating: 7, count: 100_000)) == [])
        #expect(control.answers.isEmpty)
    }

    @Test func `noise neither traps nor grows`() {
        var generator = SeededGenerator(state: Fuzz.seed), control = ComPortControl()
        for _ in 0..<20_000 {
            let noise: [UInt8] = (0..<16).map { _ in
                let value = generator.next()
                return value & 3 == 0
                    ? [255, 250, 44, 240][Int(value >> 8 & 3)] : UInt8(truncatingIfNeeded: value >> 16)
            }
            _ = control.take(noise)
            #expect(control.takeAnswers().count < 4096)
        }
    }
}
