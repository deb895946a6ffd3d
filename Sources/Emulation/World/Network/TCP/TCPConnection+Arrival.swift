import ESP8266

/// A segment arrives (RFC 9293, 3.10.7).
extension TCPConnection {
    /// Takes a segment of the peer's.
    mutating func receive(_ segment: TCPSegment, at now: Ticks) {
        switch state {
        case .closed: break
        case .synSent: receiveInSynSent(segment, at: now)
        default: receiveSynchronized(segment, at: now)
        }
    }

    private mutating func receiveInSynSent(_ segment: TCPSegment, at now: Ticks) {
        let isAcknowledged = segment.flags.contains(.ack)
        if isAcknowledged, segment.acknowledgement != queue.highest || queue.inFlight == 0 {
            if let reset = segment.reset { segments.append(reset) }
            return
        }
        guard !segment.flags.contains(.rst) else {
            if isAcknowledged { end(.refused) }
            return
        }
        guard segment.flags.contains(.syn) else { return }
        synchronize(with: segment)
        guard isAcknowledged else {
            // Both ask at once.
            state = .synReceived
            queue.goBack()
            return
        }
        timer.acknowledged(segment.acknowledgement, at: now)
        _ = queue.acknowledge(segment.acknowledgement, afterSYN: true)
        establish()
        owesAcknowledgement = true
    }

    private mutating func establish() {
        state = queue.endsWithFIN ? .finWait1 : .established
        deadline = nil
        timeouts = 0
        events.append(.established)
    }

    private mutating func receiveSynchronized(_ segment: TCPSegment, at now: Ticks) {
        if state == .synReceived, segment.flags.contains(.syn), segment.sequence + 1 == received.next {
            queue.goBack()
            return
        }
        guard isAcceptable(segment) else {
            if !segment.flags.contains(.rst) { contradict(segment, at: now) }
            if state == .timeWait { waitForLateSegments(at: now) }
            return
        }
        guard !segment.flags.contains(.rst) else {
            // RFC 5961, 3.2: a reset must name the very next byte, others are asked to prove themselves.
            if segment.sequence == received.next { end(.reset) } else { owesAcknowledgement = true }
            return
        }
        guard !segment.flags.contains(.syn) else {
            // RFC 5961, 4.2: a peer that restarted answers this with a reset.
            owesAcknowledgement = true
            return
        }
        guard segment.flags.contains(.ack), takeAcknowledgement(of: segment, at: now) else { return }
        takePayload(of: segment, at: now)
    }

    /// Says how far the stream is; to segments without content only now and then, or two ends could do so to each other for
    /// ever.
    private mutating func contradict(_ segment: TCPSegment, at now: Ticks) {
        if segment.length == 0 {
            guard now >= nextContradiction else { return }
            nextContradiction = now &+ Self.contradictionInterval
        }
        owesAcknowledgement = true
    }

    /// Whether some of the segment lies in the window (RFC 9293, table 6).
    private func isAcceptable(_ segment: TCPSegment) -> Bool {
        let room = edge.distance(from: received.next)
        let start = segment.sequence.distance(from: received.next)
        guard segment.length > 0 else { return start >= 0 && (start < room || start == 0) }
        guard room > 0 else { return false }
        let last = start + segment.length - 1
        return start >= 0 && start < room || last >= 0 && last < room
    }

    /// Whether the rest of the segment counts.
    private mutating func takeAcknowledgement(of segment: TCPSegment, at now: Ticks) -> Bool {
        let acknowledgement = segment.acknowledgement
        if state == .synReceived {
            guard acknowledgement == queue.highest, queue.inFlight > 0 else {
                if let reset = segment.reset { segments.append(reset) }
                return false
            }
            timer.acknowledged(acknowledgement, at: now)
            _ = queue.acknowledge(acknowledgement, afterSYN: true)
            takeWindow(of: segment)
            establish()
            return true
        }
        guard queue.isPlausible(acknowledgement) else {
            owesAcknowledgement = true
            return false
        }
        let inFlight = queue.inFlight, oldWindow = queue.window
        let news = queue.acknowledge(acknowledgement)
        updateWindow(by: segment)
        timeouts = 0
        if news > 0 {
            timer.acknowledged(acknowledgement, at: now)
            congestion.acknowledged(news)
            deadline = nil
            events.append(.acknowledged)
            advanceClosing(at: now)
        } else if acknowledgement == queue.unacknowledged, segment.length == 0, inFlight > 0,
            queue.window == oldWindow, congestion.duplicate(inFlight: inFlight)
        {
            retransmitFirst()
        }
        return state != .closed
    }

    private mutating func updateWindow(by segment: TCPSegment) {
        let age = segment.sequence.distance(from: windowUpdate.sequence)
        let isNew = age > 0 || age == 0 && segment.acknowledgement.distance(from: windowUpdate.acknowledgement) >= 0
        if isNew, segment.acknowledgement.distance(from: queue.unacknowledged) >= 0 { takeWindow(of: segment) }
    }

    /// Our FIN may have been acknowledged.
    private mutating func advanceClosing(at now: Ticks) {
        guard queue.isDone else { return }
        switch state {
        case .finWait1:
            state = .finWait2
            deadline = now &+ Self.finWait
        case .closing: waitForLateSegments(at: now)
        case .lastAck: end(.closed)
        default: break
        }
    }

    private mutating func takePayload(of segment: TCPSegment, at now: Ticks) {
        let isLast = segment.flags.contains(.fin)
        guard !segment.payload.isEmpty || isLast else { return }
        owesAcknowledgement = true
        guard !received.isFinished else { return }
        received.insert(segment.payload, at: segment.sequence, isLast: isLast, edge: edge)
        let bytes = received.take()
        if !bytes.isEmpty { events.append(.received(bytes)) }
        guard received.isFinished else { return }
        events.append(.peerClosed)
        switch state {
        case .established: state = .closeWait
        case .finWait1: state = .closing
        case .finWait2: waitForLateSegments(at: now)
        default: break
        }
    }

    private mutating func waitForLateSegments(at now: Ticks) {
        if state != .timeWait { events.append(.ended(.closed)) }
        state = .timeWait
        deadline = now &+ Self.timeWait
    }

    /// As Linux limits them, tcp_invalid_ratelimit.
    private static let contradictionInterval: Ticks = Clock.ticksPerSecond / 2
    /// How long the peer may take to send its FIN after ours: Linux' tcp_fin_timeout.
    private static let finWait: Ticks = 60 * Clock.ticksPerSecond
    /// Instead of the four minutes of RFC 9293: the path is short, and a device that restarts reuses its ports. Assumed.
    private static let timeWait: Ticks = Clock.ticksPerSecond
}
