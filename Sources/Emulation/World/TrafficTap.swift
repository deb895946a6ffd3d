import ESP8266
import Record

/// Writes down what passes between the board's sockets and the network.
final class TrafficTap: NetworkLink {
    private let network: any NetworkLink
    private var segments: [RunRecord.Segment] = []
    /// Number and server port of the connection of each socket that is in use.
    private var open: [Int: (connection: Int, port: Int)] = [:]
    private var connections = 0

    /// A tap before `network`.
    init(_ network: any NetworkLink) {
        self.network = network
    }

    func connect(socket: Int, host: String, port: Int, at ticks: Ticks) {
        end(socket, at: ticks)
        connections += 1
        open[socket] = (connections, port)
        note(.connect, socket, ticks)
        network.connect(socket: socket, host: host, port: port, at: ticks)
    }

    func send(socket: Int, bytes: [UInt8], at ticks: Ticks) {
        if !bytes.isEmpty { note(.sent, socket, ticks, bytes) }
        network.send(socket: socket, bytes: bytes, at: ticks)
    }

    func close(socket: Int, at ticks: Ticks) {
        end(socket, at: ticks)
        network.close(socket: socket, at: ticks)
    }

    func nextEvent(now: Ticks) -> Ticks? { network.nextEvent(now: now) }

    func events(until ticks: Ticks) -> [NetworkEvent] {
        let events = network.events(until: ticks)
        for event in events {
            switch event {
            case .established(let socket): note(.established, socket, ticks)
            case .refused(let socket, _):
                note(.refused, socket, ticks)
                open[socket] = nil
            case .received(let socket, let bytes): note(.received, socket, ticks, bytes)
            case .closed(let socket): note(.closedByServer, socket, ticks)
            }
        }
        return events
    }

    /// What passed. A chip that resets drops its connections without a word: `starts` tells when.
    func traffic(starts: Set<Seconds>, keyLog: [String]) -> RunRecord.Traffic {
        var traffic = RunRecord.Traffic()
        traffic.segments = segments.map { segment in
            var segment = segment
            if segment.kind == .closed && starts.contains(segment.at) { segment.kind = .lost }
            return segment
        }
        traffic.keyLog = keyLog
        return traffic
    }

    private func end(_ socket: Int, at ticks: Ticks) {
        note(.closed, socket, ticks)
        open[socket] = nil
    }

    private func note(_ kind: RunRecord.Segment.Kind, _ socket: Int, _ ticks: Ticks, _ bytes: [UInt8] = []) {
        guard let (connection, port) = open[socket] else { return }
        segments.append(
            RunRecord.Segment(
                connection: connection,
                port: port,
                at: Seconds(ticks: ticks),
                kind: kind,
                payload: bytes
            )
        )
    }
}
