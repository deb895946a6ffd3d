import Record

/// The frames of 802.11 of a run as a capture file with radiotap headers (radiotap.org), without FCS. Wireshark decrypts
/// them with the network's password.
public enum AirCapture {
    /// Bits of a radiotap header's field map, each field at an offset that its size divides.
    private enum Field {
        static let flags: UInt32 = 1 << 1
        static let rate: UInt32 = 1 << 2
        static let channel: UInt32 = 1 << 3
        static let signal: UInt32 = 1 << 5
        static let mcs: UInt32 = 1 << 19
    }

    /// Bits of the channel field.
    private enum Channel {
        static let cck: UInt16 = 0x0020
        static let ofdm: UInt16 = 0x0040
        static let twoGigahertz: UInt16 = 0x0080
        static let mixed: UInt16 = 0x0400
    }

    /// Rates in kbit/s of MCS 0 to 7 with a long guard interval at 20 MHz (IEEE 802.11-2016 Table 19-27).
    private static let longGuard = [6500, 13_000, 19_500, 26_000, 39_000, 52_000, 58_500, 65_000]

    /// The file.
    public static func bytes(_ air: RunRecord.Air) -> [UInt8] {
        var file = CaptureFile(.radiotap)
        for frame in air.frames { file.append(header(of: frame) + frame.bytes, at: frame.at) }
        return file.bytes
    }

    private static func header(of frame: RunRecord.AirFrame) -> [UInt8] {
        var present = Field.flags | Field.channel
        // No flag: long preamble, no FCS behind the frame.
        var fields: [UInt8] = [0]
        if frame.mcs == nil {
            present |= Field.rate
            fields.append(UInt8(clamping: frame.rateKbps / 500))
        } else {
            fields.append(0)
        }
        let frequency = UInt16(clamping: frame.channel == 14 ? 2484 : 2407 + 5 * min(max(frame.channel, 0), 13))
        fields += half(frequency) + half(channelFlags(of: frame))
        if let rssi = frame.rssi {
            present |= Field.signal
            fields.append(UInt8(bitPattern: Int8(clamping: rssi)))
        }
        if let mcs = frame.mcs {
            present |= Field.mcs
            // All is known: 20 MHz, mixed format, BCC, no STBC, no extension stream; bit 2 for a short guard interval.
            let isShort = longGuard.indices.contains(mcs) && frame.rateKbps > longGuard[mcs]
            fields += [0x7F, isShort ? 0x04 : 0x00, UInt8(clamping: mcs)]
        }
        let length = UInt16(clamping: 8 + fields.count)
        return [0, 0] + half(length) + CaptureFile.little(present) + fields
    }

    private static func channelFlags(of frame: RunRecord.AirFrame) -> UInt16 {
        if frame.mcs != nil { return Channel.twoGigahertz | Channel.mixed }
        let isCCK = [1000, 2000, 5500, 11_000].contains(frame.rateKbps)
        return Channel.twoGigahertz | (isCCK ? Channel.cck : Channel.ofdm)
    }

    private static func half(_ value: UInt16) -> [UInt8] { Array(CaptureFile.little(UInt32(value)).prefix(2)) }
}
