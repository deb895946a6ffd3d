/// The Frame Control field of 802.11 (IEEE 802.11-2016 9.2.4.1).
struct FrameControl: Equatable, Sendable {
    /// Type and subtype (Table 9-1), as bits 2 to 7 of the field have them.
    enum Kind: UInt16, Sendable, CaseIterable {
        case associationRequest = 0x00, associationResponse = 0x10
        case reassociationRequest = 0x20, reassociationResponse = 0x30
        case probeRequest = 0x40, probeResponse = 0x50
        case beacon = 0x80, disassociation = 0xA0, authentication = 0xB0, deauthentication = 0xC0, action = 0xD0
        case blockAckRequest = 0x84, blockAck = 0x94, psPoll = 0xA4, rts = 0xB4, cts = 0xC4, ack = 0xD4
        case data = 0x08, null = 0x48, qosData = 0x88, qosNull = 0xC8

        var isManagement: Bool { rawValue & 0x0C == 0 }
        var isControl: Bool { rawValue & 0x0C == 0x04 }
        var isData: Bool { rawValue & 0x0C == 0x08 }
        /// Whether a QoS Control field follows the addresses.
        var hasQoSControl: Bool { rawValue & 0x8C == 0x88 }
    }

    /// The field's flags.
    struct Flags: OptionSet, Sendable {
        let rawValue: UInt16

        static let toDS = Flags(rawValue: 0x0100)
        static let fromDS = Flags(rawValue: 0x0200)
        static let moreFragments = Flags(rawValue: 0x0400)
        static let retry = Flags(rawValue: 0x0800)
        static let powerManagement = Flags(rawValue: 0x1000)
        static let moreData = Flags(rawValue: 0x2000)
        static let protected = Flags(rawValue: 0x4000)
        /// +HTC of a QoS data or management frame.
        static let order = Flags(rawValue: 0x8000)
    }

    var kind: Kind
    var flags: Flags

    init(_ kind: Kind, _ flags: Flags = []) {
        self.kind = kind
        self.flags = flags
    }

    /// Reads the field; nil for another protocol version and kinds of frame that nobody here sends.
    init?(rawValue: UInt16) {
        guard rawValue & 3 == 0, let kind = Kind(rawValue: rawValue & 0xFC) else { return nil }
        self.init(kind, Flags(rawValue: rawValue & 0xFF00))
    }

    var rawValue: UInt16 { kind.rawValue | flags.rawValue }
}
