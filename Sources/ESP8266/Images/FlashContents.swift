import GuestABI

/// What stands in a flash chip before the first power-on: pieces over an erased chip.
public struct FlashContents: Sendable, Equatable {
    /// Bytes from an offset on.
    public struct Piece: Sendable, Equatable {
        /// Flash offset of the first byte.
        public var offset: Int
        /// The bytes.
        public var bytes: [UInt8]

        /// `bytes` from `offset` on.
        public init(offset: Int, bytes: [UInt8]) {
            self.offset = offset
            self.bytes = bytes
        }

        /// The offset behind the last byte.
        public var end: Int { offset + bytes.count }
    }

    /// Sizes that chips of ESP8266 modules have, bytes: 512 KB to 16 MB.
    public static let sizes = [512 << 10, 1 << 20, 2 << 20, 4 << 20, 8 << 20, 16 << 20]

    /// The largest of `sizes`.
    public static let largest = 16 << 20

    /// Bytes of the chip, one of `sizes`.
    public var size: Int
    /// What is written, in the order in which it is written.
    public var pieces: [Piece]

    /// A chip of `size` bytes with `pieces`.
    public init(size: Int, pieces: [Piece] = []) {
        self.size = size
        self.pieces = pieces
    }

    /// The chip of a NodeMCU with a program of our own layer: its image for the boot ROM at 0, its text where the window
    /// of the cache shows it, its configuration.
    ///
    /// - Throws: `ELFError` when a segment does not fit the chip's memory.
    public init(program: ELFImage, configuration: BoardConfiguration, area: [UInt8]) throws(ELFError) {
        self.init(size: 4 << 20)
        for segment in program.segments {
            if MemoryMap.isFlashWindow(segment.address) {
                pieces.append(Piece(offset: Int(segment.address - MemoryMap.flashWindow), bytes: segment.bytes))
            } else if !MemoryMap.holds(segment.address, count: Int(segment.memorySize)) {
                throw .segmentOutsideMemory(address: segment.address, size: segment.memorySize)
            }
        }
        let header = FlashHeader(
            mode: configuration.flashMode,
            megahertz: configuration.flashMegahertz,
            flashBytes: size
        )
        let image = FlashImage(program: program, flash: header)
        pieces.append(Piece(offset: 0, bytes: image.bytes))
        pieces.append(Piece(offset: Int(CONFIG_AREA), bytes: area))
    }

    /// Every byte of the chip.
    public var bytes: [UInt8] {
        var result = [UInt8](repeating: 0xFF, count: size)
        for piece in pieces where piece.offset >= 0 && piece.end <= size {
            result.replaceSubrange(piece.offset..<piece.end, with: piece.bytes)
        }
        return result
    }

    /// Guest address at which the first megabyte of the flash is shown.
    public static let windowBase = MemoryMap.flashWindow

    /// Whether `address` lies where the flash is shown.
    public static func isMapped(_ address: UInt32) -> Bool { MemoryMap.isFlashWindow(address) }

    /// Has the header of the image at offset 0 name the size of this chip, as esptool enters it when it writes an image.
    public mutating func enterSize() {
        for index in pieces.indices where pieces[index].offset == 0 && pieces[index].bytes.count >= 8 {
            let bytes = pieces[index].bytes
            guard ESPImage.begins(bytes[0]) else { continue }
            let found = FlashHeader(mode: bytes[2], sizeAndClock: bytes[3])
            guard found.flashBytes != size, let mode = found.mode, let clock = found.megahertz else { continue }
            pieces[index].bytes[3] = FlashHeader(mode: mode, megahertz: clock, flashBytes: size).sizeAndClockByte
        }
    }
}
