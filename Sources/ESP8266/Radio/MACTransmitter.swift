/// The transmit slots of the WDEV block (libpp's wDev_EnableTransmit and lmacProcessTXStatus, read): one per queue, at
/// 0xDC0 − 24·q. A frame leaves from a chain of descriptors (lldesc) when the slot's second word gets bits 31:30.
///
/// Nobody is in the air: what is sent to all is sent, what is sent to one station is not acknowledged.
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
    private static let mostDescriptors = 8
    private static let lowestSlot = firstSlot - slotSize * (queues - 1)

    private let queue: EventQueue
    private let memory: MemoryMap
    private var words: [UInt32] = .init(repeating: 0, count: Int((firstSlot + slotSize - lowestSlot) / 4))
    private var pending: [UInt32: EventHandle] = [:]
    /// Told of every frame that left, with the register TX_STATUS: result, queue.
    var onSent: (_ txStatus: UInt32) -> Void = { _ in }

    init(queue: EventQueue, memory: MemoryMap) {
        self.queue = queue
        self.memory = memory
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

    private func send(slot: UInt32, index: Int, now: Ticks) {
        let frame = frame(at: Self.addressBase | words[index] & Self.addressMask)
        queue.cancel(pending[slot])
        pending[slot] = queue.schedule(at: now &+ Self.airTime(bytes: frame.count)) { [unowned self] _ in
            pending[slot] = nil
            words[index] &= ~Self.go
            // Address 1: bit 0 of its first byte marks a group.
            let isForAll = frame.count > 4 && frame[4] & 1 != 0
            onSent((isForAll ? 0 : Self.ackTimeout) | slot << 12)
        }
    }

    /// Preamble and 6 Mbit/s (assumed: the rate that the slot asks for is not read).
    private static func airTime(bytes: Int) -> Ticks { Ticks(200 + 8 * bytes / 6) * Clock.ticksPerMicrosecond }

    /// The bytes of a chain of descriptors: length in 23:12, the last one marked by bit 30; then buffer and next.
    private func frame(at first: UInt32) -> [UInt8] {
        var descriptor = first
        var frame: [UInt8] = []
        for _ in 0..<Self.mostDescriptors {
            let head = memory.word(at: descriptor)
            frame += memory.bytes(at: memory.word(at: descriptor &+ 4), count: Int(head >> 12 & 0xFFF))
            if head >> 30 & 1 != 0 { break }
            descriptor = memory.word(at: descriptor &+ 8)
        }
        return frame
    }
}
