import ESP8266

extension CodeRegion {
    /// Whether `count` bytes from `start` on are in it.
    func holds(_ start: UInt32, count: UInt32) -> Bool {
        start >= address && UInt64(start) + UInt64(count) <= UInt64(address) + UInt64(bytes.count)
    }

    /// The little-endian word at `place`; nil outside.
    func word(at place: UInt32) -> UInt32? {
        holds(place, count: 4) ? bytes.word(Int(place - address)) : nil
    }

    /// What the instruction `token` of `code`, which is this region's, leads to: what it calls, or the word that it loads.
    func target(
        of token: NormalCode.Token,
        in code: NormalCode
    ) -> (kind: FunctionSignature.Reference.Kind, address: UInt32)? {
        let word = code.word(at: token.offset)
        if token.word == NormalCode.call0 {
            // l32r aN with callx0 aN behind it, or call0.
            if token.length == 6 { return code.literal(token.offset, word).map { (.call, $0) } }
            let place = address &+ UInt32(truncatingIfNeeded: token.offset)
            let distance = UInt32(bitPattern: Int32(bitPattern: word << 8) >> 14) << 2
            return (.call, (place & ~3) &+ distance &+ 4)
        }
        guard token.word & 0xF == 1 else { return nil }
        return code.literal(token.offset, word).map { (.literal, $0) }
    }
}

extension NormalCode {
    /// The code of `region`, whose literals may stand in any of `regions`.
    init(_ region: CodeRegion, among regions: [CodeRegion]) {
        let others = regions.filter { $0 != region }
        self.init(region.bytes) { offset, word in
            let place = region.address &+ UInt32(truncatingIfNeeded: offset)
            let target = ((place &+ 3) & ~3) &+ (0xFFFC_0000 | (word >> 8) << 2)
            return region.word(at: target) ?? others.lazy.compactMap { $0.word(at: target) }.first
        }
    }
}
