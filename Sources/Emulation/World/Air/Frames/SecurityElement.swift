import ESP8266

/// Ciphers of WPA and WPA2, by their number behind the OUI (IEEE 802.11-2016 Table 9-131).
enum WirelessCipher: UInt8, Sendable, Equatable {
    case tkip = 2
    case ccmp = 4

    /// Bytes of a temporal key (Table 12-4): TKIP's with both Michael keys.
    var keyLength: Int { self == .ccmp ? 16 : 32 }
}

/// What a network or a station wants of WPA2 (RSN element, IEEE 802.11-2016 9.4.2.25) or of WPA (vendor specific element
/// 00:50:F2 type 1, Wi-Fi Protected Access 3.1, with the same fields).
struct SecurityElement: Equatable, Sendable {
    enum Kind: Sendable, Equatable {
        case rsn
        case wpa

        fileprivate var oui: [UInt8] { self == .rsn ? [0x00, 0x0F, 0xAC] : [0x00, 0x50, 0xF2] }
    }

    /// AKM suite type of a pre-shared key (Table 9-133).
    static let preSharedKey: UInt8 = 2
    /// Start of a WPA element.
    static let wpaPrefix: [UInt8] = [0x00, 0x50, 0xF2, 0x01]
    private static let mostSuites = 32

    var kind: Kind
    /// Suite types; 255 for another vendor's.
    var group: UInt8
    var pairwise: [UInt8]
    var keyManagement: [UInt8]
    var capabilities: UInt16 = 0

    init(_ kind: Kind, group: WirelessCipher, pairwise: [WirelessCipher]) {
        self.kind = kind
        self.group = group.rawValue
        self.pairwise = pairwise.map(\.rawValue)
        keyManagement = [Self.preSharedKey]
    }

    /// Reads an RSN element, or a vendor's that is WPA's; nil for another or a broken one.
    init?(_ element: InformationElement) {
        switch element.id {
        case InformationElement.ID.rsn: self.init(.rsn, element.body)
        case InformationElement.ID.vendor where element.body.starts(with: Self.wpaPrefix):
            self.init(.wpa, Array(element.body.dropFirst(4)))
        default: return nil
        }
    }

    /// Everything behind the version may be missing: CCMP of RSN, TKIP of WPA, 802.1X (9.4.2.25.1).
    private init?(_ kind: Kind, _ body: [UInt8]) {
        guard body.count >= 2, body.half(0) == 1 else { return nil }
        self.kind = kind
        let fallback = kind == .rsn ? WirelessCipher.ccmp.rawValue : WirelessCipher.tkip.rawValue
        (group, pairwise, keyManagement) = (fallback, [fallback], [1])
        var at = 2
        guard at < body.count else { return }
        guard let suite = Self.suite(kind, body, at) else { return nil }
        group = suite
        at += 4
        for list in [\Self.pairwise, \Self.keyManagement] {
            guard at < body.count else { return }
            let count = Int(body.half(at))
            at += 2
            guard count <= Self.mostSuites, at + 4 * count <= body.count else { return nil }
            self[keyPath: list] = (0..<count).compactMap { Self.suite(kind, body, at + 4 * $0) }
            at += 4 * count
        }
        capabilities = body.half(at)
    }

    private static func suite(_ kind: Kind, _ body: [UInt8], _ at: Int) -> UInt8? {
        guard at + 4 <= body.count else { return nil }
        return Array(body[at..<at + 3]) == kind.oui ? body[at + 3] : 255
    }

    var element: InformationElement {
        var body: [UInt8] = kind == .wpa ? Self.wpaPrefix + [1, 0] : [1, 0]
        body += kind.oui + [group]
        for list in [pairwise, keyManagement] {
            body += UInt16(clamping: list.count).littleEndianBytes + list.flatMap { kind.oui + [$0] }
        }
        // WPA's capabilities may be left out, and are, as by others.
        if kind == .rsn { body += capabilities.littleEndianBytes }
        return InformationElement(kind == .rsn ? InformationElement.ID.rsn : InformationElement.ID.vendor, body)
    }
}
