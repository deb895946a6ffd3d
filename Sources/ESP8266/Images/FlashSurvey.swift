/// Looks through the content of a flash chip and notes what it knows.
struct FlashSurvey {
    let bytes: [UInt8]
    private(set) var parts: [FlashDump.Part]
    private(set) var boot: FlashDump.Boot
    private let first: ESPImage

    static let sector = 0x1000

    init(bytes: [UInt8], first: ESPImage) {
        self.bytes = bytes
        self.first = first
        parts = []
        boot = first.isVersion2 ? .applicationOnly : .rom
        note(first)
    }

    private func isFree(_ offset: Int, _ size: Int) -> Bool {
        offset >= 0 && offset + size <= bytes.count && !parts.contains { $0.offset < offset + size && offset < $0.end }
    }

    private mutating func note(_ offset: Int, _ size: Int, _ content: FlashDump.Content) {
        parts.append(FlashDump.Part(offset: offset, size: size, content: content))
    }

    private mutating func note(_ image: ESPImage) {
        note(image.offset, image.size, .image(image))
        let end = image.offset + image.size
        guard image.isVersion2, isFree(end, 4), bytes.word(end) == image.crc(bytes: bytes) else { return }
        note(end, 4, .imageCRC)
    }

    /// Notes the image at `offset`, if there is one.
    @discardableResult private mutating func findImage(_ offset: Int) -> ESPImage? {
        guard isFree(offset, 8), ESPImage.begins(bytes[offset]), let image = try? ESPImage(bytes: bytes, at: offset),
            isFree(offset, image.size)
        else { return nil }
        note(image)
        return image
    }

    /// What comes behind the first image by the rules of each boot loader.
    mutating func findBootLoaders() {
        guard !first.isVersion2 else { return }
        let mapsFlash = first.segments.contains { $0.address >= 0x4020_0000 }
        if mapsFlash {
            boot = .applicationOnly
        } else if let applications = rBootConfiguration() {
            boot = .rBoot
            note(Self.sector, Self.sector, .rBootConfiguration(applications: applications))
            for offset in applications { findImage(offset) }
        } else if isBlank(Self.sector), findImage(2 * Self.sector) != nil {
            // rBoot writes its configuration when it first finds none; esp-open-rtos brings a blank one of zeros.
            boot = .rBoot
        } else if let image = findImage(Self.sector) {
            boot = image.isVersion2 ? .espressifBoot : .eboot
            // user2 of the maps 512+512 KB and 1024+1024 KB.
            if image.isVersion2 { for offset in [0x8_1000, 0x10_1000] { findImage(offset) } }
        } else if let partitions = PartitionTable.read(bytes, at: PartitionTable.place) {
            boot = .partitions
            let size = Self.sector
            guard isFree(PartitionTable.place, size) else { return }
            note(PartitionTable.place, size, .partitionTable(partitions))
            for partition in partitions where partition.isApplication { findImage(partition.offset) }
        }
    }

    private func isBlank(_ offset: Int) -> Bool {
        isFree(offset, Self.sector) && bytes[offset..<offset + Self.sector].allSatisfy { $0 == 0xFF || $0 == 0 }
    }

    /// rBoot's table (rBoot's documentation): magic 0xE1, version, mode, current, ..., count at 5, addresses from 8.
    private func rBootConfiguration() -> [Int]? {
        let place = Self.sector
        guard isFree(place, Self.sector), bytes[place] == 0xE1, bytes[place + 1] == 1 else { return nil }
        let count = Int(bytes[place + 5])
        guard (1...16).contains(count) else { return nil }
        return (0..<count).map { Int(bytes.word(place + 8 + 4 * $0)) }
    }

    /// Parameters at the end of the flash, whose size the header says and the file may say otherwise.
    mutating func findParameters() {
        let sizes = [first.header.flashBytes, bytes.count].compactMap { $0 }
        for size in Set(sizes).sorted() where size >= 0x4_0000 && size % Self.sector == 0 {
            let radio = size - 4 * Self.sector
            // Version, and two bytes that all versions have in common (esp_init_data_default of the SDKs).
            if isFree(radio, Self.sector), bytes[radio] == 5, bytes[radio + 2] == 4, bytes[radio + 3] == 2 {
                note(radio, Self.sector, .initData)
            }
            let parameters = size - 3 * Self.sector
            if isFree(parameters, 3 * Self.sector), bytes.word(size - Self.sector + 4) == 0x55AA_55AA {
                note(parameters, 3 * Self.sector, .systemParameters)
            }
        }
    }

    mutating func findFileSystems() {
        var offset = 0
        while offset + Self.sector <= bytes.count {
            defer { offset += Self.sector }
            guard isFree(offset, Self.sector), let found = FileSystem(bytes: bytes, at: offset) else { continue }
            let next = parts.map(\.offset).filter { $0 > offset }.min() ?? bytes.count
            let size = min(found.size, next - offset)
            note(offset, size, .fileSystem(found))
            offset += (size - 1) / Self.sector * Self.sector
        }
    }

    /// Names what lies between the parts, so that they reach from 0 to the end.
    mutating func fillGaps() {
        parts.sort { $0.offset < $1.offset }
        var all: [FlashDump.Part] = []
        var end = 0
        for part in parts {
            all += gap(end, part.offset)
            all.append(part)
            end = part.end
        }
        parts = all + gap(end, bytes.count)
    }

    /// The stretches of `start..<end`: those of one byte, and the others.
    private func gap(_ start: Int, _ end: Int) -> [FlashDump.Part] {
        var found: [FlashDump.Part] = []
        var position = start
        while position < end {
            let next = min(end, (position / Self.sector + 1) * Self.sector)
            let value = bytes[position]
            let isUniform = bytes[position..<next].allSatisfy { $0 == value }
            let content: FlashDump.Content = !isUniform ? .data : value == 0xFF ? .blank : .filled(with: value)
            if let last = found.last, last.content == content {
                found[found.count - 1] = .init(offset: last.offset, size: next - last.offset, content: content)
            } else {
                found.append(.init(offset: position, size: next - position, content: content))
            }
            position = next
        }
        return joined(found).flatMap(trimmed).map(named)
    }

    /// The erased bytes in front of data and behind it are apart, when they are more than data has by chance.
    private func trimmed(_ part: FlashDump.Part) -> [FlashDump.Part] {
        guard part.content == .data else { return [part] }
        let all = bytes[part.offset..<part.end]
        func erased(_ count: Int) -> Int { count >= 64 ? count & ~3 : 0 }
        let front = erased(all.prefix { $0 == 0xFF }.count)
        let back = erased(all.reversed().prefix { $0 == 0xFF }.count)
        return [
            FlashDump.Part(offset: part.offset, size: front, content: .blank),
            FlashDump.Part(offset: part.offset + front, size: part.size - front - back, content: .data),
            FlashDump.Part(offset: part.end - back, size: back, content: .blank),
        ].filter { $0.size > 0 }
    }

    /// One sector of one byte amid data belongs to the data: tables have such.
    private func joined(_ stretches: [FlashDump.Part]) -> [FlashDump.Part] {
        var result: [FlashDump.Part] = []
        for (index, part) in stretches.enumerated() {
            let isIsland =
                part.content != .data && part.size <= 2 * Self.sector && index + 1 < stretches.count
                && stretches[index + 1].content == .data
            if let last = result.last, last.content == .data, part.content == .data || isIsland {
                result[result.count - 1] = .init(offset: last.offset, size: part.end - last.offset, content: .data)
            } else {
                result.append(part)
            }
        }
        return result
    }

    /// Data that the RAM segments of the first image point into is its text.
    private func named(_ part: FlashDump.Part) -> FlashDump.Part {
        guard part.content == .data, boot == .rom, part.offset < 1 << 20 else { return part }
        let window = 0x4020_0000 + UInt32(part.offset)..<0x4020_0000 + UInt32(min(part.end, 1 << 20))
        var references = 0
        for segment in first.segments {
            for offset in stride(from: segment.offset, to: segment.offset + segment.size - 3, by: 4)
            where window.contains(bytes.word(offset)) {
                references += 1
            }
        }
        // A few could be numbers that look like addresses.
        guard references >= 4 else { return part }
        return FlashDump.Part(offset: part.offset, size: part.size, content: .irom(references: references))
    }
}
