/// An image in Espressif's format, as the boot ROM and boot loaders read it.
///
/// Header: magic 0xE9, segment count, flash mode, size and clock, entry; per segment address, length, data; at the end
/// a checksum byte (seed 0xEF) on the last byte of a 16-byte row (EOR:core/app_main.c; ROM). With magic 0xEA a header and
/// the text executed in place stand before that (esptool's documentation).
public struct FlashImage: Sendable {
    /// The bytes to write.
    public let bytes: [UInt8]

    /// The image for offset 0 that the boot ROM loads of `program`: the segments that belong in RAM. Those in the flash
    /// window are left out, they are executed in place.
    public init(program: ELFImage, flash: FlashHeader) {
        self.init(segments: program.segments.filter { !MemoryMap.isFlashWindow($0.address) }, program.entry, flash)
    }

    /// The image at flash `offset` that a boot loader starts: everything of `program`, first the text and constants that
    /// are executed in place, each where the window of the cache shows it. What the linker left room for, the header of a
    /// segment takes (ESP8266_RTOS_SDK's .flash.rodata).
    public init(bootable program: ELFImage, at offset: Int, flash: FlashHeader) {
        let mapped = program.segments.filter { MemoryMap.isFlashWindow($0.address) && !$0.bytes.isEmpty }
        var end = offset + 8
        var segments: [ELFImage.Segment] = []
        for var segment in mapped.sorted(by: { $0.address < $1.address }) {
            let place = Int(segment.address - MemoryMap.flashWindow)
            let late = end + 8 - place
            if late > 0 {
                segment.bytes.removeFirst(min(late, segment.bytes.count))
                segment.address += UInt32(late)
            } else if late < 0, var last = segments.popLast() {
                last.bytes += [UInt8](repeating: 0, count: -late)
                end -= late
                segments.append(last)
            }
            end += 8 + Self.padded(segment.bytes, to: 4).count
            segments.append(segment)
        }
        segments += program.segments.filter { !MemoryMap.isFlashWindow($0.address) }
        self.init(segments: segments, program.entry, flash)
    }

    /// The image of version 2 that rBoot and Espressif's boot loader start.
    public init(version2 program: ELFImage, flash: FlashHeader) {
        let text = program.segments.first { MemoryMap.isFlashWindow($0.address) }.map { Self.padded($0.bytes, to: 16) }
        var header = Self.header(ESPImage.version2, segments: 4, flash) + program.entry.littleEndianBytes
        header += UInt32(0).littleEndianBytes + UInt32(text?.count ?? 0).littleEndianBytes + (text ?? [])
        bytes = header + FlashImage(program: program, flash: flash).bytes
    }

    /// The header of a boot loader that is not there: SDKs read the size of the flash from it.
    public init(header flash: FlashHeader) {
        bytes = Self.header(ESPImage.magic, segments: 1, flash) + UInt32(0).littleEndianBytes
    }

    /// Whether `bytes` begin with such a header: no image has its entry at 0.
    package static func isHeaderOnly(_ bytes: [UInt8]) -> Bool {
        bytes.count >= 8 && bytes[0] == ESPImage.magic && bytes.word(4) == 0
    }

    private init(segments: [ELFImage.Segment], _ entry: UInt32, _ flash: FlashHeader) {
        let segments = segments.filter { !$0.bytes.isEmpty }
        var image = Self.header(ESPImage.magic, segments: segments.count, flash) + entry.littleEndianBytes
        var checksum: UInt8 = 0xEF
        for segment in segments {
            let padded = Self.padded(segment.bytes, to: 4)
            image += segment.address.littleEndianBytes + UInt32(padded.count).littleEndianBytes + padded
            checksum = padded.reduce(checksum, ^)
        }
        while image.count % 16 != 15 { image.append(0) }
        image.append(checksum)
        bytes = image
    }

    private static func header(_ magic: UInt8, segments: Int, _ flash: FlashHeader) -> [UInt8] {
        [magic, UInt8(clamping: segments), flash.modeByte, flash.sizeAndClockByte]
    }

    private static func padded(_ bytes: [UInt8], to unit: Int) -> [UInt8] {
        bytes + [UInt8](repeating: 0, count: (unit - bytes.count % unit) % unit)
    }
}
