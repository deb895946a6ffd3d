/// Bytes that the CPU may execute, and where it sees them.
public struct CodeRegion: Sendable, Equatable {
    /// Guest address of the first byte.
    public let address: UInt32
    /// The bytes.
    public let bytes: [UInt8]

    /// `bytes` as the CPU sees them from `address` on.
    public init(address: UInt32, bytes: [UInt8]) {
        self.address = address
        self.bytes = bytes
    }
}

extension ELFImage {
    /// What the CPU may execute: segments in instruction RAM and in the flash window, up to 64.
    public var codeRegions: [CodeRegion] {
        // A hostile file could have 65,535, and literals are looked for in all of them.
        segments.lazy.filter { !$0.bytes.isEmpty && MemoryMap.holdsCode($0.address, count: $0.bytes.count) }
            .prefix(64).map { CodeRegion(address: $0.address, bytes: $0.bytes) }
    }
}

extension FlashDump {
    /// What the CPU may execute once the application runs: its segments in instruction RAM and in the flash window, and
    /// what it executes in place. `bytes` are those that the dump was read from.
    public func codeRegions(bytes: [UInt8]) -> [CodeRegion] {
        visible(bytes: bytes).filter { MemoryMap.holdsCode($0.address, count: $0.file.count) }.map {
            CodeRegion(address: $0.address, bytes: Array(bytes[$0.file]))
        }
    }

    /// Bytes of the file that the CPU sees once the application runs, and where: its segments, and the text in flash.
    /// `bytes` are those that the dump was read from.
    public func visible(bytes: [UInt8]) -> [(address: UInt32, file: Range<Int>)] {
        guard let application else { return [] }
        var found = application.segments.filter { !$0.isPadding }.map { ($0.address, $0.offset, $0.size) }
        if let text = application.irom {
            found.append((place(of: text, in: application, bytes), text.offset, text.size))
        }
        if application.offset == 0, !application.isVersion2 {
            for part in parts {
                guard case .irom = part.content else { continue }
                found.append((Self.windowAddress(part.offset), part.offset, part.size))
            }
        }
        return found.compactMap { address, offset, size in
            guard size > 0, offset >= 0, offset <= bytes.count - size else { return nil }
            return (address, offset..<offset + size)
        }
    }

    /// The megabyte of flash that holds `offset` is shown in the window from its start.
    private static func windowAddress(_ offset: Int) -> UInt32 {
        MemoryMap.flashWindow + UInt32(offset % Int(MemoryMap.flashWindowSize))
    }

    /// Where the CPU sees the text of a version 2 image. The image does not say; in a whole flash its place does, and in
    /// an application by itself those places do that its kind of boot loader starts applications from.
    private func place(of text: ESPImage.Segment, in image: ESPImage, _ bytes: [UInt8]) -> UInt32 {
        guard image.offset == 0 else { return Self.windowAddress(text.offset) }
        let places = [0x1000, 0x2000, 0x4_1000, 0x8_1000, 0x8_2000, 0x1_0000].map {
            Self.windowAddress(text.offset + $0)
        }
        let counts = places.map { (place: $0, count: entries(into: text, at: $0, of: image, bytes)) }
        return counts.reduce(counts[0]) { $1.count > $0.count ? $1 : $0 }.place
    }

    /// How many words of the RAM segments lead to what looks like a function's first instruction, if the text stands at
    /// `address`.
    private func entries(into text: ESPImage.Segment, at address: UInt32, of image: ESPImage, _ bytes: [UInt8]) -> Int {
        var count = 0
        for segment in image.segments {
            for offset in stride(from: segment.offset, to: segment.offset + segment.size - 3, by: 4) {
                let distance = bytes.word(offset) &- address
                guard distance < UInt32(max(0, text.size - 3)), distance & 3 == 0 else { continue }
                // addi a1, a1, -n
                if bytes.word(text.offset + Int(distance)) & 0x80_FFFF == 0x80_C112 { count += 1 }
            }
        }
        return count
    }
}
