/// A file system in flash, known by its own marks.
public struct FileSystem: Sendable, Equatable {
    /// Which one.
    public enum Kind: String, Sendable, Equatable, CaseIterable {
        case littleFS = "LittleFS"
        case fat = "FAT"
        case spiffs = "SPIFFS"
    }

    /// Which one.
    public let kind: Kind
    /// Bytes by its own word.
    public let size: Int

    /// The file system that begins at `offset` of `bytes`.
    init?(bytes: [UInt8], at offset: Int) {
        let candidates: [(Kind, ([UInt8], Int) -> Int?)] = [
            (.littleFS, Self.littleFS), (.fat, Self.fat), (.spiffs, Self.spiffs),
        ]
        for (kind, measure) in candidates {
            guard let size = measure(bytes, offset), size > 0 else { continue }
            self.kind = kind
            self.size = size
            return
        }
        return nil
    }

    /// A superblock: revision, tag, the name, tag, version, block size, block count (LittleFS's specification).
    private static func littleFS(_ bytes: [UInt8], _ offset: Int) -> Int? {
        guard offset + 32 <= bytes.count, bytes[offset + 8..<offset + 16].elementsEqual("littlefs".utf8) else {
            return nil
        }
        return sized(count: bytes.word(offset + 28), of: bytes.word(offset + 24))
    }

    /// A boot sector: a jump, the BIOS parameter block, the signature at 510 (Microsoft's FAT specification).
    private static func fat(_ bytes: [UInt8], _ offset: Int) -> Int? {
        guard offset + 512 <= bytes.count, [0xEB, 0xE9].contains(bytes[offset]), bytes[offset + 510] == 0x55,
            bytes[offset + 511] == 0xAA, (1...2).contains(bytes[offset + 16])
        else { return nil }
        let sector = UInt32(bytes[offset + 11]) | UInt32(bytes[offset + 12]) << 8
        guard [512, 1024, 2048, 4096].contains(sector), bytes[offset + 13].nonzeroBitCount == 1 else { return nil }
        let few = UInt32(bytes[offset + 19]) | UInt32(bytes[offset + 20]) << 8
        return sized(count: few > 0 ? few : bytes.word(offset + 32), of: sector)
    }

    /// Blocks whose first page of 256 bytes ends in a magic that counts the blocks down to the last (SPIFFS's documentation).
    private static func spiffs(_ bytes: [UInt8], _ offset: Int) -> Int? {
        for block in [8192, 4096] {
            func blocksLeft(_ index: Int) -> Int? {
                let place = offset + index * block + 252
                guard place + 2 <= bytes.count else { return nil }
                return Int((UInt16(bytes[place]) | UInt16(bytes[place + 1]) << 8) ^ 0x0529 ^ 256)
            }
            guard let count = blocksLeft(0), count >= 4, count * block <= 16 << 20,
                (1..<4).allSatisfy({ blocksLeft($0) == count - $0 })
            else { continue }
            return count * block
        }
        return nil
    }

    /// Nothing that a flash chip could hold is larger than 16 MB.
    private static func sized(count: UInt32, of unit: UInt32) -> Int? {
        let (size, overflow) = count.multipliedReportingOverflow(by: unit)
        return overflow || size > 16 << 20 ? nil : Int(size)
    }
}
