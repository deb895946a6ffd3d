import Foundation

/// How much random tests try, and from where: `VESP_SEED` and `VESP_FUZZ_ROUNDS` in the environment.
enum Fuzz {
    /// The same on every host and day unless told otherwise.
    static let seed = setting("VESP_SEED") ?? 1

    /// `base` cases times the rounds asked for.
    static func count(_ base: UInt64) -> UInt64 { base &* max(1, setting("VESP_FUZZ_ROUNDS") ?? 1) }

    private static func setting(_ name: String) -> UInt64? {
        ProcessInfo.processInfo.environment[name].flatMap { UInt64($0) }
    }
}

/// SplitMix64, so that a failing case can be made again from its seed.
struct SeededGenerator: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ z >> 30) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ z >> 27) &* 0x94D0_49BB_1331_11EB
        return z ^ z >> 31
    }

    /// A number below `bound`.
    mutating func below(_ bound: UInt32) -> UInt32 { UInt32(truncatingIfNeeded: next() >> 33) % bound }

    /// A word such as registers and headers do not expect: all or no bits, one bit, a small number, an address, any.
    mutating func word() -> UInt32 {
        let random = UInt32(truncatingIfNeeded: next())
        switch below(6) {
        case 0: return random & 1 == 0 ? 0 : .max
        case 1: return 1 << (random & 31)
        case 2: return random & 7
        case 3: return 0x3FFE_8000 &+ random & 0x1_FFFF
        case 4: return random & 0xFFFF
        default: return random
        }
    }
}
