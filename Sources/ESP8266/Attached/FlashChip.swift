/// NOR flash of Winbond's W25Q family, 512 KB to 16 MB. Times are the typical ones of the W25Q32JV's data sheet, AC
/// characteristics; those of the other sizes are taken to be the same (their data sheets differ by less than a fifth).
final class FlashChip: SPIDevice {
    /// The instructions of the data sheet's table that a SPI controller of the ESP8266 has a command bit for, and what SDKs send
    /// by user commands: the read of status register 2.
    enum Opcode: UInt8 {
        case writeStatus = 0x01, pageProgram = 0x02, read = 0x03, writeDisable = 0x04, readStatus = 0x05
        case writeEnable = 0x06, sectorErase = 0x20, readID = 0x9F, chipErase = 0xC7, blockErase = 0xD8
        case readStatus2 = 0x35
    }

    private static let blockSize = 64 << 10
    private static let sectorSize = 4 << 10
    private static let pageSize = 256
    /// What RDID answers: manufacturer EF, memory type 40, and as capacity the exponent of the size.
    var identification: UInt32 { UInt32(size.trailingZeroBitCount) << 16 | 0x40EF }
    /// t_SE, erase of a 4 KB sector (at most 400 ms).
    static let sectorEraseMicroseconds: UInt64 = 45_000
    /// t_BE2, erase of a 64 KB block.
    static let blockEraseMicroseconds: UInt64 = 150_000
    /// t_CE, erase of the chip.
    static let chipEraseMicroseconds: UInt64 = 10_000_000
    /// t_PP, program of a page.
    static let pageProgramMicroseconds: UInt64 = 400
    /// t_W, write of the status register.
    static let statusWriteMicroseconds: UInt64 = 10_000

    /// Status bit 1: the next command may change the array or the status.
    private static let writeEnableLatch: UInt8 = 1 << 1
    /// Status bits 7:2 can be written.
    private static let writableStatus: UInt8 = 0xFC
    /// Bytes, a power of two.
    let size: Int
    /// The content, again and again until it fills what the cache shows of it: a small chip ignores the upper bits of an
    /// address.
    let bytes: UnsafeMutableRawPointer
    private static let shown = Int(MemoryMap.flashWindowSize)
    /// Status register 1. Bit 0, busy, is never seen: SPI's CMD stays set as long as the chip is busy.
    private(set) var status: UInt8 = 0

    /// Told which bytes were programmed or erased.
    var onChange: (Range<Int>) -> Void = { _ in }

    /// A chip with `contents`.
    init(_ contents: FlashContents) {
        size = FlashContents.sizes.first { $0 >= contents.size } ?? FlashContents.sizes[0]
        let count = max(size, Self.shown) + 4
        bytes = .allocate(byteCount: count, alignment: 64)
        bytes.initializeMemory(as: UInt8.self, repeating: 0xFF, count: count)
        for piece in contents.pieces { load(piece.bytes, at: piece.offset) }
    }

    deinit { bytes.deallocate() }

    private func word(at address: Int) -> UInt32 {
        guard address >= 0, address <= size - 4 else { return .max }
        return UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: address, as: UInt32.self))
    }

    private var isWriteEnabled: Bool { status & Self.writeEnableLatch != 0 }

    private func setWriteEnabled(_ isEnabled: Bool) {
        status = isEnabled ? status | Self.writeEnableLatch : status & ~Self.writeEnableLatch
    }

    func reset() { setWriteEnabled(false) }

    func answer(_ transfer: SPITransfer) -> (bytes: [UInt8], busyMicroseconds: UInt64) {
        switch Opcode(rawValue: transfer.opcode) {
        case .read:
            let words = (0..<(transfer.expected + 3) / 4).map { word(at: transfer.address + 4 * $0) }
            let bytes = words.flatMap { word in (0..<4).map { UInt8(truncatingIfNeeded: word >> (8 * $0)) } }
            return (Array(bytes.prefix(transfer.expected)), 0)
        case .readStatus: return (.init(repeating: status, count: transfer.expected), 0)
        // A write of one byte, the only one that is made here, clears it.
        case .readStatus2: return (.init(repeating: 0, count: transfer.expected), 0)
        case .readID:
            let identification = identification
            return ((0..<transfer.expected).map { UInt8(truncatingIfNeeded: identification >> (8 * $0)) }, 0)
        case .writeEnable: setWriteEnabled(true)
        case .writeDisable: setWriteEnabled(false)
        case let opcode?:
            if isWriteEnabled { return (idle(transfer), change(opcode, transfer)) }
        case nil: break
        }
        return (idle(transfer), 0)
    }

    /// What the lines show while the chip does not drive them.
    private func idle(_ transfer: SPITransfer) -> [UInt8] { .init(repeating: 0xFF, count: transfer.expected) }

    /// An opcode that needs WREN before it and takes it back; gives the µs the chip is busy with it.
    private func change(_ opcode: Opcode, _ transfer: SPITransfer) -> UInt64 {
        setWriteEnabled(false)
        switch opcode {
        case .writeStatus:
            status = (transfer.data.first ?? 0) & Self.writableStatus
            return Self.statusWriteMicroseconds
        case .pageProgram:
            programPage(transfer.data, at: transfer.address)
            return Self.pageProgramMicroseconds
        case .sectorErase:
            eraseUnit(Self.sectorSize, at: transfer.address)
            return Self.sectorEraseMicroseconds
        case .blockErase:
            eraseUnit(Self.blockSize, at: transfer.address)
            return Self.blockEraseMicroseconds
        case .chipErase:
            eraseUnit(size, at: 0)
            return Self.chipEraseMicroseconds
        case .read, .readStatus, .readStatus2, .readID, .writeEnable, .writeDisable: return 0
        }
    }

    /// Programming only clears bits and wraps inside the page.
    private func programPage(_ data: [UInt8], at address: Int) {
        let page = address % size / Self.pageSize * Self.pageSize
        for (index, byte) in data.enumerated() {
            let place = page + (address + index) % Self.pageSize
            let old = bytes.load(fromByteOffset: place, as: UInt8.self)
            bytes.storeBytes(of: old & byte, toByteOffset: place, as: UInt8.self)
        }
        repeatContent(page..<page + Self.pageSize)
        onChange(page..<page + Self.pageSize)
    }

    /// Has what follows a chip smaller than the window of the cache show what stands in `range` now.
    private func repeatContent(_ range: Range<Int>) {
        for start in stride(from: size, to: Self.shown, by: size) {
            (bytes + start + range.lowerBound).copyMemory(from: bytes + range.lowerBound, byteCount: range.count)
        }
    }

    /// Erases the unit of `size` bytes that holds `address`.
    private func eraseUnit(_ size: Int, at address: Int) {
        let start = address % self.size / size * size
        (bytes + start).initializeMemory(as: UInt8.self, repeating: 0xFF, count: size)
        repeatContent(start..<start + size)
        onChange(start..<start + size)
    }

    /// Writes `data` as a programmer does, over whatever was there.
    func load(_ data: [UInt8], at address: Int) {
        guard address >= 0, address + data.count <= size else { return }
        data.withUnsafeBytes { source in
            if let start = source.baseAddress { (bytes + address).copyMemory(from: start, byteCount: source.count) }
        }
        repeatContent(address..<address + data.count)
    }
}
