import ESP8266

/// An address and a port.
struct SocketAddress: Hashable {
    var address: IPv4Address
    var port: UInt16
}

/// One end of a TCP connection (RFC 9293): segments in, segments out, no clock of its own.
struct TCPConnection {
    /// The states of RFC 9293, 3.3.2; nobody listens here.
    enum State {
        case synSent, synReceived, established, finWait1, finWait2, closeWait, closing, lastAck, timeWait, closed
    }

    /// What the application learns, in order.
    enum Event: Equatable {
        case established
        case received([UInt8])
        /// Bytes were acknowledged.
        case acknowledged
        /// The peer sends no more.
        case peerClosed
        /// The connection is over: in good order, by a reset, or because nobody answers.
        case ended(Ending)
    }

    /// How a connection ended.
    enum Ending {
        case closed, refused, reset, timedOut
    }

    let local: SocketAddress
    let remote: SocketAddress
    var state: State
    var queue: TCPSendQueue
    var received: TCPReceiveQueue
    var timer = RetransmissionTimer()
    var congestion = CongestionWindow(segmentSize: defaultSegmentSize)
    /// Most bytes of payload that the peer takes.
    var segmentSize = defaultSegmentSize
    /// Segment that last changed the peer's window: its sequence number and acknowledgement (SND.WL1, SND.WL2).
    var windowUpdate = (sequence: SequenceNumber(0), acknowledgement: SequenceNumber(0))
    /// The byte behind the last one that the peer has ever been allowed to send.
    var edge: SequenceNumber
    /// Whether the window that was last announced was closed.
    var announcedClosed = false
    var owesAcknowledgement = false
    /// When something is to happen unless a segment comes before: retransmission, probe, end of a wait.
    var deadline: Ticks?
    /// Time-outs since the peer was last heard.
    var timeouts = 0
    /// Before when segments without content outside the window get no answer.
    var nextContradiction: Ticks = 0
    var segments: [TCPSegment] = []
    var events: [Event] = []

    /// Most bytes of payload to a peer that says nothing of it (RFC 9293, 3.7.1).
    private static let defaultSegmentSize = 536
    /// What fits in an Ethernet frame.
    static let ownSegmentSize: UInt16 = 1460
    /// RCV.WND when the application keeps up: the most that there is without scaling.
    static let fullWindow = 65_535
    /// Bytes to be sent at which nothing more is taken from the peer, so that who only writes cannot fill the memory.
    static let mostBacklog = 65_536

    /// Asks `remote` for a connection.
    init(connecting local: SocketAddress, to remote: SocketAddress, initial: SequenceNumber) {
        self.local = local
        self.remote = remote
        state = .synSent
        queue = TCPSendQueue(initial: initial)
        received = TCPReceiveQueue(next: SequenceNumber(0))
        edge = SequenceNumber(0)
    }

    /// Takes the connection that `syn` asks for.
    init(accepting syn: TCPSegment, local: SocketAddress, remote: SocketAddress, initial: SequenceNumber) {
        self.init(connecting: local, to: remote, initial: initial)
        state = .synReceived
        synchronize(with: syn)
    }

    /// What the peer's SYN says.
    mutating func synchronize(with syn: TCPSegment) {
        received = TCPReceiveQueue(next: syn.sequence + 1)
        edge = received.next + Self.fullWindow
        // A peer cannot ask for more segments than memory and time allow: Linux' least is 48.
        segmentSize = min(Int(Self.ownSegmentSize), max(48, Int(syn.maximumSegmentSize ?? 536)))
        congestion = CongestionWindow(segmentSize: segmentSize)
        takeWindow(of: syn)
    }

    mutating func takeWindow(of segment: TCPSegment) {
        queue.window = Int(segment.window)
        windowUpdate = (segment.sequence, segment.acknowledgement)
    }

    /// RCV.WND.
    var window: Int { queue.backlog < Self.mostBacklog ? Self.fullWindow : 0 }

    /// Hands over bytes to send.
    mutating func send(_ bytes: [UInt8]) {
        guard !queue.endsWithFIN, state != .closed else { return }
        queue.append(bytes)
    }

    /// Sends no more than what has been handed over.
    mutating func close() {
        queue.endsWithFIN = true
        switch state {
        case .established: state = .finWait1
        case .closeWait: state = .lastAck
        case .synSent: end(.closed)
        case .synReceived, .finWait1, .finWait2, .closing, .lastAck, .timeWait, .closed: break
        }
    }

    /// Ends the connection at once and lets the peer know.
    mutating func abort() {
        guard state != .closed else { return }
        if state != .synSent, state != .timeWait {
            segments.append(segment(queue.highest, [.rst, .ack]))
        }
        end(.reset)
    }

    mutating func end(_ ending: Ending) {
        // The application of a connection that waits for late segments has been told.
        if state != .timeWait, state != .closed { events.append(.ended(ending)) }
        state = .closed
        deadline = nil
    }

    func segment(_ sequence: SequenceNumber, _ flags: TCPSegment.Flags, _ payload: [UInt8] = []) -> TCPSegment {
        var segment = TCPSegment(from: local.port, to: remote.port, sequence: sequence, flags: flags)
        if flags.contains(.ack) { segment.acknowledgement = received.next }
        segment.window = UInt16(clamping: max(0, window))
        segment.payload = payload
        return segment
    }

    /// Takes what has happened since the last call.
    mutating func takeEvents() -> [Event] {
        defer { events = [] }
        return events
    }
}
