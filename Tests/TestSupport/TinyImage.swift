/// Small images and flash contents in esptool's format.
public enum TinyImage {
    /// Where a segment goes, and its bytes.
    public typealias Segment = (address: UInt32, bytes: [UInt8])

    /// An image of `segments`, with the right checksum unless `checksum` says another.
    public static func bytes(
        _ segments: [Segment] = [(0x4010_0000, [1, 2, 3, 4])],
        mode: UInt8 = 2,
        sizeAndClock: UInt8 = 0x40,
        entry: UInt32 = 0x4010_0000,
        checksum: UInt8? = nil
    ) -> [UInt8] {
        var image: [UInt8] = [0xE9, UInt8(truncatingIfNeeded: segments.count), mode, sizeAndClock] + word(entry)
        for (address, bytes) in segments { image += word(address) + word(UInt32(bytes.count)) + bytes }
        image += [UInt8](repeating: 0, count: 15 - image.count % 16)
        return image + [checksum ?? segments.flatMap(\.bytes).reduce(0xEF, ^)]
    }

    /// An image of version 2: `text` in front, then `image`.
    public static func version2(text: [UInt8], _ image: [UInt8] = bytes()) -> [UInt8] {
        [0xEA, 4, 0, 0] + word(0x4010_0000) + word(0) + word(UInt32(text.count)) + text + image
    }

    /// `count` bytes of erased flash with `parts` in them.
    public static func flash(_ count: Int, _ parts: [(offset: Int, bytes: [UInt8])]) -> [UInt8] {
        var flash = [UInt8](repeating: 0xFF, count: count)
        for (offset, bytes) in parts { flash.replaceSubrange(offset..<offset + bytes.count, with: bytes) }
        return flash
    }

    /// A sector that does not repeat and begins like nothing known.
    public static func noise(_ count: Int = 0x1000) -> [UInt8] {
        var generator = SeededGenerator(state: 7)
        return (0..<count).map { $0 == 0 ? 0x12 : UInt8(truncatingIfNeeded: generator.next()) }
    }

    /// `value`, little-endian.
    public static func word(_ value: UInt32) -> [UInt8] { (0..<4).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) } }
}
