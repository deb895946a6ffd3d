/// What one side of a connection has to send and has sent (RFC 9293, 3.3.1).
struct TCPSendQueue {
    /// SND.UNA: the first byte that is not acknowledged.
    private(set) var unacknowledged: SequenceNumber
    /// SND.NXT: the next byte to send. Goes back when a time-out has everything sent again.
    private(set) var next: SequenceNumber
    /// The byte behind the last one that was ever sent.
    private(set) var highest: SequenceNumber
    /// SND.WND: bytes behind `unacknowledged` that the peer takes.
    var window = 0
    /// Whether a FIN follows the last byte.
    var endsWithFIN = false
    /// Bytes from `unacknowledged` on.
    private var bytes: [UInt8] = []

    /// Begins behind a SYN with the number `initial`, which is still to be sent.
    init(initial: SequenceNumber) {
        (unacknowledged, next, highest) = (initial, initial, initial)
    }

    /// Bytes that are not acknowledged, sent or not.
    var backlog: Int { bytes.count }
    /// Bytes on their way.
    var inFlight: Int { next.distance(from: unacknowledged) }
    /// Bytes that wait to be sent.
    var unsent: Int { max(0, bytes.count - inFlight) }
    /// Whether the FIN waits to be sent.
    var owesFIN: Bool { endsWithFIN && inFlight <= bytes.count }
    /// Whether everything, FIN included, is acknowledged.
    var isDone: Bool { endsWithFIN && unacknowledged == highest && hasSentFIN }
    private var hasSentFIN = false

    mutating func append(_ more: [UInt8]) { bytes += more }

    /// The next `count` bytes that have not been sent, without noting them as sent.
    func peek(_ count: Int) -> [UInt8] { Array(bytes.dropFirst(inFlight).prefix(count)) }

    /// The first `count` bytes that are not acknowledged.
    func first(_ count: Int) -> [UInt8] { Array(bytes.prefix(count)) }

    /// `length` of the sequence space has been sent.
    mutating func advance(_ length: Int, withFIN: Bool = false) {
        next += length
        if withFIN { hasSentFIN = true }
        if next.distance(from: highest) > 0 { highest = next }
    }

    /// `length` has been sent that counts only if the peer acknowledges it: a probe of its window.
    mutating func probed(_ length: Int) {
        let end = unacknowledged + length
        if end.distance(from: highest) > 0 { highest = end }
    }

    /// Everything that is not acknowledged is to be sent again.
    mutating func goBack() { next = unacknowledged }

    /// Whether the peer can know what it acknowledges.
    func isPlausible(_ acknowledgement: SequenceNumber) -> Bool { acknowledgement.distance(from: highest) <= 0 }

    /// Everything before `acknowledgement` has arrived; how much of it is news. `afterSYN` when the first of it is the SYN.
    mutating func acknowledge(_ acknowledgement: SequenceNumber, afterSYN: Bool = false) -> Int {
        let count = acknowledgement.distance(from: unacknowledged)
        guard count > 0 else { return 0 }
        bytes.removeFirst(min(bytes.count, count - (afterSYN ? 1 : 0)))
        unacknowledged = acknowledgement
        if next.distance(from: acknowledgement) < 0 { next = acknowledgement }
        return count
    }
}
