import CMbedTLS

/// An EAPOL-Key frame (IEEE 802.11-2016 12.7.2) as the payload of EtherType 0x888E.
struct EAPOLKey: Equatable, Sendable {
    /// EtherType of EAPOL.
    static let etherType: UInt16 = 0x888E

    /// Key Information but for the descriptor version.
    struct Information: OptionSet, Sendable {
        let rawValue: UInt16

        static let pairwise = Information(rawValue: 0x0008)
        /// Key index of WPA's group keys.
        static let indexMask: UInt16 = 0x0030
        static let install = Information(rawValue: 0x0040)
        static let ack = Information(rawValue: 0x0080)
        static let mic = Information(rawValue: 0x0100)
        static let secure = Information(rawValue: 0x0200)
        static let error = Information(rawValue: 0x0400)
        static let request = Information(rawValue: 0x0800)
        static let encryptedData = Information(rawValue: 0x1000)
    }

    private static let versionMask: UInt16 = 7
    private static let typeKey: UInt8 = 3
    private static let fixedLength = 95
    private static let micRange = 81..<97

    /// EAPOL's protocol version.
    var protocolVersion: UInt8 = 2
    /// Which of the two standards' descriptors it is.
    var kind: SecurityElement.Kind
    var version: KeyDescriptorVersion
    var information: Information
    /// Bytes of the temporal key.
    var keyLength: UInt16 = 0
    var replayCounter: UInt64
    var nonce = [UInt8](repeating: 0, count: 32)
    var iv = [UInt8](repeating: 0, count: 16)
    /// Packet number of the group key.
    var receiveSequence: UInt64 = 0
    var mic = [UInt8](repeating: 0, count: 16)
    var data: [UInt8] = []
    /// The frame as it came: its MIC covers reserved fields too.
    private var received: [UInt8]?

    init(
        _ kind: SecurityElement.Kind,
        _ version: KeyDescriptorVersion,
        _ information: Information,
        replayCounter: UInt64
    ) {
        self.kind = kind
        self.version = version
        self.information = information
        self.replayCounter = replayCounter
    }

    /// Reads a frame; nil for a broken one and for descriptors of other standards.
    init?(_ bytes: [UInt8]) {
        guard bytes.count >= 4 + Self.fixedLength, bytes[1] == Self.typeKey else { return nil }
        let length = Int(bytes.bigHalf(2)), dataLength = Int(bytes.bigHalf(97))
        let field = bytes.bigHalf(5)
        guard length >= Self.fixedLength + dataLength, bytes.count >= 4 + length,
            bytes[4] == 2 || bytes[4] == 254, let version = KeyDescriptorVersion(rawValue: field & Self.versionMask)
        else { return nil }
        protocolVersion = bytes[0]
        kind = bytes[4] == 2 ? .rsn : .wpa
        self.version = version
        information = Information(rawValue: field & ~Self.versionMask)
        keyLength = bytes.bigHalf(7)
        replayCounter = UInt64(bytes.bigWord(9)) << 32 | UInt64(bytes.bigWord(13))
        nonce = Array(bytes[17..<49])
        iv = Array(bytes[49..<65])
        receiveSequence = UInt64(bytes.half(69)) << 32 | UInt64(bytes.word(65))
        mic = Array(bytes[Self.micRange])
        data = Array(bytes[99..<99 + dataLength])
        received = Array(bytes[..<(4 + length)])
    }

    var bytes: [UInt8] {
        let body = UInt16(clamping: Self.fixedLength + data.count)
        var out: [UInt8] = [protocolVersion, Self.typeKey] + body.bigEndianBytes
        out += [kind == .rsn ? 2 : 254] + (information.rawValue | version.rawValue).bigEndianBytes
        out += keyLength.bigEndianBytes + replayCounter.bigEndianBytes + nonce + iv
        out += receiveSequence.littleEndianBytes.prefix(6) + [UInt8](repeating: 0, count: 10) + mic
        return out + UInt16(clamping: data.count).bigEndianBytes + data
    }

    /// Key number in WPA's group messages, 0…3.
    var keyIndex: Int { Int((information.rawValue & Information.indexMask) >> 4) }

    /// The message with its MIC under the key confirmation key.
    func signed(_ confirmation: [UInt8]) -> EAPOLKey {
        var signed = self
        signed.information.insert(.mic)
        signed.mic = signed.code(confirmation)
        return signed
    }

    /// Whether its MIC was made with the key.
    func isSigned(_ confirmation: [UInt8]) -> Bool { information.contains(.mic) && mic == code(confirmation) }

    private func code(_ confirmation: [UInt8]) -> [UInt8] {
        var blank = received ?? bytes
        blank.replaceSubrange(Self.micRange, with: [UInt8](repeating: 0, count: 16))
        switch version {
        case .md5RC4: return WirelessHash.hmacMD5(confirmation, blank)
        case .sha1AES: return Array(WirelessHash.hmacSHA1(confirmation, blank).prefix(16))
        }
    }

    /// Puts `plain` into the message under the key encryption key; `iv` is what RC4 needs.
    mutating func encrypt(_ plain: [UInt8], _ encryption: [UInt8], iv: [UInt8]) {
        if kind == .rsn { information.insert(.encryptedData) }
        switch version {
        case .md5RC4:
            self.iv = iv
            data = Self.rc4(iv + encryption, plain)
        case .sha1AES:
            // Padded with 0xDD and zeros to a multiple of 8 bytes, at least 16 (12.7.2, Key Data).
            var padded = plain
            if padded.count < 16 || padded.count % 8 != 0 {
                padded.append(0xDD)
                while padded.count < 16 || padded.count % 8 != 0 { padded.append(0) }
            }
            data = KeyWrap.wrap(padded, key: encryption) ?? []
        }
    }

    /// What the message holds under the key encryption key; nil when it was made with another.
    func decrypted(_ encryption: [UInt8]) -> [UInt8]? {
        switch version {
        case .md5RC4: Self.rc4(iv + encryption, data)
        case .sha1AES: KeyWrap.unwrap(data, key: encryption)
        }
    }

    /// RC4 without its first 256 bytes (12.7.2, EAPOL-Key IV).
    private static func rc4(_ key: [UInt8], _ bytes: [UInt8]) -> [UInt8] {
        var out = [UInt8](repeating: 0, count: bytes.count)
        _ = vesp_rc4(key, key.count, 256, bytes, bytes.count, &out)
        return out
    }
}

/// A group key as message 3 and the group key handshake of RSN carry it: KDE 00:0F:AC type 1 (12.7.2, Figure 12-35).
enum GroupKeyData {
    private static let prefix: [UInt8] = [0x00, 0x0F, 0xAC, 0x01]

    static func element(_ key: GroupKey) -> InformationElement {
        InformationElement(InformationElement.ID.vendor, prefix + [UInt8(key.id & 3), 0] + key.key)
    }

    /// The key number and the key of the KDE in `data`.
    static func read(_ data: [UInt8]) -> (id: Int, key: [UInt8])? {
        guard let body = InformationElement.list(data, from: 0).vendor(prefix), body.count > 6 else { return nil }
        return (Int(body[4] & 3), Array(body[6...]))
    }
}
