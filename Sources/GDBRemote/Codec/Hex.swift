/// Hexadecimal numbers as the protocol writes them.
public enum Hex {
    /// The value of a digit.
    public static func digit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
        default: nil
        }
    }

    /// Two digits for each byte.
    public static func text(_ bytes: some Sequence<UInt8>) -> [UInt8] {
        let digits = Array("0123456789abcdef".utf8)
        return bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }
    }

    /// The bytes of digits in pairs; nil for anything else.
    public static func bytes(_ text: some Collection<UInt8>) -> [UInt8]? {
        guard text.count.isMultiple(of: 2) else { return nil }
        var result: [UInt8] = []
        result.reserveCapacity(text.count / 2)
        var high: UInt8?
        for character in text {
            guard let digit = digit(character) else { return nil }
            if let first = high {
                result.append(first << 4 | digit)
                high = nil
            } else {
                high = digit
            }
        }
        return result
    }

    /// A number of up to eight digits, high digit first; nil for anything else.
    public static func word(_ text: some Collection<UInt8>) -> UInt32? {
        guard 1...8 ~= text.count else { return nil }
        var result: UInt32 = 0
        for character in text {
            guard let digit = digit(character) else { return nil }
            result = result << 4 | UInt32(digit)
        }
        return result
    }

    /// A register's four bytes in the order of the target's memory: low byte first.
    static func register(_ value: UInt32) -> [UInt8] {
        text((0..<4).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) })
    }

    /// What `register` wrote.
    static func register(_ text: some Collection<UInt8>) -> UInt32? {
        guard let bytes = bytes(text), bytes.count == 4 else { return nil }
        return bytes.reversed().reduce(0) { $0 << 8 | UInt32($1) }
    }
}
