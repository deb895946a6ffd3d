/// 4 MB of NOR flash, a W25Q32. Times are the typical ones of Winbond's W25Q32JV data sheet, AC characteristics.
final class FlashChip {
    static let size = 4 << 20
    static let blockSize = 64 << 10
    static let sectorSize = 4 << 10
    static let pageSize = 256
    /// What RDID answers: manufacturer EF, memory type 40, capacity 16.
    static let identification: UInt32 = 0x16_40EF
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
    let bytes: UnsafeMutableRawPointer
    /// Status register 1. Bit 0, busy, is never seen: SPI's CMD stays set as long as the chip is busy.
    private(set) var status: UInt8 = 0

    init() {
        bytes = .allocate(byteCount: Self.size + 4, alignment: 64)
        bytes.initializeMemory(as: UInt8.self, repeating: 0xFF, count: Self.size + 4)
    }

    deinit { bytes.deallocate() }

    func word(at address: Int) -> UInt32 {
        guard address >= 0, address <= Self.size - 4 else { return .max }
        return UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: address, as: UInt32.self))
    }

    var isWriteEnabled: Bool { status & Self.writeEnableLatch != 0 }

    func setWriteEnabled(_ isEnabled: Bool) {
        status = isEnabled ? status | Self.writeEnableLatch : status & ~Self.writeEnableLatch
    }

    /// Each of these three takes WREN back and gives the µs it keeps the chip busy.
    func writeStatus(_ value: UInt8) -> UInt64 {
        status = value & Self.writableStatus
        return Self.statusWriteMicroseconds
    }

    /// Programming only clears bits and wraps inside the page.
    func programPage(_ data: [UInt8], at address: Int) -> UInt64 {
        setWriteEnabled(false)
        let page = address % Self.size / Self.pageSize * Self.pageSize
        for (index, byte) in data.enumerated() {
            let place = page + (address + index) % Self.pageSize
            let old = bytes.load(fromByteOffset: place, as: UInt8.self)
            bytes.storeBytes(of: old & byte, toByteOffset: place, as: UInt8.self)
        }
        return Self.pageProgramMicroseconds
    }

    /// Erases the unit of `size` bytes that holds `address`.
    func eraseUnit(_ size: Int, at address: Int, microseconds: UInt64) -> UInt64 {
        setWriteEnabled(false)
        let start = address % Self.size / size * size
        (bytes + start).initializeMemory(as: UInt8.self, repeating: 0xFF, count: size)
        return microseconds
    }

    /// Writes `data` as a programmer does, over whatever was there.
    func load(_ data: [UInt8], at address: Int) {
        guard address >= 0, address + data.count <= Self.size else { return }
        data.withUnsafeBytes { source in
            if let start = source.baseAddress { (bytes + address).copyMemory(from: start, byteCount: source.count) }
        }
    }
}
