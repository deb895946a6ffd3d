/// Puts the bytes of a stream in order, as they come in segments: early, late, twice.
struct TCPReceiveQueue {
    /// Sequence number of the next byte that is missing.
    private(set) var next: SequenceNumber
    /// Bytes in order that nobody has taken.
    private var ready: [UInt8] = []
    /// Segments that came early, by sequence number.
    private var early: [(start: SequenceNumber, bytes: [UInt8])] = []
    /// Where the stream ends, if that has been said.
    private var end: SequenceNumber?

    /// Most segments that wait for one before them.
    private static let mostEarly = 64

    init(next: SequenceNumber) { self.next = next }

    /// Whether the end of the stream has been reached, its FIN included.
    private(set) var isFinished = false

    /// Whether segments wait for one before them.
    var hasGap: Bool { !early.isEmpty }

    /// Takes `bytes` that begin at `start`; `isLast` for the last of the stream. What lies behind `edge` is cut off.
    mutating func insert(_ bytes: [UInt8], at start: SequenceNumber, isLast: Bool, edge: SequenceNumber) {
        guard !isFinished else { return }
        let room = max(0, edge.distance(from: start))
        if isLast, bytes.count <= room { end = end ?? start + bytes.count }
        let piece = bytes.prefix(room)
        if !piece.isEmpty { keep(Array(piece), at: start) }
        while let first = early.first, first.start.distance(from: next) <= 0 {
            early.removeFirst()
            append(first.bytes, at: first.start)
        }
        if end == next {
            isFinished = true
            next += 1
            early = []
        }
    }

    private mutating func keep(_ bytes: [UInt8], at start: SequenceNumber) {
        guard start.distance(from: next) > 0 else { return append(bytes, at: start) }
        let place = early.firstIndex { $0.start.distance(from: start) >= 0 } ?? early.count
        if place < early.count, early[place].start == start, early[place].bytes.count >= bytes.count { return }
        early.insert((start, bytes), at: place)
        if early.count > Self.mostEarly { early.removeLast() }
    }

    private mutating func append(_ bytes: [UInt8], at start: SequenceNumber) {
        let known = next.distance(from: start)
        guard known >= 0, known < bytes.count else { return }
        ready += bytes.dropFirst(known)
        next += bytes.count - known
    }

    /// Hands out the bytes in order since the last call.
    mutating func take() -> [UInt8] {
        defer { ready = [] }
        return ready
    }
}
