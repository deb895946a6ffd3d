extension InformationElement {
    /// SSID (9.4.2.2).
    static func ssid(_ name: [UInt8]) -> InformationElement { InformationElement(ID.ssid, Array(name.prefix(32))) }

    /// Supported Rates and what does not fit into its eight places (9.4.2.3, 9.4.2.13).
    static func rates(_ rates: [UInt8]) -> [InformationElement] {
        let first = InformationElement(ID.supportedRates, Array(rates.prefix(8)))
        guard rates.count > 8 else { return [first] }
        return [first, InformationElement(ID.extendedSupportedRates, Array(rates.dropFirst(8)))]
    }

    /// DSSS Parameter Set: the channel (9.4.2.4).
    static func channel(_ channel: Int) -> InformationElement {
        InformationElement(ID.dsParameter, [UInt8(clamping: channel)])
    }

    /// ERP without protection (9.4.2.12).
    static let erp = InformationElement(ID.erp, [0])

    /// HT Capabilities of one stream at 20 MHz, long guard interval (9.4.2.56): SM power save disabled, MCS 0 to 7.
    static let htCapabilities = InformationElement(
        ID.htCapabilities,
        [0x0C, 0x00, 0x00] + [0xFF] + [UInt8](repeating: 0, count: 15) + [0, 0, 0, 0, 0, 0, 0]
    )

    /// HT Operation at 20 MHz on `channel` (9.4.2.57).
    static func htOperation(channel: Int) -> InformationElement {
        InformationElement(ID.htOperation, [UInt8(clamping: channel)] + [UInt8](repeating: 0, count: 21))
    }

    /// Microsoft's WMM parameter element: OUI 00:50:F2, type 2, subtype 1 (Wi-Fi Alliance WMM Specification 2.2.2), with
    /// the default EDCA parameters of IEEE 802.11-2016 Table 9-137.
    static let wmmParameters = InformationElement(
        ID.vendor,
        wmmPrefix + [1, 1, 0, 0]
            + [0x03, 0xA4, 0x00, 0x00] + [0x27, 0xA4, 0x00, 0x00] + [0x42, 0x43, 0x5E, 0x00] + [0x62, 0x32, 0x2F, 0x00]
    )

    /// WMM information element of a station that asks for QoS (2.2.1).
    static let wmmInformation = InformationElement(ID.vendor, wmmPrefix + [0, 1, 0])

    /// Start of every WMM element.
    static let wmmPrefix: [UInt8] = [0x00, 0x50, 0xF2, 0x02]
}

/// The Traffic Indication Map of a beacon (9.4.2.6): for whom frames wait.
struct TrafficIndicationMap: Equatable, Sendable {
    /// Beacons until the next DTIM; 0 in a DTIM.
    var count: UInt8
    /// Beacons from DTIM to DTIM.
    var period: UInt8
    /// Whether group addressed frames follow this beacon.
    var hasGroupTraffic: Bool
    /// AIDs of the stations for which frames wait, 1…2007.
    var waiting: Set<Int>

    var element: InformationElement {
        var bitmap = [UInt8](repeating: 0, count: 251)
        for aid in waiting where (1...2007).contains(aid) { bitmap[aid / 8] |= 1 << UInt8(aid % 8) }
        let first = (bitmap.firstIndex { $0 != 0 } ?? 0) & ~1
        let last = max(first, bitmap.lastIndex { $0 != 0 } ?? 0)
        let control = UInt8(first) | (hasGroupTraffic ? 1 : 0)
        return InformationElement(InformationElement.ID.tim, [count, period, control] + bitmap[first...last])
    }

    init(count: UInt8, period: UInt8, hasGroupTraffic: Bool, waiting: Set<Int>) {
        self.count = count
        self.period = period
        self.hasGroupTraffic = hasGroupTraffic
        self.waiting = waiting
    }

    /// Reads the element's body.
    init?(_ body: [UInt8]) {
        guard body.count >= 4 else { return nil }
        count = body[0]
        period = body[1]
        hasGroupTraffic = body[2] & 1 != 0
        waiting = []
        let first = Int(body[2] & 0xFE)
        for (index, byte) in body[3...].enumerated() {
            for bit in 0..<8 where byte >> UInt8(bit) & 1 != 0 { waiting.insert((first + index) * 8 + bit) }
        }
    }
}
