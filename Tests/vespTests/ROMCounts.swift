/// What the integer routines of the chip's ROM cost on each of their paths, counted from the ROM's machine code
/// (jcmvbkbc/esp-elf-rom, bootrom.bin; listed in trebisky/esp8266, reverse/bootrom/boot.txt): an instruction 1, a taken
/// branch, J, CALL0 and RET 3, a product or loaded word used by the next instruction 1 more.
enum ROMCounts {
    static func umulsidi3(_ left: UInt32, _ right: UInt32) -> Int {
        let middle = UInt64(left >> 16) * UInt64(right & 0xFFFF) + UInt64(left & 0xFFFF) * UInt64(right >> 16)
        let low = UInt64(UInt32(truncatingIfNeeded: middle << 16)) + UInt64(left & 0xFFFF) * UInt64(right & 0xFFFF)
        // A carry falls through a branch into one addition.
        return 34 - (middle > UInt32.max ? 1 : 0) - (low > UInt32.max ? 1 : 0)
    }

    static func muldi3(_ left: UInt64, _ right: UInt64) -> Int { 27 + umulsidi3(left.low, right.low) }

    static func udivsi3(_ dividend: UInt32, _ divisor: UInt32) -> Int {
        if divisor == 1 { return 7 }
        let steps = divisor.leadingZeroBitCount - dividend.leadingZeroBitCount
        if steps <= 0 { return dividend < divisor ? 14 : 12 }
        return 9 * steps + (dividend / divisor % 2 == 0 ? 13 : 12)
    }

    static func umodsi3(_ dividend: UInt32, _ divisor: UInt32) -> Int {
        if divisor == 1 { return 10 }
        let steps = divisor.leadingZeroBitCount - dividend.leadingZeroBitCount
        if steps <= 0 { return dividend < divisor ? 12 : 11 }
        // A step that subtracts costs 7, any other 8.
        return 11 + 8 * steps - (dividend / divisor).nonzeroBitCount
    }

    static func divsi3(_ dividend: Int32, _ divisor: Int32) -> Int {
        let (left, right) = (dividend.magnitude, divisor.magnitude)
        if right == 1 { return 12 }
        if left / 2 < right { return 15 }
        return 9 * (right.leadingZeroBitCount - left.leadingZeroBitCount) + (left / right % 2 == 0 ? 18 : 17)
    }

    static func udivdi3(_ dividend: UInt64, _ divisor: UInt64) -> Int {
        LongDivision(dividend, divisor).cycles(.quotient)
    }

    static func umoddi3(_ dividend: UInt64, _ divisor: UInt64) -> Int {
        LongDivision(dividend, divisor).cycles(.rest)
    }

    static func divdi3(_ dividend: Int64, _ divisor: Int64) -> Int {
        LongDivision(dividend.magnitude, divisor.magnitude).cycles(.signedQuotient)
            + (dividend < 0 ? 9 : 0) + (divisor < 0 ? 4 : 0) + ((dividend < 0) != (divisor < 0) ? 2 : 0)
    }
}

extension UInt64 {
    fileprivate var low: UInt32 { UInt32(truncatingIfNeeded: self) }
    fileprivate var high: UInt32 { UInt32(truncatingIfNeeded: self >> 32) }
}

/// The path that a 64-bit division takes, and what the 32-bit routines on it cost.
private struct LongDivision {
    enum Path {
        /// The divisor's upper word is above the dividend's.
        case smaller
        /// The divisor's top bit is set; the dividend is below, above in the upper word, or above in the lower only.
        case unshiftedBelow, unshiftedAbove(borrow: Bool), unshiftedLowAbove
        case oneDigit(shifted: Bool)
        case twoDigits(shifted: Bool)
        case twoWords(Product, borrow: Bool)
    }

    /// The digit's product against the rest: fits with the upper word to spare or just, or exceeds it there or in the lower
    /// word; `borrow` if taking the divisor off it borrows.
    enum Product { case below, justFits, above(borrow: Bool), justAbove(borrow: Bool) }

    /// How a guessed half digit was found too large: not, by one with the sum overflowing, by one, by two.
    enum Guess: Int { case right, overflow, oneOff, twoOff }

    var path = Path.smaller
    var guesses: [Guess] = []
    var calls = 0

    init(_ dividend: UInt64, _ divisor: UInt64) {
        guard divisor.high > 0 else {
            let shift = divisor.low.leadingZeroBitCount
            var rest = dividend.high
            if rest >= divisor.low {
                path = .twoDigits(shifted: shift > 0)
                if shift > 0 {
                    rest = dividend.high >> (32 - UInt32(shift))
                    _ = digit(&rest, (dividend << shift).high, divisor.low << shift)
                } else {
                    rest -= divisor.low
                }
            } else {
                path = .oneDigit(shifted: shift > 0)
                rest = (dividend << shift).high
            }
            _ = digit(&rest, (dividend << shift).low, divisor.low << shift)
            return
        }
        guard divisor.high <= dividend.high else { return }
        let shift = divisor.leadingZeroBitCount
        guard shift > 0 else {
            if dividend.high > divisor.high {
                path = .unshiftedAbove(borrow: dividend.low < divisor.low)
            } else {
                path = dividend >= divisor ? .unshiftedLowAbove : .unshiftedBelow
            }
            return
        }
        var rest = dividend.high >> (32 - UInt32(shift))
        let scaled = divisor << shift, low = (dividend << shift).low
        let quotient = digit(&rest, (dividend << shift).high, scaled.high)
        var product = UInt64(quotient) * UInt64(scaled.low)
        calls += ROMCounts.umulsidi3(quotient, scaled.low)
        let left = UInt64(rest) << 32 | UInt64(low), borrow = product.low < scaled.low, tie = product.high == rest
        let kind: Product
        if product > left {
            kind = tie ? .justAbove(borrow: borrow) : .above(borrow: borrow)
            product &-= scaled
        } else {
            kind = tie ? .justFits : .below
        }
        path = .twoWords(kind, borrow: low < product.low)
    }

    private mutating func digit(_ rest: inout UInt32, _ next: UInt32, _ divisor: UInt32) -> UInt32 {
        let upper = half(&rest, next >> 16, divisor)
        return upper << 16 | half(&rest, next & 0xFFFF, divisor)
    }

    private mutating func half(_ rest: inout UInt32, _ next: UInt32, _ divisor: UInt32) -> UInt32 {
        let top = divisor >> 16
        calls += ROMCounts.udivsi3(rest, top) + ROMCounts.umodsi3(rest, top)
        var digit = rest / top, partial = (rest % top) << 16 | next
        let product = digit * (divisor & 0xFFFF)
        var guess = Guess.right
        if partial < product {
            digit -= 1
            let (sum, overflow) = partial.addingReportingOverflow(divisor)
            guess = overflow ? .overflow : sum >= product ? .oneOff : .twoOff
            partial = sum
            if guess == .twoOff {
                digit -= 1
                partial &+= divisor
            }
        }
        guesses.append(guess)
        rest = partial &- product
        return digit
    }

    func cycles(_ kind: Counts) -> Int {
        let corrections: [[Int]]
        switch path {
        case .oneDigit: corrections = kind.oneDigitGuesses
        case .twoDigits(let shifted): corrections = Array(kind.twoDigitGuesses.suffix(shifted ? 4 : 2))
        default: corrections = Counts.twoWordGuesses
        }
        return calls + own(kind) + zip(guesses, corrections).reduce(0) { $0 + $1.1[$1.0.rawValue] }
    }

    private func own(_ kind: Counts) -> Int {
        switch path {
        case .smaller: return kind.smaller
        case .unshiftedBelow: return kind.unshifted[0]
        case .unshiftedLowAbove: return kind.unshifted[1]
        case .unshiftedAbove(let borrow): return kind.unshifted[borrow ? 3 : 2]
        case .oneDigit(let shifted): return kind.oneDigit + (shifted ? kind.shift : 0)
        case .twoDigits(let shifted): return shifted ? kind.twoDigits : kind.unshiftedDigits
        case .twoWords(let product, let borrow):
            let last = kind.borrow * (borrow ? 1 : 0)
            switch product {
            case .below: return kind.twoWords + last
            case .justFits: return kind.twoWords + kind.justFits + last
            case .above(let first): return kind.twoWords + kind.above + (first ? kind.borrowFirst : 0) + last
            case .justAbove(let first): return kind.twoWords + kind.justAbove + (first ? kind.borrowFirst : 0) + last
            }
        }
    }
}

/// What a 64-bit division costs by itself, without the routines it calls.
private struct Counts {
    var smaller: Int
    /// As the paths that begin with `unshifted`: below, lower word above, above, above with a borrow.
    var unshifted: [Int]
    var oneDigit: Int, shift: Int
    var twoDigits: Int, unshiftedDigits: Int
    var twoWords: Int
    /// On top of `twoWords`, by what the product is.
    var justFits: Int, above: Int, justAbove: Int
    var borrowFirst = 0, borrow = 0
    /// On top, by `LongDivision.Guess`, for each half digit.
    var oneDigitGuesses: [[Int]]
    var twoDigitGuesses: [[Int]]
    static let twoWordGuesses = [[0, 5, 6, 8], [0, 4, 5, 5]]

    static let quotient = Counts(
        smaller: 29,
        unshifted: [39, 38, 37, 37],
        oneDigit: 92,
        shift: 3,
        twoDigits: 164,
        unshiftedDigits: 101,
        twoWords: 123,
        justFits: 4,
        above: 1,
        justAbove: 4,
        oneDigitGuesses: [[0, 4, 5, 6], [0, 3, 4, 3]],
        twoDigitGuesses: [[0, 0, 0, 0], [0, 4, 5, 5], [0, 6, 9, 13], [0, 4, 5, 4]]
    )
    static let rest = Counts(
        smaller: 33,
        unshifted: [41, 43, 42, 44],
        oneDigit: 91,
        shift: 3,
        twoDigits: 157,
        unshiftedDigits: 101,
        twoWords: 136,
        justFits: 1,
        above: 7,
        justAbove: 10,
        borrowFirst: 1,
        borrow: 3,
        oneDigitGuesses: [[0, 4, 5, 4], [0, 2, 3, 2]],
        twoDigitGuesses: [[0, 0, 0, 0], [0, 4, 5, 4], [0, 5, 6, 6], [0, 4, 5, 4]]
    )
    /// With both operands and the quotient positive. Of `unshifted`, signed operands reach the second only.
    static let signedQuotient = Counts(
        smaller: 44,
        unshifted: [57, 57, 57, 57],
        oneDigit: 117,
        shift: 5,
        twoDigits: 195,
        unshiftedDigits: 128,
        twoWords: 146,
        justFits: 6,
        above: 4,
        justAbove: 11,
        oneDigitGuesses: [[0, 6, 9, 13], [0, 4, 5, 4]],
        twoDigitGuesses: [[0, 0, 0, 0], [0, 4, 5, 5], [0, 6, 9, 13], [0, 4, 5, 4]]
    )
}
