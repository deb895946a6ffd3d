/// The transmit slots of the WDEV block (libpp's wDev_EnableTransmit, lmacTxFrame, ppTxPkt and lmacProcessTXStatus, read): one
/// per queue, six words from 0xDC0 − 24·q. A frame leaves from a chain of descriptors (lldesc) when the slot's second word
/// gets bits 31:30.
final class MACTransmitter {
    private static let firstSlot: UInt32 = 0xDC0
    private static let slotSize: UInt32 = 24
    private static let queues: UInt32 = 11
    /// Bits 31:30 of a slot's second word start it.
    private static let go: UInt32 = 3 << 30
    private static let addressMask: UInt32 = 0x3_FFFF
    private static let addressBase: UInt32 = 0x3FFC_0000
    /// Result in TX_STATUS 31:28 of a frame that nobody acknowledged.
    private static let ackTimeout: UInt32 = 5 << 28
    /// How long an acknowledgement is waited for behind SIFS and a slot (802.11-2016, 10.3.2.9: aRxPHYStartDelay, 20 µs).
    private static let startDelay = 20 * Clock.ticksPerMicrosecond
    private static let mostDescriptors = 8
    private static let lowestSlot = firstSlot - slotSize * (queues - 1)

    private let queue: EventQueue
    private let memory: MemoryMap
    private let air: Air
    private let key: (UInt32) -> MACKeys.Entry?
    private var words: [UInt32] = .init(repeating: 0, count: Int((firstSlot + slotSize - lowestSlot) / 4))
    private var pending: [UInt32: EventHandle] = [:]
    /// Told of every frame that left, with the register TX_STATUS, result and queue, and whether it was acknowledged.
    var onSent: (_ txStatus: UInt32, _ isAcknowledged: Bool) -> Void = { _, _ in }

    /// - Parameter key: the entry of the key table of that number.
    init(queue: EventQueue, memory: MemoryMap, air: Air, key: @escaping (UInt32) -> MACKeys.Entry?) {
        self.queue = queue
        self.memory = memory
        self.air = air
        self.key = key
    }

    func reset() {
        for event in pending.values { queue.cancel(event) }
        pending = [:]
        words = .init(repeating: 0, count: words.count)
    }

    private func index(_ offset: UInt32) -> Int? {
        let index = Int(offset &- Self.lowestSlot) / 4
        return words.indices.contains(index) ? index : nil
    }

    /// The register at `offset`; nil for another's.
    func read(_ offset: UInt32) -> UInt32? { index(offset).map { words[$0] } }

    /// Stores to the register at `offset`; false for another's.
    func write(_ offset: UInt32, _ value: UInt32, now: Ticks) -> Bool {
        guard let index = index(offset) else { return false }
        words[index] = value
        let distance = Self.firstSlot + 4 &- offset
        if value & Self.go == Self.go, distance % Self.slotSize == 0 {
            send(slot: distance / Self.slotSize, index: index, now: now)
        }
        return true
    }

    /// The slot's words from `index`, its second, on: backoff in 21:12 of the first; descriptor; length in 11:0, rate in 15:12,
    /// key in 22:16 and 802.11n in 24 of the third; then, for 802.11n, scheme in 2:0.
    private func send(slot: UInt32, index: Int, now: Ticks) {
        let parameters = words[index + 1]
        let isHT = parameters >> 24 & 1 != 0
        let rate = AirRate(code: UInt8(truncatingIfNeeded: isHT ? 16 | words[index + 2] & 7 : parameters >> 12 & 15))
        let bytes = frame(at: Self.addressBase | words[index] & Self.addressMask, key: parameters >> 16 & 0x7F)
        let frame = AirFrame(bytes: bytes, rate: rate, channel: air.channel ?? 1)
        let slots = Ticks(words[index - 1] >> 12 & 0x3FF)
        let end = air.take(for: frame.airTime, from: now, slots: slots) &+ frame.airTime
        queue.cancel(pending[slot])
        pending[slot] = queue.schedule(at: end) { [unowned self] at in
            let isHeard = air.onTransmitted(frame, at)
            let wait = isHeard ? rate.acknowledgementTime : Air.slot + Self.startDelay
            pending[slot] = queue.schedule(at: frame.isForAll ? at : at &+ Air.sifs &+ wait) { [unowned self] _ in
                pending[slot] = nil
                words[index] &= ~Self.go
                onSent((frame.isForAll || isHeard ? 0 : Self.ackTimeout) | slot << 12, isHeard)
            }
        }
    }

    /// The bytes of a chain of descriptors, encrypted where their header says so and the key table has the key. The chain
    /// has room for what the MAC appends: FCS, and MIC or ICV.
    private func frame(at descriptor: UInt32, key number: UInt32) -> [UInt8] {
        let bytes = Array(contents(at: descriptor).dropLast(AirFrame.fcsSize))
        guard AirFrame(bytes: bytes).isProtected, let entry = key(number), let ciphers = air.ciphers else {
            return bytes
        }
        return ciphers.seal(entry.cipher, Array(bytes.dropLast(entry.cipher.trailerSize)), entry.key) ?? bytes
    }

    /// The bytes of a chain of descriptors: length in 23:12, the last one marked by bit 30; then buffer and next.
    private func contents(at first: UInt32) -> [UInt8] {
        var descriptor = first
        var bytes: [UInt8] = []
        for _ in 0..<Self.mostDescriptors {
            let head = memory.word(at: descriptor)
            bytes += memory.bytes(at: memory.word(at: descriptor &+ 4), count: Int(head >> 12 & 0xFFF))
            if head >> 30 & 1 != 0 { break }
            descriptor = memory.word(at: descriptor &+ 8)
        }
        return bytes
    }
}
