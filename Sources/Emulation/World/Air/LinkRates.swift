import ESP8266

/// What two stations can send to each other at.
struct LinkRates: Sendable, Equatable {
    /// Common rates of 802.11b and g, in 500 kbit/s.
    var legacy: Set<UInt8> = []
    /// Whether both speak 802.11n.
    var hasHT = false

    /// DSSS and OFDM, each from its slowest to its fastest, then MCS 0 to 7, with the lowest received strength at which a
    /// rate is understood, in dBm (minimum sensitivity: DSSS and CCK 15.4.6.2 and 16.3.8.2, OFDM Table 17-18, HT Table 19-23).
    private static let sensitivity: [(rate: AirRate, dBm: Int)] = [
        (0, -80), (1, -80), (2, -76), (3, -76),
        (11, -82), (15, -81), (10, -79), (14, -77), (9, -74), (13, -70), (8, -66), (12, -65),
        (16, -82), (17, -79), (18, -77), (19, -74), (20, -70), (21, -66), (22, -65), (23, -64),
    ].map { (AirRate(code: $0), $1) }

    /// - Parameters: the rates of both, in 500 kbit/s, with or without the bit of basic ones.
    init(_ one: [UInt8], _ other: [UInt8], hasHT: Bool) {
        legacy = Set(one.map { $0 & 0x7F }).intersection(other.map { $0 & 0x7F })
        self.hasHT = hasHT
    }

    init() {}

    /// The rates of a frame's attempts: the best that both can and the strength allows, two lower ones, the slowest of all
    /// (assumed: drivers choose by experience).
    func attempts(rssi: Int) -> [AirRate] {
        let usable = Self.sensitivity.filter { rate, dBm in
            guard dBm <= rssi else { return false }
            return rate.isHT ? hasHT : legacy.contains(UInt8(clamping: rate.kilobitsPerSecond / 500))
        }
        return usable.suffix(3).reversed().map(\.rate) + [.basic]
    }
}
