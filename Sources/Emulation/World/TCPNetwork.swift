import ESP8266
import Foundation
import Inputs

/// Plugs the board's sockets into a real server. The guest is charged only the link model's time.
final class TCPNetwork: NetworkLink, RealWorld {
    var guestIsWaiting: () -> Bool = { false }
    private(set) var failure: EmulationError?
    var onFailure: () -> Void = {}

    private struct Connection {
        var socket: HostSocket
        /// When the last byte sent reaches the server.
        var sentUntil: Ticks
        var receivedUntil: Ticks
        /// Whether the device has said anything.
        var hasSent = false
        /// Whether the server may owe an answer to something sent.
        var awaitsAnswer = false
        /// Whether the server is gone.
        var isOver = false
        /// Whether the device has been told.
        var isEnded = false
    }

    private let server: Scenario.Endpoint
    private let link: Scenario.Link
    private var connections: [Int: Connection] = [:]
    private var events: [(due: Ticks, event: NetworkEvent)] = []
    private var nextPoll: Ticks?
    private var wasReached = false

    private static let period: Ticks = 10 * 1000 * Clock.ticksPerMicrosecond
    private static let idleMilliseconds = 10
    /// How long the device is left to say its first words to a server that is gone. In real time the server's end may
    /// come before or after them; in simulated time it always comes after.
    private static let firstWords: Ticks = 1_000_000 * Clock.ticksPerMicrosecond

    private let patience: Int

    /// A way to `server`. Simulated time stands still for an answer that the server owes, for at most
    /// `patienceMilliseconds` of real time.
    init(server: Scenario.Endpoint, link: Scenario.Link, patienceMilliseconds: Int = 2000) {
        self.server = server
        patience = patienceMilliseconds
        self.link = link
    }

    func connect(socket: Int, host: String, port: Int, at ticks: Ticks) {
        let due = ticks &+ 2 &* latency
        do {
            connections[socket] = Connection(
                socket: try HostSocket(host: server.host, port: server.port),
                sentUntil: ticks,
                receivedUntil: due
            )
            wasReached = true
            add(.established(socket: socket), due)
            nextPoll = nextPoll ?? due
        } catch {
            add(.refused(socket: socket, errno: 111), due)
            guard !wasReached else { return }
            failure = .unavailable("\(server.host):\(server.port): \(error)")
            onFailure()
        }
    }

    func send(socket: Int, bytes: [UInt8], at ticks: Ticks) {
        guard var connection = connections[socket] else { return }
        connection.sentUntil = max(ticks, connection.sentUntil) &+ transferTime(bytes.count)
        connection.hasSent = true
        connection.awaitsAnswer = true
        // Whether this reached the server, `poll` finds out: what the server said before it went comes first.
        _ = connection.socket.send(bytes)
        connections[socket] = connection
    }

    func close(socket: Int, at ticks: Ticks) {
        connections[socket]?.socket.close()
        connections[socket] = nil
        events.removeAll { Self.socket(of: $0.event) == socket }
        if connections.isEmpty { nextPoll = nil }
    }

    func nextEvent(now: Ticks) -> Ticks? {
        let due = events.first?.due
        guard let nextPoll else { return due }
        return min(due ?? nextPoll, nextPoll)
    }

    func events(until ticks: Ticks) -> [NetworkEvent] {
        if let due = nextPoll, due <= ticks { poll(at: ticks) }
        let count = events.firstIndex { $0.due > ticks } ?? events.count
        let ready = events.prefix(count).map(\.event)
        events.removeFirst(count)
        return ready
    }

    private func poll(at ticks: Ticks) {
        let isWaiting = guestIsWaiting()
        for number in connections.keys.sorted() {
            guard var connection = connections[number], !connection.isEnded else { continue }
            if !connection.isOver {
                let limit = connection.awaitsAnswer ? patience : Self.idleMilliseconds
                let found = connection.socket.receive(waitingAtMost: isWaiting && events.isEmpty ? limit : 0)
                take(found, number, &connection, at: ticks, isWaiting: isWaiting)
            }
            if connection.isOver { end(number, &connection, at: ticks) }
            connections[number] = connection
        }
        nextPoll = connections.values.contains { !$0.isEnded } ? ticks &+ Self.period : nil
    }

    private func take(
        _ found: HostSocket.Received,
        _ number: Int,
        _ connection: inout Connection,
        at ticks: Ticks,
        isWaiting: Bool
    ) {
        switch found {
        case .bytes(let bytes):
            connection.awaitsAnswer = false
            let sent = max(connection.receivedUntil, connection.sentUntil &+ latency)
            connection.receivedUntil = sent &+ transferTime(bytes.count)
            add(.received(socket: number, bytes: bytes), max(ticks, connection.receivedUntil &+ latency))
        case .nothing: if isWaiting { connection.awaitsAnswer = false }
        case .closed: connection.isOver = true
        }
    }

    /// Tells the device that the server is gone, no earlier than it can have heard of it.
    private func end(_ number: Int, _ connection: inout Connection, at ticks: Ticks) {
        guard connection.hasSent || ticks >= connection.receivedUntil &+ Self.firstWords else { return }
        connection.isEnded = true
        let left = max(connection.receivedUntil, connection.sentUntil &+ latency)
        add(.closed(socket: number), max(ticks, left &+ latency))
    }

    private func add(_ event: NetworkEvent, _ due: Ticks) {
        events.insert((due, event), at: events.firstIndex { $0.due > due } ?? events.count)
    }

    private var latency: Ticks { Ticks(link.latencyMilliseconds) &* 1000 &* Clock.ticksPerMicrosecond }

    private func transferTime(_ count: Int) -> Ticks {
        Ticks(count) &* 8 &* 1000 &* Clock.ticksPerMicrosecond / Ticks(max(1, link.bandwidthKbps))
    }

    private static func socket(of event: NetworkEvent) -> Int {
        switch event {
        case .established(let socket), .closed(let socket): socket
        case .refused(let socket, _), .received(let socket, _): socket
        }
    }
}
