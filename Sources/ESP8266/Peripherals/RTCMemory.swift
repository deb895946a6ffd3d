/// RTC memory: BACKUP 0x60001000 (64 words), SYSTEM 0x60001100 (64), USER 0x60001200 (128).
final class RTCMemory: Peripheral {
    private var words: [UInt32] = .init(repeating: 0, count: 256)

    /// What is stored survives.
    override func reset(now: Ticks) {
        for (index, word) in words.enumerated() { publish(UInt32(4 * index), word) }
    }

    override func losePower(now: Ticks) { words = .init(repeating: 0, count: words.count) }

    /// The word at `address`.
    func word(at address: UInt32) -> UInt32 { words[Int(address >> 2 & 0xFF)] }

    override func read(_ offset: UInt32, now: Ticks) -> UInt32? { offset < 0x400 ? words[Int(offset / 4)] : nil }

    override func inspect(_ offset: UInt32, now: Ticks) -> UInt32? { read(offset, now: now) }

    override func write(_ offset: UInt32, _ value: UInt32, now: Ticks) -> Bool {
        guard offset < 0x400 else { return false }
        words[Int(offset / 4)] = value
        publish(offset, value)
        return true
    }
}
