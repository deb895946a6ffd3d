import CMbedTLS
import ESP8266

/// Temporal key integrity protocol, the encryption of WPA's data frames (IEEE 802.11-2016 12.5.2).
///
/// A key has 32 bytes: 16 to encrypt with, 8 of Michael for frames of the access point, 8 for frames of the station.
enum TKIP {
    /// Bytes of IV, key ID and extended IV (12.5.2.2).
    static let headerLength = 8
    /// Bytes of Michael's code, and of WEP's integrity check value.
    private static let codeLength = 8, checkLength = 4

    /// The header of packet `number` (48 bits) under key `keyID` (0…3).
    static func header(number: UInt64, keyID: Int) -> [UInt8] {
        let tsc = number.littleEndianBytes
        return [tsc[1], (tsc[1] | 0x20) & 0x7F, tsc[0], UInt8(keyID & 3) << 6 | 0x20] + tsc[2..<6]
    }

    /// The packet number of the header at `offset`; nil when there is none.
    static func number(_ frame: [UInt8], at offset: Int) -> UInt64? {
        guard offset >= 0, offset + headerLength <= frame.count, frame[offset + 3] & 0x20 != 0 else { return nil }
        return UInt64(frame.word(offset + 4)) << 16 | UInt64(frame[offset]) << 8 | UInt64(frame[offset + 2])
    }

    /// Adds Michael's code to `frame`, an 802.11 header, a TKIP header and the plaintext, and encrypts it with its check
    /// value. What is no such frame comes back as it is.
    static func seal(_ frame: [UInt8], key: [UInt8]) -> [UInt8] {
        guard key.count >= 32, let header = WirelessFrame(frame), header.body.count >= headerLength else {
            return frame
        }
        let body = Array(header.body[headerLength...])
        let code = Michael.code(header, body: body, key: michaelKey(header, key))
        return encrypt(frame + code, key: Array(key[..<16]))
    }

    /// Decrypts `frame`: header and TKIP header stay, Michael's code and the check value go; nil when it was not sealed
    /// with `key`.
    static func open(_ frame: [UInt8], key: [UInt8]) -> [UInt8]? {
        guard key.count >= 32, let opened = decrypt(frame, key: Array(key[..<16])), let header = WirelessFrame(opened),
            header.body.count >= headerLength + codeLength
        else { return nil }
        let body = Array(header.body[headerLength...].dropLast(codeLength))
        let code = Michael.code(header, body: body, key: michaelKey(header, key))
        return code == Array(opened.suffix(codeLength)) ? opened.dropLast(codeLength) : nil
    }

    /// The part without Michael: WEP with a key of 16 bytes for each frame.
    static func encrypt(_ frame: [UInt8], key: [UInt8]) -> [UInt8] {
        guard let (start, seed) = seed(frame, key) else { return frame }
        let plain = Array(frame[start...])
        return frame[..<start] + rc4(seed, plain + crc32(plain).littleEndianBytes)
    }

    /// The reverse of `encrypt`; nil for a wrong check value.
    static func decrypt(_ frame: [UInt8], key: [UInt8]) -> [UInt8]? {
        guard let (start, seed) = seed(frame, key), frame.count >= start + checkLength else { return nil }
        let plain = rc4(seed, Array(frame[start...]))
        let body = Array(plain.dropLast(checkLength))
        return crc32(body).littleEndianBytes == Array(plain.suffix(checkLength)) ? frame[..<start] + body : nil
    }

    private static func michaelKey(_ frame: WirelessFrame, _ key: [UInt8]) -> [UInt8] {
        Array(frame.control.flags.contains(.fromDS) ? key[16..<24] : key[24..<32])
    }

    /// Where the encrypted part begins, and the key of RC4 for it.
    private static func seed(_ frame: [UInt8], _ key: [UInt8]) -> (start: Int, seed: [UInt8])? {
        guard key.count >= 16, let length = WirelessFrame.headerLength(frame), let number = number(frame, at: length),
            let transmitter = EUI48(frame, at: 10)
        else { return nil }
        let seed = TKIPKeyMixing.seed(temporal: key, transmitter: transmitter, number: number)
        return (length + headerLength, seed)
    }

    private static func rc4(_ key: [UInt8], _ bytes: [UInt8]) -> [UInt8] {
        var out = [UInt8](repeating: 0, count: bytes.count)
        _ = vesp_rc4(key, key.count, 0, bytes, bytes.count, &out)
        return out
    }

    /// CRC-32 of Ethernet, WEP's integrity check value (12.3.2.3).
    private static func crc32(_ bytes: [UInt8]) -> UInt32 {
        ~bytes.reduce(UInt32.max) { crc, byte in
            (0..<8).reduce(crc ^ UInt32(byte)) { value, _ in value >> 1 ^ (value & 1 != 0 ? 0xEDB8_8320 : 0) }
        }
    }
}
