@testable import ESP8266

/// An image that the boot ROM loads.
enum ROMImage {
    /// One segment at `address` in esptool's first format.
    static func bytes(_ code: [UInt8], at address: UInt32, entry: UInt32) -> [UInt8] {
        let checksum = code.reduce(UInt8(0xEF), ^)
        let head = [entry, address, UInt32(code.count)].flatMap(\.littleEndianBytes)
        let bytes = [0xE9, 1, 0, 0] + head + code
        return bytes + [UInt8](repeating: 0, count: 15 - bytes.count % 16) + [checksum]
    }
}
