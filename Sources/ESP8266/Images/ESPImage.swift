/// Why bytes are no image that the ESP8266's boot ROM or a boot loader could start.
public enum ESPImageError: Error, Equatable, CustomStringConvertible {
    case notAnImage(firstByte: UInt8?)
    case truncated(String)
    case segmentCount(Int)
    case segmentOutsideMemory(index: Int, address: UInt32, size: UInt32)
    case noSecondHeader(offset: Int, found: UInt8)
    case otherChip(name: String, entry: UInt32)
    case entryOutsideMemory(UInt32)

    /// One line, lower case, without the file's name.
    public var description: String {
        switch self {
        case .notAnImage(nil): "empty"
        case .notAnImage(let byte?):
            "begins with \(hex(UInt32(byte))), neither with 0xe9 or 0xea as an ESP8266 image nor as an ELF file"
        case .truncated(let part): "truncated: \(part) lies beyond the end of the file"
        case .segmentCount(let count): "the image header counts \(count) segments; there must be 1 to 16"
        case .segmentOutsideMemory(let index, let address, let size):
            "segment \(index) of \(size) bytes at \(hex(address)) lies outside the chip's memory"
        case .noSecondHeader(let offset, let found):
            "the header behind the irom text, at \(hex(UInt32(truncatingIfNeeded: offset))), begins with "
                + "\(hex(UInt32(found))) instead of 0xe9"
        case .otherChip(let name, let entry): "an \(name) image, not an ESP8266's (entry \(hex(entry)))"
        case .entryOutsideMemory(let entry): "the entry \(hex(entry)) lies outside the chip's memory"
        }
    }
}

/// An image in esptool's format, as the boot ROM and boot loaders load it.
///
/// Header: magic 0xE9, segment count, flash mode, size and clock, entry; per segment address, length, data; padding; a
/// checksum byte (seed 0xEF) on the last byte of a 16-byte row. With magic 0xEA ("version 2") a header and one segment of
/// text executed in place stand before that (esptool's documentation; ROM; EOR:core/app_main.c).
public struct ESPImage: Sendable, Equatable {
    /// Where bytes of the file go.
    public struct Segment: Sendable, Equatable {
        /// Guest address; 0 for padding, which is loaded nowhere.
        public let address: UInt32
        /// Place of the first byte in the file.
        public let offset: Int
        /// Bytes.
        public let size: Int

        /// esptool moves text to its place in a page of 64 KB with such.
        public var isPadding: Bool { address == 0 && size <= 1 << 16 }
    }

    /// Offset of the header in the file.
    public let offset: Int
    /// Bytes from the header to the checksum, both included.
    public let size: Int
    /// Whether text executed in place stands before the segments (magic 0xEA).
    public let isVersion2: Bool
    /// Flash mode, clock and size.
    public let header: FlashHeader
    /// Address of the first instruction.
    public let entry: UInt32
    /// The text in front of a version 2 image.
    public let irom: Segment?
    /// What is loaded or mapped, in the order of the file.
    public let segments: [Segment]
    /// The checksum byte of the file.
    public let storedChecksum: UInt8
    /// What it has to be.
    public let checksum: UInt8

    /// Whether the checksum is right.
    public var isIntact: Bool { storedChecksum == checksum }

    /// Reads the image at `offset` of `bytes`.
    public init(bytes: [UInt8], at offset: Int = 0) throws(ESPImageError) {
        var reader = Reader(bytes: bytes, position: max(0, offset))
        self.offset = reader.position
        var fields = try reader.header()
        isVersion2 = fields.magic == Self.version2
        var text: Segment?
        if isVersion2 {
            // The place in the window follows from the place in flash; the header's address is 0.
            text = try reader.segment(named: "the irom text")
            let place = reader.position
            fields = try reader.header()
            guard fields.magic == Self.magic else { throw .noSecondHeader(offset: place, found: fields.magic) }
        }
        irom = text
        guard (1...Self.mostSegments).contains(fields.segments) else { throw .segmentCount(fields.segments) }
        header = fields.flash
        entry = fields.entry
        guard MemoryMap.holdsCode(entry) else {
            guard let chip = OtherChip.name(bytes: bytes, header: reader.position - 8, entry: entry) else {
                throw .entryOutsideMemory(entry)
            }
            throw .otherChip(name: chip, entry: entry)
        }
        var found: [Segment] = []
        var sum: UInt8 = 0xEF
        for index in 0..<fields.segments {
            let segment = try reader.segment(named: "segment \(index)")
            guard segment.isPadding || MemoryMap.holds(segment.address, count: segment.size) else {
                throw .segmentOutsideMemory(
                    index: index,
                    address: segment.address,
                    size: UInt32(truncatingIfNeeded: segment.size)
                )
            }
            found.append(segment)
            sum = bytes[segment.offset..<segment.offset + segment.size].reduce(sum, ^)
        }
        segments = found
        let last = reader.position | 15
        guard last < bytes.count else { throw .truncated("the checksum") }
        storedChecksum = bytes[last]
        checksum = sum
        size = last + 1 - self.offset
    }

    /// The word that esptool appends to an image of version 2: the magnitude of its inverted CRC-32.
    func crc(bytes: [UInt8]) -> UInt32 {
        let crc = bytes[offset..<offset + size].reduce(UInt32.max) { crc, byte in
            crc >> 8 ^ Self.crcTable[Int(UInt8(truncatingIfNeeded: crc) ^ byte)]
        }
        return Int32(bitPattern: crc).magnitude
    }

    private static let crcTable: [UInt32] = (0..<256).map { byte in
        (0..<8).reduce(byte) { crc, _ in crc >> 1 ^ (crc & 1 == 1 ? 0xEDB8_8320 : 0) }
    }

    /// Most segments of an image: the boot ROM loads no other (esptool's documentation).
    static let mostSegments = 16
    static let magic: UInt8 = 0xE9
    static let version2: UInt8 = 0xEA

    /// Whether an image could begin with `byte`.
    static func begins(_ byte: UInt8) -> Bool { byte == magic || byte == version2 }
}

/// A walk through headers and segments.
private struct Reader {
    struct Header {
        var magic: UInt8
        var segments: Int
        var flash: FlashHeader
        var entry: UInt32
    }

    let bytes: [UInt8]
    var position: Int

    mutating func header() throws(ESPImageError) -> Header {
        guard position < bytes.count else {
            guard position > 0 else { throw .notAnImage(firstByte: nil) }
            throw .truncated("the image header")
        }
        let magic = bytes[position]
        guard ESPImage.begins(magic) else {
            guard position > 0 else { throw .notAnImage(firstByte: magic) }
            throw .noSecondHeader(offset: position, found: magic)
        }
        guard position + 8 <= bytes.count else { throw .truncated("the image header") }
        defer { position += 8 }
        return Header(
            magic: magic,
            segments: Int(bytes[position + 1]),
            flash: FlashHeader(mode: bytes[position + 2], sizeAndClock: bytes[position + 3]),
            entry: bytes.word(position + 4)
        )
    }

    mutating func segment(named name: String) throws(ESPImageError) -> ESPImage.Segment {
        guard position + 8 <= bytes.count else { throw .truncated("the header of \(name)") }
        let segment = ESPImage.Segment(
            address: bytes.word(position),
            offset: position + 8,
            size: Int(bytes.word(position + 4))
        )
        guard segment.offset + segment.size <= bytes.count else { throw .truncated(name) }
        position = segment.offset + segment.size
        return segment
    }
}

func hex(_ value: UInt32) -> String { "0x" + String(value, radix: 16) }
