import ESP8266

/// A time server (RFC 5905, SNTP of section 14), right by simulated time.
struct NTPServer {
    static let port: UInt16 = 123

    /// Names that examples of the SDKs and of Arduino ask for the time.
    static let usualNames = [
        "pool.ntp.org", "*.pool.ntp.org", "time.nist.gov", "time.google.com", "time.windows.com", "time.cloudflare.com",
        "cn.ntp.org.cn", "ntp.aliyun.com", "*.ntp.aliyun.com",
    ]

    /// The time when the run begins, in seconds since 1970-01-01 00:00:00 UTC.
    let epoch: UInt64

    private static let size = 48
    /// Seconds from 1900 to 1970.
    private static let era: UInt64 = 2_208_988_800

    /// The answer to a client's packet; nil when it is none.
    func answer(to packet: [UInt8], at now: Ticks) -> [UInt8]? {
        let client: UInt8 = 3, server: UInt8 = 4
        guard packet.count >= Self.size, packet[0] & 7 == client else { return nil }
        let version = packet[0] & 0x38, stamp = timestamp(at: now)
        // No leap second, stratum 1, the client's poll interval, precision 2^-20 s.
        var answer: [UInt8] = [version | server, 1, packet[2], 0xEC]
        answer += [0, 0, 0, 0, 0, 0, 0, 0] + Array("GPS\0".utf8)
        return answer + stamp + packet[40..<48] + stamp + stamp
    }

    /// Seconds since 1900 in 32 bits, which begin anew in 2036, and their fraction.
    private func timestamp(at now: Ticks) -> [UInt8] {
        let seconds = epoch &+ now / Clock.ticksPerSecond &+ Self.era
        let fraction = (now % Clock.ticksPerSecond) << 32 / Clock.ticksPerSecond
        return UInt32(truncatingIfNeeded: seconds).bigEndianBytes + UInt32(truncatingIfNeeded: fraction).bigEndianBytes
    }
}
