import CMbedTLS

/// The keyed hashes of WPA and WPA2.
enum WirelessHash {
    /// HMAC-SHA-1, 20 bytes (RFC 2104).
    static func hmacSHA1(_ key: [UInt8], _ bytes: [UInt8]) -> [UInt8] {
        var mac = [UInt8](repeating: 0, count: 20)
        _ = vesp_hmac_sha1(key, key.count, bytes, bytes.count, &mac)
        return mac
    }

    /// HMAC-MD5, 16 bytes.
    static func hmacMD5(_ key: [UInt8], _ bytes: [UInt8]) -> [UInt8] {
        var mac = [UInt8](repeating: 0, count: 16)
        _ = vesp_hmac_md5(key, key.count, bytes, bytes.count, &mac)
        return mac
    }

    /// PRF of `count` bytes (IEEE 802.11-2016 12.7.1.2): HMAC-SHA-1 of label, 0, context and a counter.
    static func prf(_ key: [UInt8], label: String, context: [UInt8], count: Int) -> [UInt8] {
        var output: [UInt8] = []
        var counter: UInt8 = 0
        while output.count < count {
            output += hmacSHA1(key, Array(label.utf8) + [0] + context + [counter])
            counter &+= 1
        }
        return Array(output.prefix(count))
    }

    /// The 32-byte key that a passphrase stands for in a network (J.4.1): PBKDF2 with 4096 iterations. One of 64
    /// hexadecimal digits is the key itself.
    static func preSharedKey(passphrase: String, ssid: [UInt8]) -> [UInt8] {
        let text = Array(passphrase.utf8)
        if text.count == 64 {
            let digits = text.compactMap { Character(Unicode.Scalar($0)).hexDigitValue }
            if digits.count == 64 { return (0..<32).map { UInt8(digits[2 * $0] << 4 | digits[2 * $0 + 1]) } }
        }
        var key = [UInt8](repeating: 0, count: 32)
        _ = vesp_pbkdf2_sha1(text, text.count, ssid, ssid.count, 4096, &key, key.count)
        return key
    }
}
