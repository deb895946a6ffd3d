/// Everything random in a run, from a seed: SplitMix64 (Steele, Lea, Flood 2014).
package struct SplitMix64: RandomNumberGenerator, Sendable {
    private var state: UInt64

    /// The sequence of `seed`.
    package init(seed: UInt64) { state = seed }

    /// The next of the sequence.
    package mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ z >> 30) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ z >> 27) &* 0x94D0_49BB_1331_11EB
        return z ^ z >> 31
    }

    /// 0 to `bound`, without.
    package mutating func below(_ bound: UInt64) -> UInt64 { bound == 0 ? 0 : (next() >> 32) % bound }

    /// Whether it happens, `permille` times in a thousand; draws nothing for what never does.
    package mutating func happens(permille: Int) -> Bool { permille > 0 && below(1000) < UInt64(permille) }

    /// So many bytes.
    package mutating func bytes(_ count: Int) -> [UInt8] {
        (0..<count).map { _ in UInt8(truncatingIfNeeded: next() >> 32) }
    }
}
