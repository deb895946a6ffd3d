/// A hash of instructions that grows with each: FNV-1a over the words of `NormalCode`.
struct CodeHash {
    private(set) var value: UInt64 = 0xCBF2_9CE4_8422_2325

    /// What stays of a hash where it is one of many that have to agree.
    var short: UInt32 { Self.short(value) }

    mutating func add(_ token: NormalCode.Token) {
        add(token.word)
        if let constant = token.constant { add(constant) }
    }

    private mutating func add(_ word: UInt32) { value = (value ^ UInt64(word)) &* 0x100_0000_01B3 }

    static func short(_ value: UInt64) -> UInt32 { UInt32(truncatingIfNeeded: value ^ value >> 32) }
}
