import Record
import Testing

@testable import Reports

@Suite struct AirCaptureTests {
    private func packets(_ frames: [RunRecord.AirFrame]) -> [[UInt8]] {
        var air = RunRecord.Air()
        air.frames = frames
        let file = AirCapture.bytes(air)
        #expect(Array(file[20..<24]) == [127, 0, 0, 0])
        var at = 24
        var packets: [[UInt8]] = []
        while at + 16 <= file.count {
            let count = Int(file[at + 8]) | Int(file[at + 9]) << 8
            packets.append(Array(file[at + 16..<at + 16 + count]))
            at += 16 + count
        }
        return packets
    }

    private func frame(_ kbps: Int, mcs: Int? = nil, rssi: Int? = nil, channel: Int = 1) -> RunRecord.AirFrame {
        RunRecord.AirFrame(
            at: Seconds(microseconds: 7),
            direction: rssi == nil ? .sent : .received,
            channel: channel,
            rateKbps: kbps,
            mcs: mcs,
            rssi: rssi,
            bytes: [1, 2, 3]
        )
    }

    @Test func `the header says rate, channel and strength`() {
        let slow = packets([frame(5500, rssi: -50)])[0]
        #expect(slow == [0, 0, 15, 0, 0x2E, 0, 0, 0, 0, 11, 0x6C, 0x09, 0xA0, 0, 0xCE, 1, 2, 3])
        let sent = packets([frame(54_000, channel: 14)])[0]
        #expect(sent == [0, 0, 14, 0, 0x0E, 0, 0, 0, 0, 108, 0xB4, 0x09, 0xC0, 0, 1, 2, 3])
    }

    @Test func `a frame of 802_11n has its scheme instead of a rate`() {
        let fast = packets([frame(65_000, mcs: 7, rssi: -200, channel: 13)])[0]
        #expect(fast == [0, 0, 18, 0, 0x2A, 0, 0x08, 0, 0, 0, 0xA8, 0x09, 0x80, 0x04, 0x80, 0x7F, 0, 7, 1, 2, 3])
        #expect(packets([frame(72_222, mcs: 7)])[0].suffix(6) == [0x7F, 4, 7, 1, 2, 3])
    }
}
