import ESP8266

/// The message integrity code of TKIP (IEEE 802.11-2016 12.5.2.3).
enum Michael {
    /// The code of 8 bytes for `message` under a key of 8 bytes.
    static func code(_ message: [UInt8], key: [UInt8]) -> [UInt8] {
        var left = key.word(0), right = key.word(4)
        // Padded with 0x5A and 4 to 7 zeros.
        let padded = message + [0x5A] + [UInt8](repeating: 0, count: 4 + (3 - message.count % 4))
        for offset in stride(from: 0, to: padded.count, by: 4) {
            left ^= padded.word(offset)
            block(&left, &right)
        }
        return left.littleEndianBytes + right.littleEndianBytes
    }

    /// The code of a data frame's body, over who it is from and for and its priority as well (Figure 12-8).
    static func code(_ frame: WirelessFrame, body: [UInt8], key: [UInt8]) -> [UInt8] {
        let priority: [UInt8] = [UInt8(frame.trafficIdentifier), 0, 0, 0]
        return code(frame.destination.bytes + frame.source.bytes + priority + body, key: key)
    }

    private static func block(_ left: inout UInt32, _ right: inout UInt32) {
        right ^= left << 17 | left >> 15
        left &+= right
        right ^= (left & 0xFF00_FF00) >> 8 | (left & 0x00FF_00FF) << 8
        left &+= right
        right ^= left << 3 | left >> 29
        left &+= right
        right ^= left >> 2 | left << 30
        left &+= right
    }
}
