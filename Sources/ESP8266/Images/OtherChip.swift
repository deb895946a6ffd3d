/// Images of the ESP8266's successors have the same magic and a longer header.
enum OtherChip {
    /// The chip's name by the identifier in the extended header (esptool's documentation), if `entry` may be its.
    static func name(bytes: [UInt8], header: Int, entry: UInt32) -> String? {
        guard (0x4000_0000..<0x4400_0000).contains(entry) || (0x4080_0000..<0x4090_0000).contains(entry),
            header >= 0, header + 24 <= bytes.count
        else { return nil }
        let names: [UInt16: String] = [
            0: "ESP32", 2: "ESP32-S2", 5: "ESP32-C3", 9: "ESP32-S3", 12: "ESP32-C2", 13: "ESP32-C6", 16: "ESP32-H2",
        ]
        return names[UInt16(bytes[header + 12]) | UInt16(bytes[header + 13]) << 8]
    }
}
