/// What was sent and what has arrived, message by message. The messages of a stream go from one publisher to one subscriber,
/// numbered from 0.
struct Ledger {
    private var arrived: [[Bool]]
    private var latest: [Int]
    private(set) var published = 0
    var acknowledged = 0
    private(set) var delivered = 0
    private(set) var duplicated = 0
    /// Messages that came behind a later one of their stream.
    private(set) var reordered = 0
    /// Bytes that were no message of ours.
    private(set) var strange = 0
    /// Nanoseconds from the moment when a message was due to its delivery.
    private(set) var latencies: [Int] = []

    init(streams: Int, messages: Int) {
        arrived = Array(repeating: [], count: streams)
        latest = Array(repeating: -1, count: streams)
        latencies.reserveCapacity(messages)
    }

    /// The next message of `stream`, which was due at `due` nanoseconds: its payload, `size` bytes or as many as it needs.
    mutating func publish(on stream: Int, due: Int, size: Int) -> [UInt8] {
        var payload: [UInt8] = []
        payload.reserveCapacity(size)
        for number in [stream, arrived[stream].count, due] {
            for shift in stride(from: 56, through: 0, by: -8) {
                payload.append(UInt8(truncatingIfNeeded: number >> shift))
            }
        }
        payload += repeatElement(0x2E, count: max(0, size - payload.count))
        arrived[stream].append(false)
        published += 1
        return payload
    }

    /// A message has come at `now` to the subscriber of `stream`.
    mutating func deliver(_ payload: ArraySlice<UInt8>, to stream: Int, now: Int) {
        guard payload.count >= 24 else {
            strange += 1
            return
        }
        func number(_ index: Int) -> Int {
            payload.dropFirst(8 * index).prefix(8).reduce(0) { $0 << 8 | Int($1) }
        }
        let message = number(1)
        guard number(0) == stream, arrived[stream].indices.contains(message) else {
            strange += 1
            return
        }
        guard !arrived[stream][message] else {
            duplicated += 1
            return
        }
        arrived[stream][message] = true
        delivered += 1
        if message < latest[stream] { reordered += 1 }
        latest[stream] = max(latest[stream], message)
        latencies.append(now - number(2))
    }

    var lost: Int { published - delivered }
}
