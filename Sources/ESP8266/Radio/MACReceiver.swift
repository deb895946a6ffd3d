/// The receive side of the WDEV block: a chain of blocks (lldesc) in DRAM that frames are written to, each with twelve bytes
/// of control words before it (libpp's wDev_AppendRxBlocks and wDev_ProcessFiq, read; wdev.c's assertions of esp-open-rtos,
/// observed).
final class MACReceiver {
    enum Register: UInt32 {
        case control = 0x0004, head = 0x0008, lastBlock = 0x0014, blockCount = 0x0018, firstBlock = 0x001C
        case time = 0x10FC
    }

    /// Bit 31 of the control word: the receiver is on.
    private static let on: UInt32 = 1 << 31
    private static let owned: UInt32 = 1 << 31
    private static let endOfFrame: UInt32 = 1 << 30
    private static let controlSize = 12
    /// Frames that wait for the program to look at the one before (assumed: the depth of the hardware's queue).
    private static let mostWaiting = 8
    private static let mostBlocks = 64
    /// From the interrupt's being cleared to the next frame in memory: the program reads the registers of the last one
    /// behind the clear (assumed).
    private static let pause = 50 * Clock.ticksPerMicrosecond

    private struct Waiting {
        var frame: AirFrame
        var match: MACFilters.Match
    }

    private let queue: EventQueue
    private let memory: MemoryMap
    private var words: [Register: UInt32] = [:]
    private var next: UInt32 = 0
    private var waiting: [Waiting] = []
    /// Whether the program has not yet cleared the interrupt of the last frame.
    private var isUnseen = false
    private var nextDelivery: EventHandle?
    /// Told that a frame is in memory.
    var onReceived: () -> Void = {}
    /// Told of a frame that the chain has no blocks for.
    var onMissed: (AirFrame, Ticks) -> Void = { _, _ in }

    init(queue: EventQueue, memory: MemoryMap) {
        self.queue = queue
        self.memory = memory
    }

    func reset() {
        queue.cancel(nextDelivery)
        nextDelivery = nil
        words = [:]
        next = 0
        waiting = []
        isUnseen = false
    }

    /// The register at `offset`; nil for another's.
    func read(_ offset: UInt32) -> UInt32? { Register(rawValue: offset).map { words[$0] ?? 0 } }

    /// Stores to the register at `offset`; false for another's.
    func write(_ offset: UInt32, _ value: UInt32) -> Bool {
        guard let register = Register(rawValue: offset) else { return false }
        switch register {
        case .control: words[register] = value
        case .head:
            words[register] = value
            next = value
        case .lastBlock, .blockCount, .firstBlock, .time: break
        }
        return true
    }

    /// Switches the receiver on, as the radio's wake-up does.
    func switchOn() { words[.control, default: 0] |= Self.on }

    /// Whether the receiver is on.
    var isListening: Bool { (words[.control] ?? 0) & Self.on != 0 }
    /// Whether it has room for a frame.
    var hasRoom: Bool { waiting.count < Self.mostWaiting }

    /// Takes a frame that arrived at `ticks`.
    func take(_ frame: AirFrame, _ match: MACFilters.Match, at ticks: Ticks) {
        waiting.append(Waiting(frame: frame, match: match))
        if !isUnseen, nextDelivery == nil { deliver(at: ticks) }
    }

    /// The program has cleared the interrupt.
    func seen(at ticks: Ticks) {
        isUnseen = false
        guard !waiting.isEmpty, nextDelivery == nil else { return }
        nextDelivery = queue.schedule(at: ticks &+ Self.pause) { [unowned self] at in
            nextDelivery = nil
            deliver(at: at)
        }
    }

    private func deliver(at ticks: Ticks) {
        while !waiting.isEmpty {
            let arrived = waiting.removeFirst()
            guard put(Self.contents(arrived)) else {
                onMissed(arrived.frame, ticks)
                continue
            }
            words[.time] = UInt32(truncatingIfNeeded: Clock.microseconds(ticks))
            isUnseen = true
            return onReceived()
        }
    }

    /// Writes `bytes` to as many blocks as it takes; false when the chain has not so many. The last block of a chain is
    /// never used: the program hangs new ones behind it.
    private func put(_ bytes: [UInt8]) -> Bool {
        var blocks: [(address: UInt32, head: UInt32)] = []
        var room = 0
        var block = next
        while room < bytes.count {
            let head = memory.word(at: block)
            let link = memory.word(at: block &+ 8)
            guard block != 0, link != 0, head & Self.owned != 0, head & 0xFFF != 0, blocks.count < Self.mostBlocks
            else {
                return false
            }
            blocks.append((block, head))
            room += Int(head & 0xFFF)
            block = link
        }
        var rest = bytes[...]
        for (address, head) in blocks {
            let part = rest.prefix(Int(head & 0xFFF))
            rest = rest.dropFirst(part.count)
            store(part, at: memory.word(at: address &+ 4))
            let end = rest.isEmpty ? Self.endOfFrame : 0
            store(head & 0xFFF | UInt32(part.count) << 12 | end, at: address)
        }
        words[.firstBlock] = blocks.first?.address
        words[.lastBlock] = blocks.last?.address
        words[.blockCount] = UInt32(blocks.count)
        next = block
        return true
    }

    private func store(_ bytes: ArraySlice<UInt8>, at address: UInt32) {
        for (place, byte) in bytes.enumerated() { memory.store(byte, at: address &+ UInt32(place)) }
    }

    private func store(_ word: UInt32, at address: UInt32) { store(word.littleEndianBytes[...], at: address) }

    /// Control words, frame and FCS. Word 0: strength above −96 dBm in 7:0, rate in 11:8, for all in 12, kind of header in
    /// 15:14, length with FCS in 27:16, matches in 31:28; word 1, of a frame of 802.11n: scheme in 6:0, length in 23:8; the
    /// channel in word 2 is filled in by libpp. The FCS is zeros: nothing reads it (assumed).
    private static func contents(_ arrived: Waiting) -> [UInt8] {
        let frame = arrived.frame
        let length = UInt32(truncatingIfNeeded: frame.bytes.count + AirFrame.fcsSize)
        let strength = UInt32(min(127, max(0, frame.rssi + 96)))
        let kind: UInt32 = frame.rate.isHT ? 1 << 14 : UInt32(frame.rate.code & 15) << 8
        let first = strength | kind | (frame.isForAll ? 1 << 12 : 0) | (length & 0xFFF) << 16 | arrived.match.rawValue
        let second = frame.rate.isHT ? UInt32(frame.rate.mcs) | (length & 0xFFFF) << 8 : 0
        let control = first.littleEndianBytes + second.littleEndianBytes + UInt32(0).littleEndianBytes
        return control + frame.bytes + [UInt8](repeating: 0, count: AirFrame.fcsSize)
    }
}
