/// Between Ethernet frames and the bodies of 802.11 data frames: LLC and SNAP (RFC 1042; IEEE 802.1H for what bridges
/// carry).
enum LLC {
    private static let rfc1042: [UInt8] = [0xAA, 0xAA, 0x03, 0x00, 0x00, 0x00]
    private static let bridgeTunnel: [UInt8] = [0xAA, 0xAA, 0x03, 0x00, 0x00, 0xF8]
    /// AppleTalk ARP and IPX, which bridges tunnel.
    private static let tunnelled: Set<[UInt8]> = [[0x80, 0xF3], [0x81, 0x37]]
    private static let headerLength = 14

    /// The Ethernet frame of a data frame's body; nil for a body without SNAP.
    static func ethernet(_ body: [UInt8], to destination: EUI48, from source: EUI48) -> [UInt8]? {
        guard body.count >= 8, body.starts(with: rfc1042) || body.starts(with: bridgeTunnel) else { return nil }
        return destination.bytes + source.bytes + body[6...]
    }

    /// A data frame's body for an Ethernet frame; nil for one that is too short, and for IEEE 802.3 with a length
    /// instead of a type.
    static func body(_ ethernet: [UInt8]) -> [UInt8]? {
        guard ethernet.count >= headerLength, ethernet[12] >= 6 else { return nil }
        let type = Array(ethernet[12..<14])
        return (tunnelled.contains(type) ? bridgeTunnel : rfc1042) + ethernet[12...]
    }

    /// A body of `type` and `payload`.
    static func body(type: UInt16, _ payload: [UInt8]) -> [UInt8] { rfc1042 + type.bigEndianBytes + payload }

    /// What a body of `type` carries; nil for another type.
    static func payload(_ body: [UInt8], type: UInt16) -> [UInt8]? {
        guard body.count >= 8, body.starts(with: rfc1042), Array(body[6..<8]) == type.bigEndianBytes else { return nil }
        return Array(body[8...])
    }
}
