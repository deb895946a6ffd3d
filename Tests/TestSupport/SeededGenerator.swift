/// SplitMix64: the same numbers on every host, so that a failing case can be made again from its seed.
public struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    /// Begins the sequence of `state`.
    public init(state: UInt64) { self.state = state }

    /// The next of the sequence.
    public mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ z >> 30) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ z >> 27) &* 0x94D0_49BB_1331_11EB
        return z ^ z >> 31
    }

    /// A number below `bound`.
    public mutating func below(_ bound: UInt32) -> UInt32 { UInt32(truncatingIfNeeded: next() >> 33) % bound }

    /// An index below `bound`.
    public mutating func index(below bound: Int) -> Int { Int(next() >> 33) % bound }

    /// A word such as registers and headers do not expect: all or no bits, one bit, a small number, an address, any.
    public mutating func word() -> UInt32 {
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
