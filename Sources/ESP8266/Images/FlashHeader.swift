/// What stands in bytes 2 and 3 of an image header.
public struct FlashHeader: Sendable, Equatable {
    /// The mode; nil when the byte has no meaning.
    public let mode: FlashMode?
    /// Clock of the flash in MHz; nil when the bits have no meaning.
    public let megahertz: Int?
    /// Size of the flash in bytes; nil when the bits have no meaning.
    public let flashBytes: Int?

    init(mode: UInt8, sizeAndClock: UInt8) {
        self.mode = FlashMode.allCases.first { $0.headerByte == mode }
        megahertz = [0: 40, 1: 26, 2: 20, 15: 80][sizeAndClock & 15]
        // esptool: 5 and 6 are 2 and 4 MB with two maps of 1 MB.
        let kilobytes: [UInt8: Int] = [
            0: 512, 1: 256, 2: 1024, 3: 2048, 4: 4096, 5: 2048, 6: 4096, 8: 8192, 9: 16384,
        ]
        flashBytes = kilobytes[sizeAndClock >> 4].map { $0 << 10 }
    }
}
