/// Length and CRC that Arduino's builder enters in front of the application's text, after the image's checksum was made
/// (ARD:tools/elf2bin.py, ARD:bootloaders/eboot).
public struct ArduinoCheck: Sendable, Equatable {
    /// Length of the file by its own word.
    public let length: Int
    /// The CRC of the file.
    public let storedCRC: UInt32
    /// What it has to be; nil when the file is shorter than it says.
    public let crc: UInt32?
    /// What the application's checksum is without the two words.
    let checksumChange: UInt8

    static let place = 0x1010

    /// Whether the file is as it was built.
    public var isIntact: Bool { crc == storedCRC }

    init?(bytes: [UInt8]) {
        guard bytes.count >= Self.place + 8 else { return nil }
        length = Int(bytes.word(Self.place))
        storedCRC = bytes.word(Self.place + 4)
        checksumChange = bytes[Self.place..<Self.place + 8].reduce(0, ^)
        guard length >= Self.place + 8, length <= bytes.count else {
            crc = nil
            return
        }
        var plain = Array(bytes[..<length])
        for offset in Self.place..<Self.place + 8 { plain[offset] = 0 }
        crc = plain.reduce(UInt32.max) { crc, byte in
            crc << 8 ^ Self.table[Int(UInt8(truncatingIfNeeded: crc >> 24) ^ byte)]
        }
    }

    /// CRC-32 of polynomial 0x04C11DB7, most significant bit first, without a final inversion.
    private static let table: [UInt32] = (0..<256).map { byte in
        (0..<8).reduce(UInt32(byte) << 24) { crc, _ in crc << 1 ^ (crc >> 31 == 1 ? 0x04C1_1DB7 : 0) }
    }

    /// Whether `image`'s checksum is right, if it was made before the two words were entered.
    public func explainsChecksum(of image: ESPImage) -> Bool { image.storedChecksum == image.checksum ^ checksumChange }
}
