import ESP8266

/// At what rate what is sent.
extension VirtualAccessPoint {
    /// DSSS and OFDM, each from its slowest to its fastest, then MCS 0 to 7, with the lowest received strength at which a
    /// rate is understood, in dBm (minimum sensitivity: DSSS and CCK 15.4.6.2 and 16.3.8.2, OFDM Table 17-18, HT Table 19-23).
    private static let sensitivity: [(rate: AirRate, dBm: Int)] = [
        (0, -80), (1, -80), (2, -76), (3, -76),
        (11, -82), (15, -81), (10, -79), (14, -77), (9, -74), (13, -70), (8, -66), (12, -65),
        (16, -82), (17, -79), (18, -77), (19, -74), (20, -70), (21, -66), (22, -65), (23, -64),
    ].map { (AirRate(code: $0), $1) }

    /// That of management frames.
    var basicRate: AirRate { .basic }

    /// The rates of a frame's attempts: the best that both can and the strength allows, then lower ones.
    func rates(for station: BSSStation, _ downlink: Downlink) -> [AirRate] {
        guard case .data = downlink.content else { return [basicRate] }
        let usable = Self.sensitivity.filter { rate, dBm in
            guard dBm <= configuration.rssi else { return false }
            if rate.isHT { return station.hasHT }
            let number = UInt8(clamping: rate.kilobitsPerSecond / 500)
            return station.rates.contains(number) && configuration.mode.rates.contains { $0 & 0x7F == number }
        }
        return usable.suffix(3).reversed().map(\.rate) + [basicRate]
    }

    /// The frame with the time that its acknowledgement takes in Duration (9.2.5.2).
    func reserved(_ frame: WirelessFrame, _ rate: AirRate) -> WirelessFrame {
        guard !frame.receiver.isGroup else { return frame }
        var frame = frame
        frame.duration = UInt16(clamping: Clock.microseconds(rate.timeToAcknowledge))
        return frame
    }
}
