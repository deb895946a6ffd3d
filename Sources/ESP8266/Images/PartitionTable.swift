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
}

/// Entries of 32 bytes: 0xAA 0x50, type, subtype, offset, size, label, flags (ESP-IDF's documentation).
enum PartitionTable {
    static let place = 0x8000

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
