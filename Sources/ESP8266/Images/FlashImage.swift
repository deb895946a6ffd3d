/// The boot image at flash offset 0, in Espressif's format: the segments of a program that belong in RAM.
///
/// Header: magic 0xE9, segment count, flash mode, size and clock, entry; per segment address, length, data; at the end
/// a checksum byte (seed 0xEF) on the last byte of a 16-byte row (EOR:core/app_main.c; ROM).
public struct FlashImage: Sendable {
    /// The bytes to write at offset 0.
    public let bytes: [UInt8]

    /// Builds the image of `program`; segments in the flash window are left out, they are executed in place.
    public init(program: ELFImage, mode: FlashMode, megahertz: Int) {
        let segments = program.segments.filter { !MemoryMap.isFlashWindow($0.address) && !$0.bytes.isEmpty }
        let clocks: [Int: UInt8] = [40: 0, 26: 1, 20: 2, 80: 0xF]
        var image: [UInt8] = [
            0xE9, UInt8(clamping: segments.count), mode.headerByte, 4 << 4 | (clocks[megahertz] ?? 0),
        ]
        image += Self.little(program.entry)
        var checksum: UInt8 = 0xEF
        for segment in segments {
            let padded = segment.bytes + [UInt8](repeating: 0, count: (4 - segment.bytes.count % 4) % 4)
            image += Self.little(segment.address) + Self.little(UInt32(padded.count)) + padded
            checksum = padded.reduce(checksum, ^)
        }
        while image.count % 16 != 15 { image.append(0) }
        image.append(checksum)
        bytes = image
    }

    private static func little(_ value: UInt32) -> [UInt8] {
        (0..<4).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
    }
}
