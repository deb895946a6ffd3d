/// What stands in bytes 2 and 3 of an image header.
public struct FlashHeader: Sendable, Equatable {
    /// The mode; nil when the byte has no meaning.
    public let mode: FlashMode?
    /// Clock of the flash in MHz; nil when the bits have no meaning.
    public let megahertz: Int?
    /// Size of the flash in bytes; nil when the bits have no meaning.
    public let flashBytes: Int?

    /// Codes of the clock, bits 3:0.
    private static let clocks: [(code: UInt8, megahertz: Int)] = [(0, 40), (1, 26), (2, 20), (15, 80)]
    /// Codes of the size, bits 7:4; the first of a size is the one written. 5 and 6 are 2 and 4 MB with two maps of 1 MB
    /// (esptool).
    private static let sizes: [(code: UInt8, kilobytes: Int)] = [
        (0, 512), (1, 256), (2, 1024), (3, 2048), (4, 4096), (5, 2048), (6, 4096), (8, 8192), (9, 16384),
    ]

    init(mode: UInt8, sizeAndClock: UInt8) {
        self.mode = FlashMode.allCases.first { $0.headerByte == mode }
        megahertz = Self.clocks.first { $0.code == sizeAndClock & 15 }?.megahertz
        flashBytes = Self.sizes.first { $0.code == sizeAndClock >> 4 }.map { $0.kilobytes << 10 }
    }

    /// A header for a chip of `flashBytes`, wired as `mode` and clocked with `megahertz`.
    public init(mode: FlashMode, megahertz: Int, flashBytes: Int) {
        self.mode = mode
        self.megahertz = megahertz
        self.flashBytes = flashBytes
    }

    var modeByte: UInt8 { mode?.headerByte ?? FlashMode.qio.headerByte }

    var sizeAndClockByte: UInt8 {
        let clock = Self.clocks.first { $0.megahertz == megahertz }?.code ?? 0
        let size = Self.sizes.first { $0.kilobytes << 10 == flashBytes }?.code ?? 0
        return size << 4 | clock
    }
}
