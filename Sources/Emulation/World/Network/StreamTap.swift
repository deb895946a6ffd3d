/// Follows TCP connections by the segments that pass a station.
struct StreamTap {
    private struct Pair: Hashable {
        var station, peer: SocketAddress
    }

    private struct Flow {
        var number: Int
        var isOfStation: Bool
        /// Sequence number of the SYN that asked.
        var initial: SequenceNumber
        var isEstablished = false
        var sent: TCPReceiveQueue
        var received: TCPReceiveQueue

        /// The answer to the SYN tells where the other direction begins.
        mutating func start(_ segment: TCPSegment, isOfStation: Bool) {
            let queue = TCPReceiveQueue(next: segment.sequence + 1)
            if isOfStation { sent = queue } else { received = queue }
        }

        /// What a segment adds to its direction.
        mutating func take(_ segment: TCPSegment, isOfStation: Bool) -> [StreamEvent.Kind] {
            let isLast = segment.flags.contains(.fin)
            guard !segment.payload.isEmpty || isLast, !segment.flags.contains(.syn) else { return [] }
            var queue = isOfStation ? sent : received
            guard !queue.isFinished else { return [] }
            queue.insert(
                segment.payload,
                at: segment.sequence,
                isLast: isLast,
                edge: queue.next + TCPConnection.fullWindow
            )
            let bytes = queue.take()
            if isOfStation { sent = queue } else { received = queue }
            var kinds: [StreamEvent.Kind] = []
            if !bytes.isEmpty { kinds.append(isOfStation ? .sent(bytes) : .received(bytes)) }
            if queue.isFinished { kinds.append(isOfStation ? .closed : .closedByPeer) }
            return kinds
        }
    }

    private var flows: [Pair: Flow] = [:]
    /// Connections in the order in which they began.
    private var order: [Pair] = []
    private var lastNumber = 0

    /// Most connections that are followed; the oldest one is given up for a new one.
    private static let most = 64

    /// A datagram leaves a station.
    mutating func sent(_ packet: IPv4Packet) -> [StreamEvent] { follow(packet, isOfStation: true) }

    /// A datagram reaches a station.
    mutating func received(_ packet: IPv4Packet) -> [StreamEvent] { follow(packet, isOfStation: false) }

    private mutating func follow(_ packet: IPv4Packet, isOfStation: Bool) -> [StreamEvent] {
        guard let segment = TCPSegment(packet) else { return [] }
        let source = SocketAddress(address: packet.source, port: segment.sourcePort)
        let destination = SocketAddress(address: packet.destination, port: segment.destinationPort)
        let pair = isOfStation ? Pair(station: source, peer: destination) : Pair(station: destination, peer: source)
        var events: [StreamEvent] = []
        func note(_ kind: StreamEvent.Kind, _ flow: Flow) {
            events.append(
                .init(
                    connection: flow.number,
                    station: pair.station,
                    peer: pair.peer,
                    isOfStation: flow.isOfStation,
                    kind: kind
                )
            )
        }
        if segment.flags.contains(.syn), !segment.flags.contains(.ack), flows[pair]?.initial != segment.sequence {
            note(.connect, begin(pair, segment, isOfStation: isOfStation))
            return events
        }
        guard var flow = flows[pair] else { return [] }
        if segment.flags.contains(.rst) {
            note(!flow.isEstablished ? .refused : isOfStation ? .reset : .resetByPeer, flow)
            forget(pair)
            return events
        }
        if segment.flags.isSuperset(of: [.syn, .ack]), flow.isOfStation != isOfStation, !flow.isEstablished {
            flow.isEstablished = true
            flow.start(segment, isOfStation: isOfStation)
            note(.established, flow)
        } else if flow.isEstablished {
            for kind in flow.take(segment, isOfStation: isOfStation) { note(kind, flow) }
        }
        flows[pair] = flow
        if flow.sent.isFinished, flow.received.isFinished { forget(pair) }
        return events
    }

    private mutating func begin(_ pair: Pair, _ syn: TCPSegment, isOfStation: Bool) -> Flow {
        forget(pair)
        if order.count >= Self.most { forget(order[0]) }
        lastNumber += 1
        let queue = TCPReceiveQueue(next: syn.sequence + 1)
        let flow = Flow(
            number: lastNumber,
            isOfStation: isOfStation,
            initial: syn.sequence,
            sent: queue,
            received: queue
        )
        flows[pair] = flow
        order.append(pair)
        return flow
    }

    private mutating func forget(_ pair: Pair) {
        guard flows.removeValue(forKey: pair) != nil else { return }
        order.removeAll { $0 == pair }
    }
}
