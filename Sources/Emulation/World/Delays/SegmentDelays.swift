import ESP8266

/// TCP segments at a device's antenna that pass again because the device is late: those for it that it had not acknowledged,
/// its own whose acknowledgement had reached it.
///
/// Segments that come again because the link lost them or their acknowledgements are none of these.
struct SegmentDelays {
    private struct Pair: Hashable {
        var device, peer: SocketAddress
    }

    /// What one end has sent, as far as it passed.
    private struct Stream {
        /// The sequence number behind all that passed without a gap.
        private(set) var next: SequenceNumber
        /// What the other end has acknowledged, and when it did so.
        private(set) var acknowledged: SequenceNumber
        private(set) var acknowledgedAt: Ticks = 0
        /// Behind what the other end allows to be sent; nil when it has not said.
        private var limit: SequenceNumber?
        /// What has not been acknowledged: where segments end, and when they passed for the first time, oldest first.
        private var waiting: [(end: SequenceNumber, since: Ticks)] = []
        /// What was acknowledged so late that it may have been sent again meanwhile, and since when it waited.
        private var late: (start: SequenceNumber, end: SequenceNumber, since: Ticks)?

        /// Most segments on their way of which each has a time.
        private static let mostWaiting = 64

        init(syn: TCPSegment) {
            next = syn.sequence
            acknowledged = syn.sequence
        }

        /// Whether `syn` is the one that began it.
        func isBegun(by syn: TCPSegment) -> Bool { next == syn.end && acknowledged.distance(from: syn.end) <= 0 }

        func hasPassed(_ segment: TCPSegment) -> Bool { segment.end.distance(from: next) <= 0 }

        /// What the segment adds, unless there is a gap before it.
        mutating func pass(_ segment: TCPSegment, at now: Ticks) {
            guard segment.sequence.distance(from: next) <= 0 else { return }
            next = segment.end
            if waiting.count < Self.mostWaiting { waiting.append((next, now)) }
        }

        /// What the other end acknowledges and allows.
        mutating func take(acknowledgementOf segment: TCPSegment, at now: Ticks) {
            let news = segment.acknowledgement.distance(from: acknowledged)
            guard news >= 0 else { return }
            // Segments that passed early, with a gap before them, are not followed.
            if segment.acknowledgement.distance(from: next) > 0 { next = segment.acknowledgement }
            limit = segment.acknowledgement + Int(segment.window)
            guard news > 0 else { return }
            let start = acknowledged
            (acknowledged, acknowledgedAt) = (segment.acknowledgement, now)
            let done = waiting.prefix { $0.end.distance(from: acknowledged) <= 0 }
            waiting.removeFirst(done.count)
            guard let since = done.first?.since, now &- since >= RetransmissionTimer.least else { return }
            late = late?.end == start ? late : (start, acknowledged, since)
            late?.end = acknowledged
        }

        /// Since when a segment that passed before has waited for the acknowledgement that it needed; nil when it had it in
        /// time, or was not allowed: a probe of the window.
        func waits(_ segment: TCPSegment) -> Ticks? {
            if segment.end.distance(from: acknowledged) > 0 {
                let isAllowed = limit.map { segment.sequence.distance(from: $0) < 0 } ?? true
                return isAllowed ? waiting.first { segment.end.distance(from: $0.end) <= 0 }?.since : nil
            }
            guard let late, segment.end.distance(from: late.start) > 0, segment.end.distance(from: late.end) <= 0 else {
                return nil
            }
            return late.since
        }
    }

    private struct Flow {
        var ofDevice: Stream?
        var ofPeer: Stream?
    }

    private var flows: [Pair: Flow] = [:]
    /// Connections, oldest first.
    private var order: [Pair] = []

    /// As many as a host of the network has; the oldest is given up for a new one.
    private static let most = 64

    /// A segment has reached the device.
    mutating func received(_ segment: TCPSegment, of packet: IPv4Packet, at now: Ticks) -> DelayTap.Finding? {
        let pair = Pair(
            device: SocketAddress(address: packet.destination, port: segment.destinationPort),
            peer: SocketAddress(address: packet.source, port: segment.sourcePort)
        )
        return follow(segment, of: pair, own: \.ofPeer, other: \.ofDevice, at: now) { stream in
            stream.waits(segment).map { DelayTap.Finding(work: .segmentAgain, since: $0) }
        }
    }

    /// The device has sent a segment.
    mutating func sent(_ segment: TCPSegment, of packet: IPv4Packet, at now: Ticks) -> DelayTap.Finding? {
        let pair = Pair(
            device: SocketAddress(address: packet.source, port: segment.sourcePort),
            peer: SocketAddress(address: packet.destination, port: segment.destinationPort)
        )
        return follow(segment, of: pair, own: \.ofDevice, other: \.ofPeer, at: now) { stream in
            let since = stream.acknowledgedAt
            guard segment.end.distance(from: stream.acknowledged) <= 0, now &- since >= DelayCollector.threshold else {
                return nil
            }
            return DelayTap.Finding(work: .ownSegmentAgain, since: since)
        }
    }

    /// - Parameter lateness: what it means that the segment, which passed before, passes again.
    private mutating func follow(
        _ segment: TCPSegment,
        of pair: Pair,
        own: WritableKeyPath<Flow, Stream?>,
        other: WritableKeyPath<Flow, Stream?>,
        at now: Ticks,
        lateness: (Stream) -> DelayTap.Finding?
    ) -> DelayTap.Finding? {
        guard !segment.flags.contains(.rst) else {
            forget(pair)
            return nil
        }
        if segment.flags.contains(.syn), flows[pair]?[keyPath: own]?.isBegun(by: segment) != true {
            begin(segment, of: pair, own: own)
        }
        guard var flow = flows[pair] else { return nil }
        defer { flows[pair] = flow }
        if segment.flags.contains(.ack) { flow[keyPath: other]?.take(acknowledgementOf: segment, at: now) }
        guard segment.length > 0, let stream = flow[keyPath: own] else { return nil }
        guard !stream.hasPassed(segment) else { return lateness(stream) }
        flow[keyPath: own]?.pass(segment, at: now)
        return nil
    }

    private mutating func begin(_ syn: TCPSegment, of pair: Pair, own: WritableKeyPath<Flow, Stream?>) {
        if !syn.flags.contains(.ack) {
            forget(pair)
            if order.count >= Self.most { forget(order[0]) }
            flows[pair] = Flow()
            order.append(pair)
        }
        flows[pair]?[keyPath: own] = Stream(syn: syn)
    }

    private mutating func forget(_ pair: Pair) {
        guard flows.removeValue(forKey: pair) != nil else { return }
        order.removeAll { $0 == pair }
    }
}

extension TCPSegment {
    /// The sequence number behind it.
    fileprivate var end: SequenceNumber { sequence + length }
}
