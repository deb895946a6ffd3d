import CMbedTLS

/// AES key wrap with a key of 128 bits (RFC 3394).
enum KeyWrap {
    private static let initialValue = [UInt8](repeating: 0xA6, count: 8)

    /// Wraps `plain`, a multiple of 8 bytes and at least 16 (2.2.1); nil for another length.
    static func wrap(_ plain: [UInt8], key: [UInt8]) -> [UInt8]? {
        guard key.count == 16, plain.count >= 16, plain.count % 8 == 0 else { return nil }
        var check = initialValue
        var blocks = plain
        var block = [UInt8](repeating: 0, count: 16)
        for step in 1...6 * (plain.count / 8) {
            let at = (step - 1) % (plain.count / 8) * 8
            guard vesp_aes128_encrypt(key, check + blocks[at..<at + 8], &block) == 0 else { return nil }
            check = mixed(Array(block[..<8]), step)
            blocks.replaceSubrange(at..<at + 8, with: block[8...])
        }
        return check + blocks
    }

    /// What `wrapped` holds (2.2.2); nil when it is not wrapped with `key`.
    static func unwrap(_ wrapped: [UInt8], key: [UInt8]) -> [UInt8]? {
        guard key.count == 16, wrapped.count >= 24, wrapped.count % 8 == 0 else { return nil }
        var check = Array(wrapped[..<8])
        var blocks = Array(wrapped[8...])
        var block = [UInt8](repeating: 0, count: 16)
        for step in stride(from: 6 * (blocks.count / 8), through: 1, by: -1) {
            let at = (step - 1) % (blocks.count / 8) * 8
            guard vesp_aes128_decrypt(key, mixed(check, step) + blocks[at..<at + 8], &block) == 0 else { return nil }
            check = Array(block[..<8])
            blocks.replaceSubrange(at..<at + 8, with: block[8...])
        }
        return check == initialValue ? blocks : nil
    }

    /// `check` xor the 64-bit number `step`.
    private static func mixed(_ check: [UInt8], _ step: Int) -> [UInt8] {
        check.enumerated().map { $1 ^ UInt8(truncatingIfNeeded: step >> (56 - 8 * $0)) }
    }
}
