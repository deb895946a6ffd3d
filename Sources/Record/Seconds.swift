import Foundation

/// A span or point of simulated time in whole microseconds: integer inside, a decimal number in JSON.
public struct Seconds: Sendable, Equatable, Hashable, Comparable {
    /// The value in microseconds; may be negative (a missed margin).
    public var microseconds: Int64

    /// That many microseconds, also fewer than none.
    public init(microseconds: Int64) {
        self.microseconds = microseconds
    }

    /// Ticks of 1/160 MHz, rounded down to a microsecond.
    public init(ticks: UInt64) {
        microseconds = Int64(clamping: ticks / Self.ticksPerMicrosecond)
    }

    /// No time, or the moment of power-on.
    public static let zero = Seconds(microseconds: 0)
    /// The board counts time in 1/160 MHz.
    public static let ticksPerMicrosecond: UInt64 = 160
    /// Ticks of one second.
    public static let ticksPerSecond: UInt64 = 160_000_000

    /// Shorter first.
    public static func < (left: Seconds, right: Seconds) -> Bool { left.microseconds < right.microseconds }

    /// The span from `right` to `left`, negative when `left` is earlier.
    public static func - (left: Seconds, right: Seconds) -> Seconds {
        Seconds(microseconds: left.microseconds &- right.microseconds)
    }

    /// A moment `right` after `left`, or both spans together.
    public static func + (left: Seconds, right: Seconds) -> Seconds {
        Seconds(microseconds: left.microseconds &+ right.microseconds)
    }

    /// The span times `permille` thousandths, rounded towards zero.
    public func scaled(permille: Int64) -> Seconds {
        Seconds(microseconds: microseconds &* permille / 1000)
    }

    /// The value with `digits` (0…6) decimals, rounded half up; more decimals when it would read as zero but is not.
    public func text(digits: Int = 2) -> String {
        var digits = min(max(digits, 0), 6)
        let magnitude = microseconds.magnitude
        while digits < 6 && magnitude != 0 && magnitude < Self.powersOfTen[6 - digits] { digits += 1 }
        let unit = Self.powersOfTen[6 - digits]
        let rounded = (magnitude &+ unit / 2) / unit
        let scale = Self.powersOfTen[digits]
        let sign = microseconds < 0 ? "-" : ""
        guard digits > 0 else { return "\(sign)\(rounded)" }
        let fraction = String(rounded % scale)
        return "\(sign)\(rounded / scale)." + String(repeating: "0", count: digits - fraction.count) + fraction
    }

    /// The value with all its decimals, at least one: nothing is rounded away.
    public var exactText: String {
        var text = text(digits: 6)
        while text.hasSuffix("0") && !text.hasSuffix(".0") { text.removeLast() }
        return text
    }

    private static let powersOfTen: [UInt64] = [1, 10, 100, 1_000, 10_000, 100_000, 1_000_000]
}

extension Seconds: Codable {
    /// Reads a JSON number.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        var scaled = try container.decode(Decimal.self) * 1_000_000
        var rounded = Decimal()
        NSDecimalRound(&rounded, &scaled, 0, .plain)
        guard let value = Int64(rounded.description) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "seconds out of range")
        }
        microseconds = value
    }

    /// Writes a decimal number: no binary fraction ever comes near it.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        let magnitude = Decimal(sign: .plus, exponent: -6, significand: Decimal(microseconds.magnitude))
        try container.encode(microseconds < 0 ? -magnitude : magnitude)
    }
}

extension Seconds {
    /// Reads a decimal number of at most a day with at most six decimals; no sign, no exponent.
    public init?(text: String) {
        let parts = text.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        guard let whole = parts.first, !whole.isEmpty, whole.allSatisfy({ $0.isASCII && $0.isNumber }),
            let seconds = Int64(whole), seconds <= 86_400
        else { return nil }
        var micro: Int64 = 0
        if parts.count == 2 {
            let fraction = parts[1]
            guard !fraction.isEmpty, fraction.count <= 6, fraction.allSatisfy({ $0.isASCII && $0.isNumber }),
                let digits = Int64(fraction + String(repeating: "0", count: 6 - fraction.count))
            else { return nil }
            micro = digits
        }
        guard seconds < 86_400 || micro == 0 else { return nil }
        self.init(microseconds: seconds * 1_000_000 + micro)
    }

    /// The value in board ticks; negative values count as 0.
    public var ticks: UInt64 { UInt64(max(0, microseconds)) * Self.ticksPerMicrosecond }
}
