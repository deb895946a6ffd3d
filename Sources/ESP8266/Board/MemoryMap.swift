import LX106

/// The plain memories of the chip (ESP8266 memory map: EOR:ld/program.ld, ARD:doc/mmu.rst, ROMDIS).
final class MemoryMap {
    static let flashWindow: UInt32 = 0x4020_0000
    static let flashWindowSize: UInt32 = 1 << 20
    /// Addresses of DRAM, of the boot ROM, and of instruction RAM with both banks that the cache may take.
    static let dramAddresses: Range<UInt32> = 0x3FFE_8000..<0x4000_0000
    static let romAddresses: Range<UInt32> = 0x4000_0000..<0x4001_0000
    static let iramAddresses: Range<UInt32> = 0x4010_0000..<0x4011_0000
    static let flashAddresses = flashWindow..<flashWindow + flashWindowSize

    /// Whether code of a program may stand at `address`.
    static func holdsCode(_ address: UInt32) -> Bool {
        iramAddresses.contains(address) || flashAddresses.contains(address)
    }

    /// Whether `count` bytes of code may stand at `address`.
    static func holdsCode(_ address: UInt32, count: Int) -> Bool {
        holdsCode(address) && holds(address, count: count)
    }

    /// Whether `count` bytes of a program may stand at `address`.
    static func holds(_ address: UInt32, count: Int) -> Bool {
        [dramAddresses, iramAddresses, flashAddresses].contains {
            $0.contains(address) && count >= 0 && count <= Int($0.upperBound - address)
        }
    }

    /// User DRAM, 80 KB, and system RAM, 16 KB behind it, up to 0x40000000.
    let dram = MemoryRegion(
        name: "DRAM",
        base: MemoryMap.dramAddresses.lowerBound,
        size: UInt32(MemoryMap.dramAddresses.count),
        allowsNarrowAccess: true,
        isWritable: true,
        isExecutable: false
    )
    /// Boot ROM, 64 KB.
    let rom = MemoryRegion(
        name: "ROM",
        base: MemoryMap.romAddresses.lowerBound,
        size: UInt32(MemoryMap.romAddresses.count),
        allowsNarrowAccess: false,
        isWritable: false,
        isExecutable: true
    )
    /// Instruction RAM, 32 KB.
    let iram = MemoryRegion(
        name: "IRAM",
        base: MemoryMap.iramAddresses.lowerBound,
        size: 0x8000,
        allowsNarrowAccess: false,
        isWritable: true,
        isExecutable: true
    )
    /// The two 16 KB banks that are IRAM unless the flash cache has taken them.
    let lowBank = MemoryRegion(
        name: "cache bank 0",
        base: 0x4010_8000,
        size: 0x4000,
        allowsNarrowAccess: false,
        isWritable: true,
        isExecutable: true
    )
    let highBank = MemoryRegion(
        name: "cache bank 1",
        base: 0x4010_C000,
        size: 0x4000,
        allowsNarrowAccess: false,
        isWritable: true,
        isExecutable: true
    )
    /// The megabyte of flash that is shown through the cache.
    let flash: MemoryRegion
    /// What the flash window shows while the cache is off: zeros, which execute as ILL (esp8266/Arduino#4187).
    let darkWindow: UnsafeMutableRawPointer

    init() {
        let size = Int(Self.flashWindowSize) + 4
        darkWindow = .allocate(byteCount: size, alignment: 64)
        darkWindow.initializeMemory(as: UInt8.self, repeating: 0, count: size)
        flash = MemoryRegion(
            name: "flash",
            base: Self.flashWindow,
            size: Self.flashWindowSize,
            allowsNarrowAccess: false,
            isWritable: false,
            isExecutable: true,
            isCached: true,
            storage: darkWindow
        )
    }

    deinit { darkWindow.deallocate() }

    var regions: [MemoryRegion] { [dram, rom, flash, iram, lowBank, highBank] }

    /// Whether `address` lies in a window of registers: 256 KB of the XLMI port (COREISA), or the peripherals at
    /// 0x60000000, 64 KB of them: the SDKs' radio code reaches up to 0x60009DFF, the rest is assumed. A place without a
    /// register keeps what is stored to it, and reads 0 before.
    static func isPeripheral(_ address: UInt32) -> Bool {
        address &- 0x3FF0_0000 < 0x4_0000 || address &- 0x6000_0000 < 0x1_0000
    }

    static func isFlashWindow(_ address: UInt32) -> Bool { address &- flashWindow < flashWindowSize }

    /// Copies `segment` into the regions that hold it; `false` when a part of it lies in none. IRAM and the banks behind it
    /// are one memory to a program.
    func load(_ segment: ELFImage.Segment) -> Bool {
        guard segment.bytes.count <= Int(segment.memorySize) else { return false }
        var copies: [(destination: UnsafeMutableRawPointer, bytes: ArraySlice<UInt8>)] = []
        var done = 0
        repeat {
            let address = segment.address &+ UInt32(truncatingIfNeeded: done)
            guard let region = regions.first(where: { $0.contains(address) }) else { return false }
            let offset = Int(address - region.base)
            let count = min(Int(segment.memorySize) - done, Int(region.size) - offset)
            copies.append((region.storage + offset, segment.bytes.dropFirst(done).prefix(count)))
            done += count
        } while done < Int(segment.memorySize)
        for copy in copies {
            copy.bytes.withUnsafeBytes { source in
                if let start = source.baseAddress { copy.destination.copyMemory(from: start, byteCount: source.count) }
            }
        }
        return true
    }

    /// Empties what does not keep without power (assumed: a chip's RAM comes up with whatever it comes up with).
    func losePower() {
        for region in regions where region.isWritable {
            region.storage.initializeMemory(as: UInt8.self, repeating: 0, count: Int(region.size))
        }
    }

    /// A byte of DRAM, as the board's DMA devices see it.
    func byte(at address: UInt32) -> UInt8? {
        guard let region = regions.first(where: { $0.isEnabled && $0.contains(address) }) else { return nil }
        return region.storage.load(fromByteOffset: Int(address - region.base), as: UInt8.self)
    }

    func store(_ byte: UInt8, at address: UInt32) {
        guard dram.contains(address) else { return }
        dram.storage.storeBytes(of: byte, toByteOffset: Int(address - dram.base), as: UInt8.self)
    }

    /// `count` bytes from `address`; bytes outside memory read as zero.
    func bytes(at address: UInt32, count: Int) -> [UInt8] {
        (0..<max(0, count)).map { byte(at: address &+ UInt32(truncatingIfNeeded: $0)) ?? 0 }
    }

    /// The little-endian word at `address`; bytes outside memory read as zero.
    func word(at address: UInt32) -> UInt32 {
        guard dram.contains(address, count: 4) else { return bytes(at: address, count: 4).word(0) }
        let place = Int(address - dram.base)
        return UInt32(littleEndian: dram.storage.loadUnaligned(fromByteOffset: place, as: UInt32.self))
    }

    /// The NUL-terminated string at `address`, at most 255 bytes.
    func string(at address: UInt32) -> String {
        String(decoding: bytes(at: address, count: 255).prefix { $0 != 0 }, as: UTF8.self)
    }
}
