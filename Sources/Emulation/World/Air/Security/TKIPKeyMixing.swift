import ESP8266

/// The RC4 key of a TKIP frame (IEEE 802.11-2016 12.5.2.5).
enum TKIPKeyMixing {
    /// 16 bytes for packet `number` of the sender under a temporal key of 16 bytes.
    static func seed(temporal: [UInt8], transmitter: EUI48, number: UInt64) -> [UInt8] {
        let key = (0..<8).map { temporal.half(2 * $0) }
        let first = phase1(key, transmitter.bytes, UInt32(truncatingIfNeeded: number >> 16))
        return phase2(first, key, UInt16(truncatingIfNeeded: number))
    }

    /// From key, sender and the upper 32 bits of the packet number.
    static func phase1(_ key: [UInt16], _ transmitter: [UInt8], _ upper: UInt32) -> [UInt16] {
        var p = [UInt16(truncatingIfNeeded: upper), UInt16(truncatingIfNeeded: upper >> 16)]
        p += (0..<3).map { transmitter.half(2 * $0) }
        for round in 0..<8 {
            let j = round & 1
            p[0] &+= substitute(p[4] ^ key[j])
            p[1] &+= substitute(p[0] ^ key[2 + j])
            p[2] &+= substitute(p[1] ^ key[4 + j])
            p[3] &+= substitute(p[2] ^ key[6 + j])
            p[4] &+= substitute(p[3] ^ key[j]) &+ UInt16(round)
        }
        return p
    }

    /// From phase 1, key and the lower 16 bits.
    static func phase2(_ first: [UInt16], _ key: [UInt16], _ lower: UInt16) -> [UInt8] {
        var p = first + [first[4] &+ lower]
        for index in 0..<6 { p[index] &+= substitute(p[(index + 5) % 6] ^ key[index]) }
        p[0] &+= rotated(p[5] ^ key[6])
        p[1] &+= rotated(p[0] ^ key[7])
        for index in 2..<6 { p[index] &+= rotated(p[index - 1]) }
        let high = UInt8(lower >> 8)
        let fourth = UInt8(truncatingIfNeeded: (p[5] ^ key[0]) >> 1)
        return [high, (high | 0x20) & 0x7F, UInt8(truncatingIfNeeded: lower), fourth]
            + p.flatMap(\.littleEndianBytes)
    }

    private static func rotated(_ value: UInt16) -> UInt16 { value >> 1 | value << 15 }

    private static func substitute(_ value: UInt16) -> UInt16 {
        table[Int(value & 0xFF)] ^ table[Int(value >> 8)].byteSwapped
    }

    /// Twice and three times the AES S-box (Table 12-3), in GF(2⁸).
    private static let table: [UInt16] = (0..<256).map { index in
        let value = aes(UInt8(index)), twice = double(value)
        return UInt16(twice) << 8 | UInt16(twice ^ value)
    }

    private static func double(_ value: UInt8) -> UInt8 { value << 1 ^ (value & 0x80 != 0 ? 0x1B : 0) }

    /// AES' S-box: the inverse in GF(2⁸) and an affine map (FIPS 197, 5.1.1).
    private static func aes(_ value: UInt8) -> UInt8 {
        // x²⁵⁴ is the inverse.
        let inverse = (0..<253).reduce(value) { product, _ in multiply(product, value) }
        return (1...4).reduce(inverse ^ 0x63) { $0 ^ (inverse << UInt8($1) | inverse >> UInt8(8 - $1)) }
    }

    private static func multiply(_ a: UInt8, _ b: UInt8) -> UInt8 {
        var product: UInt8 = 0, factor = a
        for bit in 0..<8 {
            if b >> UInt8(bit) & 1 != 0 { product ^= factor }
            factor = double(factor)
        }
        return product
    }
}
