extension FlashDump {
    /// Makes right in `bytes`, which were this dump's before something in them was exchanged, the checks that were right:
    /// checksums of images, esptool's CRC behind one of version 2, Arduino's CRC. One that was wrong stays as wrong as it
    /// was.
    public func renewChecks(of bytes: inout [UInt8]) {
        guard bytes.count == size else { return }
        for image in images {
            guard let changed = try? ESPImage(bytes: bytes, at: image.offset) else { continue }
            bytes[image.offset + image.size - 1] ^= image.checksum ^ changed.checksum
        }
        for (part, next) in zip(parts, parts.dropFirst()) {
            guard case .image(let image) = part.content, case .imageCRC = next.content else { continue }
            Self.enter(image.crc(bytes: bytes), at: next.offset, in: &bytes)
        }
        if let check = arduinoCheck, check.isIntact, let crc = ArduinoCheck(bytes: bytes)?.crc {
            Self.enter(crc, at: ArduinoCheck.place + 4, in: &bytes)
        }
    }

    private static func enter(_ word: UInt32, at offset: Int, in bytes: inout [UInt8]) {
        guard offset >= 0, offset + 4 <= bytes.count else { return }
        bytes.replaceSubrange(offset..<offset + 4, with: word.littleEndianBytes)
    }
}
