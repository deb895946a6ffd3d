import ESP8266
import Testing

@testable import Emulation

@Suite struct SerialOutputTests {
    private func heard(_ text: String, sentAt rate: Int, heardAt baud: Int?) -> [UInt8] {
        var output = SerialOutput()
        let character = 10 * Clock.ticksPerSecond / Ticks(rate)
        var end: Ticks = 1_000_000
        for byte in text.utf8 {
            end += character
            output.sent(byte, rate, to: baud, at: end)
        }
        output.pause(at: end + 100 * character)
        return output.take()
    }

    @Test func `who has set the board's rate, and who knows none, hears what it sends`() {
        #expect(heard("ready\r\n", sentAt: 115_200, heardAt: 115_200) == Array("ready\r\n".utf8))
        #expect(heard("ready\r\n", sentAt: 74_880, heardAt: nil) == Array("ready\r\n".utf8))
        #expect(heard("ready\r\n", sentAt: 115_200, heardAt: 114_000) == Array("ready\r\n".utf8))
    }

    @Test func `who has set another one hears other bytes`() {
        let noise = heard("ets Jan  8 2013", sentAt: 74_880, heardAt: 115_200)
        #expect(!noise.isEmpty && noise != Array("ets Jan  8 2013".utf8))
    }
}
