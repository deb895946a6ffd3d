/// One partition of ESP8266_RTOS_SDK 3.
public struct Partition: Sendable, Equatable {
    /// As the table calls it.
    public let label: String
    /// 0 for an application, 1 for data.
    public let type: UInt8
    /// Which application, or what data.
    public let subtype: UInt8
    /// Its first byte.
    public let offset: Int
    /// Its bytes.
    public let size: Int

    /// Whether an image stands in it.
    public var isApplication: Bool { type == 0 }

    /// A partition.
    public init(label: String, type: UInt8, subtype: UInt8, offset: Int, size: Int) {
        self.label = label
        self.type = type
        self.subtype = subtype
        self.offset = offset
        self.size = size
    }
}

/// Entries of 32 bytes: 0xAA 0x50, type, subtype, offset, size, label, flags (ESP-IDF's documentation).
public enum PartitionTable {
    /// Its flash offset.
    public static let place = 0x8000

    /// The bytes of a table of `partitions`, without an MD5.
    public static func bytes(_ partitions: [Partition]) -> [UInt8] {
        partitions.flatMap { partition in
            let label = Array(partition.label.utf8.prefix(16))
            let place = [partition.offset, partition.size].flatMap { UInt32(clamping: $0).littleEndianBytes }
            let head: [UInt8] = [0xAA, 0x50, partition.type, partition.subtype]
            return head + place + label + [UInt8](repeating: 0, count: 20 - label.count)
        }
    }

    static func read(_ bytes: [UInt8], at offset: Int) -> [Partition]? {
        var found: [Partition] = []
        var entry = offset
        // The table has room for 95 entries and their MD5.
        while found.count < 95, entry + 32 <= bytes.count, bytes[entry] == 0xAA, bytes[entry + 1] == 0x50 {
            let label = bytes[entry + 12..<entry + 28].prefix { $0 != 0 }
            found.append(
                Partition(
                    label: String(decoding: label, as: UTF8.self),
                    type: bytes[entry + 2],
                    subtype: bytes[entry + 3],
                    offset: Int(bytes.word(entry + 4)),
                    size: Int(bytes.word(entry + 8))
                )
            )
            entry += 32
        }
        return found.isEmpty ? nil : found
    }
}
