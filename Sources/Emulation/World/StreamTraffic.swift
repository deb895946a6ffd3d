import ESP8266
import Record

/// Writes down what passes between a station and its servers.
struct StreamTraffic {
    private var segments: [RunRecord.Segment] = []

    /// Something has happened to a connection. Those that others open to the station are left out: a record's traffic is
    /// that of the device as a client.
    mutating func take(_ event: StreamEvent, at now: Ticks) {
        guard event.isOfStation else { return }
        let (kind, bytes) = Self.step(event.kind)
        segments.append(
            RunRecord.Segment(
                connection: event.connection,
                port: Int(event.peer.port),
                at: Seconds(ticks: now),
                kind: kind,
                payload: bytes
            )
        )
    }

    private static func step(_ kind: StreamEvent.Kind) -> (RunRecord.Segment.Kind, [UInt8]) {
        switch kind {
        case .connect: (.connect, [])
        case .established: (.established, [])
        case .refused: (.refused, [])
        case .sent(let bytes): (.sent, bytes)
        case .received(let bytes): (.received, bytes)
        case .closedByPeer, .resetByPeer: (.closedByServer, [])
        case .closed, .reset: (.closed, [])
        }
    }

    /// What passed. A chip that resets forgets its connections without a word: `starts` tells when.
    func traffic(starts: Set<Seconds>, keyLog: [String]) -> RunRecord.Traffic {
        let losses = losses(starts.sorted())
        let kept = segments.filter { segment in
            losses.first { $0.connection == segment.connection }.map { segment.at < $0.at } ?? true
        }
        let all = (kept + losses).enumerated().sorted { ($0.element.at, $0.offset) < ($1.element.at, $1.offset) }
        var traffic = RunRecord.Traffic()
        traffic.segments = all.map(\.element)
        traffic.keyLog = keyLog
        return traffic
    }

    /// For each connection that was open at one of `starts`, its end at the first of them.
    private func losses(_ starts: [Seconds]) -> [RunRecord.Segment] {
        let ends: [RunRecord.Segment.Kind] = [.closed, .refused]
        return segments.filter { $0.kind == .connect }.compactMap { connect in
            let end = segments.first { $0.connection == connect.connection && ends.contains($0.kind) }?.at
            guard let start = starts.first(where: { $0 > connect.at }), end.map({ $0 >= start }) ?? true else {
                return nil
            }
            return .init(connection: connect.connection, port: connect.port, at: start, kind: .lost)
        }
    }
}
