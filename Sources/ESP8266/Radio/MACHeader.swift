/// What the MAC reads of the header of a data or management frame (802.11-2016, 9.2.4 and 9.3).
struct MACHeader {
    let size: Int
    let sender: [UInt8]
    /// The network it belongs to; nil for one that names none.
    let bssid: [UInt8]?

    /// The header at the beginning of `bytes`; nil for a control frame, or for less than a header.
    init?(_ bytes: [UInt8]) {
        guard bytes.count >= 24, bytes[0] >> 2 & 3 != 1 else { return nil }
        let isData = bytes[0] >> 2 & 3 == 2
        let direction = isData ? bytes[1] & 3 : 0
        let hasQoS = isData && bytes[0] & 0x80 != 0
        size = 24 + (direction == 3 ? 6 : 0) + (hasQoS ? 2 : 0)
        guard bytes.count >= size else { return nil }
        sender = Array(bytes[10..<16])
        switch direction {
        case 0: bssid = Array(bytes[16..<22])
        case 1: bssid = Array(bytes[4..<10])
        case 2: bssid = sender
        default: bssid = nil
        }
    }
}
