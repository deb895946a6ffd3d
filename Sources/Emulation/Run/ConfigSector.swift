import ESP8266
import GuestABI
import Inputs

/// The configuration area of the virtual flash: how credentials and settings reach firmware that has none compiled in.
///
/// Its layout is `CONFIG_AREA`'s of the guest contract.
public struct ConfigSector: Sendable, Equatable {
    /// What an entry is about.
    public typealias Key = ConfigKey

    /// Room in flash, bytes.
    public static let capacity = Int(CONFIG_AREA_SIZE)

    private var entries: [(key: Key, bytes: [UInt8])] = []

    /// An empty configuration.
    public init() {}

    /// Adds a number.
    public mutating func set(_ key: Key, _ value: UInt32) {
        entries.append((key, value.littleEndianBytes))
    }

    /// Adds a list of numbers.
    public mutating func set(_ key: Key, _ values: [UInt32]) {
        entries.append((key, values.flatMap(\.littleEndianBytes)))
    }

    /// Adds text.
    public mutating func set(_ key: Key, _ text: String) {
        entries.append((key, Array(text.utf8)))
    }

    /// Adds bytes as they are.
    public mutating func set(_ key: Key, bytes: [UInt8]) {
        entries.append((key, bytes))
    }

    /// The bytes for the flash, or an error when they do not fit.
    public func encoded() throws(EmulationError) -> [UInt8] {
        var body: [UInt8] = []
        for entry in entries {
            body += entry.key.rawValue.littleEndianBytes
            body += UInt32(truncatingIfNeeded: entry.bytes.count).littleEndianBytes
            body += entry.bytes + [UInt8](repeating: 0, count: (4 - entry.bytes.count % 4) % 4)
        }
        body += UInt32(0).littleEndianBytes
        let total = body.count + Int(CONFIG_HEADER_SIZE)
        guard total <= Self.capacity else {
            throw .badInput(
                file: "configuration",
                line: nil,
                message: "certificates and settings take \(total) bytes, the flash has room for \(Self.capacity)"
            )
        }
        return [CONFIG_MAGIC, CONFIG_VERSION, UInt32(total)].flatMap(\.littleEndianBytes) + body
    }

    /// Entries with the same keys and bytes in the same order are equal.
    public static func == (left: ConfigSector, right: ConfigSector) -> Bool {
        left.entries.elementsEqual(right.entries) { $0.key == $1.key && $0.bytes == $1.bytes }
    }
}
