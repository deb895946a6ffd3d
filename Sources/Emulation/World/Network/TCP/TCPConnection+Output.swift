import ESP8266

/// What goes out, and when again (RFC 9293, 3.8; RFC 6298).
extension TCPConnection {
    /// Time-outs without a word of the peer after which it is given up: more than the 100 s of RFC 9293, 3.8.3.
    private static let mostTimeouts = 8

    /// Takes the segments that may go out now.
    mutating func takeSegments(at now: Ticks) -> [TCPSegment] {
        switch state {
        case .closed: break
        case .synSent: sendSYN([.syn], at: now)
        case .synReceived: sendSYN([.syn, .ack], at: now)
        default: sendData(at: now)
        }
        if owesAcknowledgement || (announcedClosed && window > 0 && isSynchronized) {
            segments.append(segment(queue.highest, .ack))
        }
        owesAcknowledgement = false
        noteWindow()
        defer { segments = [] }
        return segments
    }

    private var isSynchronized: Bool { state != .closed && state != .synSent && state != .synReceived }

    private mutating func noteWindow() {
        guard !segments.isEmpty else { return }
        announcedClosed = window == 0
        let allowed = received.next + window
        if allowed.distance(from: edge) > 0 { edge = allowed }
    }

    private mutating func sendSYN(_ flags: TCPSegment.Flags, at now: Ticks) {
        guard queue.inFlight == 0 else { return }
        var syn = segment(queue.unacknowledged, flags)
        syn.maximumSegmentSize = Self.ownSegmentSize
        emit(syn, at: now)
        owesAcknowledgement = false
        deadline = deadline ?? now &+ timer.timeout
    }

    private mutating func sendData(at now: Ticks) {
        while let next = nextSegment() { emit(next, at: now) }
        let isWaiting = queue.inFlight > 0 || queue.window == 0 && queue.unsent > 0
        if isWaiting {
            deadline = deadline ?? now &+ timer.timeout
        } else if state != .timeWait, state != .finWait2 {
            deadline = nil
        }
    }

    /// The next segment that the windows allow, no small one while others are on their way and more is to come (RFC 9293,
    /// 3.8.6.2.1).
    private func nextSegment() -> TCPSegment? {
        let usable = min(queue.window, congestion.size) - queue.inFlight
        let count = min(segmentSize, usable, queue.unsent)
        let isRest = count == queue.unsent
        if count > 0, count == segmentSize || isRest || queue.inFlight == 0 {
            let ends = isRest && queue.owesFIN
            return segment(queue.next, ends ? [.ack, .psh, .fin] : isRest ? [.ack, .psh] : .ack, queue.peek(count))
        }
        guard queue.unsent == 0, queue.owesFIN, usable > 0 || queue.inFlight == 0 else { return nil }
        return segment(queue.next, [.ack, .fin])
    }

    private mutating func emit(_ segment: TCPSegment, at now: Ticks) {
        if segment.sequence == queue.highest {
            timer.sent(behind: segment.sequence + segment.length, at: now)
        } else {
            timer.sentAgain()
        }
        queue.advance(segment.length, withFIN: segment.flags.contains(.fin))
        if segment.flags.contains(.ack) { owesAcknowledgement = false }
        segments.append(segment)
    }

    /// Sends the first segment that is not acknowledged once more.
    mutating func retransmitFirst() {
        timer.sentAgain()
        let bytes = queue.first(min(segmentSize, queue.inFlight))
        let isLast = bytes.isEmpty && queue.endsWithFIN
        segments.append(segment(queue.unacknowledged, isLast ? [.ack, .fin] : [.ack, .psh], bytes))
    }

    /// The `deadline` has come.
    mutating func timeOut(at now: Ticks) {
        deadline = nil
        switch state {
        case .closed: return
        case .timeWait, .finWait2:
            if state == .finWait2 { events.append(.ended(.closed)) }
            state = .closed
            return
        default: break
        }
        timeouts += 1
        guard timeouts <= Self.mostTimeouts else {
            segments.append(segment(queue.highest, [.rst, .ack]))
            return end(.timedOut)
        }
        timer.backOff()
        timer.sentAgain()
        if isSynchronized, queue.window == 0, queue.backlog > 0 {
            probe()
        } else {
            congestion.timedOut(inFlight: queue.inFlight)
            queue.goBack()
        }
    }

    /// Sends one byte that the peer's closed window does not allow, for it to say its window again (RFC 9293, 3.8.6.1).
    private mutating func probe() {
        queue.goBack()
        segments.append(segment(queue.unacknowledged, .ack, queue.first(1)))
        queue.probed(1)
    }
}
