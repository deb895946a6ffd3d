import ESP8266

/// The path between the device and the endpoint: latency, bandwidth, loss. A pure value: same calls, same times.
struct VirtualLink: Sendable {
    /// Which way bytes travel.
    enum Direction: Int, Sendable {
        /// From the device.
        case up = 0
        /// To the device.
        case down = 1
    }

    /// One way, µs.
    var latencyMicroseconds: UInt64
    /// Bits per second.
    var bandwidth: UInt64
    /// Segments lost per thousand; a lost one arrives after a retransmission.
    var lossPermille: UInt64
    /// Retransmission timeout, µs; doubled at each further loss of the segment. Assumed: lwIP's initial value.
    var retransmissionMicroseconds: UInt64 = 1_500_000

    private static let segmentSize = 1460
    /// Losses in a row after which a segment arrives all the same.
    private static let mostLosses = 6
    private var random: SplitMix64
    private var busyUntil: [UInt64] = [0, 0]

    /// A link; `seed` decides which segments are lost.
    init(
        latencyMicroseconds: UInt64,
        bandwidth: UInt64,
        lossPermille: UInt64 = 0,
        seed: UInt64
    ) {
        self.latencyMicroseconds = latencyMicroseconds
        self.bandwidth = bandwidth
        self.lossPermille = lossPermille
        random = SplitMix64(seed: seed)
    }

    /// When `bytes` bytes handed over at `sentAt` µs have all arrived. In order per direction. Times that do not fit end
    /// at the largest one.
    mutating func deliveryTime(bytes: Int, sentAt: UInt64, direction: Direction) -> UInt64 {
        var at = max(sentAt, busyUntil[direction.rawValue])
        var arrival = Self.sum(at, latencyMicroseconds)
        var left = max(1, bytes)
        while left > 0 {
            let count = min(left, Self.segmentSize)
            at = Self.sum(at, transmissionTime(count))
            var segmentArrival = Self.sum(at, latencyMicroseconds)
            var timeout = retransmissionMicroseconds
            for _ in 0..<Self.mostLosses {
                guard isLost() else { break }
                segmentArrival = Self.sum(segmentArrival, timeout)
                timeout = Self.sum(timeout, timeout)
            }
            arrival = max(arrival, segmentArrival)
            left -= count
        }
        busyUntil[direction.rawValue] = max(at, arrival - min(arrival, latencyMicroseconds))
        return arrival
    }

    private func transmissionTime(_ count: Int) -> UInt64 {
        let bits = UInt64(count) * 8 * 1_000_000
        let rate = max(1, bandwidth)
        return bits / rate + (bits % rate == 0 ? 0 : 1)
    }

    private mutating func isLost() -> Bool { lossPermille > 0 && random.next() % 1000 < lossPermille }

    private static func sum(_ a: UInt64, _ b: UInt64) -> UInt64 {
        let (sum, overflow) = a.addingReportingOverflow(b)
        return overflow ? .max : sum
    }
}
