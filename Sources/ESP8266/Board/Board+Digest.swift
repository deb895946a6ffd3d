import LX106

extension Board {
    /// A number that tells two moments apart: FNV-1a over the core's registers, the memories, RTC memory and the flash chip, by words.
    public var stateDigest: UInt64 {
        var digest = FNV1a()
        func add(_ start: UnsafeRawPointer, _ count: Int) {
            for place in stride(from: 0, to: count & ~7, by: 8) {
                digest.add(start.loadUnaligned(fromByteOffset: place, as: UInt64.self))
            }
        }
        digest.add(core.now)
        digest.add(core.instructions)
        for index in 0..<16 { digest.add(UInt64(core[register: index])) }
        for word in [core.pc, core[special: .ps], core[special: .sar], core[special: .interrupt]] {
            digest.add(UInt64(word))
        }
        for region in [memory.dram, memory.iram, memory.lowBank, memory.highBank] {
            add(region.storage, Int(region.size))
        }
        if let kept = block(RTCMemory.self) {
            for place in 0..<256 as Range<UInt32> { digest.add(UInt64(kept.word(at: place << 2))) }
        }
        add(chip.bytes, chip.size)
        return digest.value
    }
}
