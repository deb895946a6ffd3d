import CMbedTLS
import ESP8266

/// CTR with CBC-MAC protocol, the encryption of WPA2's data frames (IEEE 802.11-2016 12.5.3).
enum CCMP {
    /// Bytes of the header with packet number and key ID (12.5.3.2).
    static let headerLength = 8
    /// Bytes of the MIC.
    static let tagLength = 8

    /// The CCMP header of packet `number` (48 bits) under key `keyID` (0…3).
    static func header(number: UInt64, keyID: Int) -> [UInt8] {
        let pn = number.littleEndianBytes
        return [pn[0], pn[1], 0, UInt8(keyID & 3) << 6 | 0x20] + pn[2..<6]
    }

    /// The packet number of the header at `offset`; nil when there is none.
    static func number(_ frame: [UInt8], at offset: Int) -> UInt64? {
        guard offset >= 0, offset + headerLength <= frame.count, frame[offset + 3] & 0x20 != 0 else { return nil }
        return UInt64(frame.word(offset + 4)) << 16 | UInt64(frame.half(offset))
    }

    /// Encrypts `frame`, an 802.11 header, a CCMP header and the plaintext, and adds the MIC. What is no such frame comes
    /// back as it is.
    static func seal(_ frame: [UInt8], key: [UInt8]) -> [UInt8] {
        guard key.count >= 16, let parts = Parts(frame) else { return frame }
        let plain = Array(frame[parts.bodyStart...])
        var cipher = [UInt8](repeating: 0, count: plain.count)
        var tag = [UInt8](repeating: 0, count: tagLength)
        let added = parts.added
        guard
            vesp_ccm_seal(key, parts.nonce, added, added.count, plain, plain.count, &cipher, &tag) == 0
        else { return frame }
        return frame[..<parts.bodyStart] + cipher + tag
    }

    /// Decrypts `frame`: header and CCMP header stay, the MIC goes; nil when it was not sealed with `key`.
    static func open(_ frame: [UInt8], key: [UInt8]) -> [UInt8]? {
        guard key.count >= 16, let parts = Parts(frame), frame.count >= parts.bodyStart + tagLength else { return nil }
        let cipher = Array(frame[parts.bodyStart..<frame.count - tagLength])
        let tag = Array(frame.suffix(tagLength))
        var plain = [UInt8](repeating: 0, count: cipher.count)
        let added = parts.added
        guard
            vesp_ccm_open(key, parts.nonce, added, added.count, cipher, cipher.count, &plain, tag) == 0
        else { return nil }
        return frame[..<parts.bodyStart] + plain
    }

    /// Nonce (12.5.3.3.4) and additional authenticated data (12.5.3.3.3) of a frame.
    private struct Parts {
        var bodyStart: Int
        var nonce: [UInt8]
        var added: [UInt8]

        init?(_ frame: [UInt8]) {
            guard let length = WirelessFrame.headerLength(frame), let header = WirelessFrame(frame),
                header.control.kind != .psPoll, frame.count >= length + CCMP.headerLength
            else { return nil }
            bodyStart = length + CCMP.headerLength
            let pn = [7, 6, 5, 4, 1, 0].map { frame[length + $0] }
            let isManagement = header.control.kind.isManagement
            let priority = UInt8(header.trafficIdentifier) | (isManagement ? 0x10 : 0)
            nonce = [priority] + header.transmitter.bytes + pn
            added = Parts.control(header).littleEndianBytes + frame[4..<22] + [frame[22] & 0x0F, 0]
            if let address4 = header.address4 { added += address4.bytes }
            if header.qos != nil { added += [UInt8(header.trafficIdentifier), 0] }
        }

        /// Frame Control without what may change from one transmission to the next: a data frame's subtype but for the
        /// QoS bit, retry, power management, more data, and the order bit of a QoS data frame.
        private static func control(_ header: WirelessFrame) -> UInt16 {
            var control = header.control.rawValue & ~0x3800 | FrameControl.Flags.protected.rawValue
            if header.control.kind.isData { control &= ~0x0070 }
            if header.qos != nil { control &= ~FrameControl.Flags.order.rawValue }
            return control
        }
    }
}
