/// A rate of 802.11b, g or n, numbered as libpp's descriptors number it (lmacTxFrame, rcUpdateRxDone, read; the same numbers
/// as RTOS esp_wifi's wifi_phy_rate_t): 0 to 3 with a long and 5 to 7 with a short DSSS preamble, 8 to 15 OFDM, 16 to 23
/// HT20 MCS 0 to 7, 24 to 31 the same with a short guard interval.
public struct AirRate: Sendable, Hashable {
    /// 0…31.
    public let code: UInt8

    /// The rate of that number; bits beyond five do not count.
    public init(code: UInt8) { self.code = code & 31 }

    /// 1 Mbit/s, which every station understands.
    public static let basic = AirRate(code: 0)
    /// 6 Mbit/s, the slowest of 802.11g.
    public static let slowestOFDM = AirRate(code: 11)

    /// Whether the frame has a header of 802.11n.
    public var isHT: Bool { code >= 16 }
    /// Number of the modulation and coding scheme of a rate of 802.11n.
    public var mcs: UInt8 { code & 7 }
    private var isDSSS: Bool { code < 8 }

    /// In kbit/s.
    public var kilobitsPerSecond: Int {
        if isHT { return dataBitsPerSymbol * 10_000 / (code >= 24 ? 36 : 40) }
        if isDSSS { return [1000, 2000, 5500, 11_000][Int(code & 3)] }
        return dataBitsPerSymbol * 250
    }

    /// Bits of data in a symbol of 4 µs (802.11-2016, tables 17-4 and 19-27).
    private var dataBitsPerSymbol: Int {
        if isHT { return [26, 52, 78, 104, 156, 208, 234, 260][Int(mcs)] }
        return [192, 96, 48, 24, 216, 144, 72, 36][Int(code & 7)]
    }

    /// What a frame of `bytes`, FCS included, takes on the air, preamble and header included (802.11-2016, 15.2, 16.2, 18.4.2, 19.4.3).
    public func airTime(bytes: Int) -> Ticks {
        let bits = 8 * max(0, bytes)
        if isDSSS {
            let preamble = code >= 5 ? 96 : 192
            return Ticks(preamble + (1000 * bits + kilobitsPerSecond - 1) / kilobitsPerSecond)
                * Clock.ticksPerMicrosecond
        }
        // SERVICE and tail bits; signal extension of 6 µs in the 2.4 GHz band.
        let symbols = Ticks((16 + bits + 6 + dataBitsPerSymbol - 1) / dataBitsPerSymbol)
        let preamble: Ticks = isHT ? 36 : 20
        let tenths: Ticks = code >= 24 ? 36 : 40
        return (preamble + 6) * Clock.ticksPerMicrosecond + symbols * tenths * Clock.ticksPerMicrosecond / 10
    }

    /// What an acknowledgement of a frame at this rate takes: 14 bytes at the highest basic rate that is not above it, or else
    /// the highest mandatory one (802.11-2016, 10.7.6.5.2). Those of 802.11b are basic ones here, of OFDM 6, 12 and 24 Mbit/s
    /// are mandatory.
    public var acknowledgementTime: Ticks { response.airTime(bytes: 14) }

    private var response: AirRate {
        if isDSSS { return self }
        return AirRate(code: kilobitsPerSecond >= 24_000 ? 9 : kilobitsPerSecond >= 12_000 ? 10 : 11)
    }
}
