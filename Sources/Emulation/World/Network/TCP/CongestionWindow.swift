/// How much may be on its way (RFC 5681): slow start, congestion avoidance, fast retransmit.
struct CongestionWindow {
    /// Bytes.
    private(set) var size: Int
    private var threshold = Int.max
    private var duplicates = 0
    private let segmentSize: Int

    /// Segments that may be sent at first (RFC 6928).
    private static let initialSegments = 10
    /// More than any window without scaling.
    private static let most = 1 << 20

    init(segmentSize: Int) {
        self.segmentSize = segmentSize
        size = Self.initialSegments * segmentSize
    }

    /// So many bytes were acknowledged for the first time.
    mutating func acknowledged(_ count: Int) {
        duplicates = 0
        let step = size < threshold ? min(count, segmentSize) : segmentSize * segmentSize / max(1, size)
        size = min(Self.most, size + max(1, step))
    }

    /// The same was acknowledged again while `inFlight` bytes were on their way; whether the segment behind it counts as
    /// lost: the third time.
    mutating func duplicate(inFlight: Int) -> Bool {
        duplicates += 1
        guard duplicates == 3 else { return false }
        threshold = max(inFlight / 2, 2 * segmentSize)
        size = threshold
        return true
    }

    /// No acknowledgement came in time.
    mutating func timedOut(inFlight: Int) {
        duplicates = 0
        threshold = max(inFlight / 2, 2 * segmentSize)
        size = segmentSize
    }
}
