import ESP8266

/// A hash of instructions that grows with each: FNV-1a over the words of `NormalCode`.
struct CodeHash {
    private var hash = FNV1a()

    var value: UInt64 { hash.value }

    /// What stays of a hash where it is one of many that have to agree.
    var short: UInt32 { Self.short(value) }

    mutating func add(_ token: NormalCode.Token) {
        hash.add(UInt64(token.word))
        if let constant = token.constant { hash.add(UInt64(constant)) }
    }

    static func short(_ value: UInt64) -> UInt32 { UInt32(truncatingIfNeeded: value ^ value >> 32) }
}
