import ESP8266
import Inputs

/// How long bytes take from one end to the other.
protocol LinkModel {
    /// When `count` bytes sent at `ticks` have arrived; never before those sent earlier in the same direction.
    mutating func delivery(count: Int, sentAt ticks: Ticks, toServer: Bool) -> Ticks
}

/// Plugs the board's sockets into a server inside the emulator: everything happens in simulated time.
final class VirtualNetwork: NetworkLink {
    private enum Action {
        case guest(NetworkEvent)
        case server(connection: Int, bytes: [UInt8])
        case publish(connection: Int, Scenario.Message)
    }

    private struct Peer {
        /// nil once the device has closed; what it sent before still arrives.
        var socket: Int?
        var connection: any ServerConnection
        var schedule: MessageSchedule
        var closeAnnounced = false
    }

    /// What the endpoint said of its connections.
    let findings = EndpointFindings()

    private let accept: () -> (any ServerConnection)?
    private var link: any LinkModel
    private let messages: [Scenario.Message]
    private var peers: [Int: Peer] = [:]
    private var lastConnection = 0
    private var agenda: [(due: Ticks, action: Action)] = []

    init(link: any LinkModel, messages: [Scenario.Message], accept: @escaping () -> (any ServerConnection)?) {
        self.link = link
        self.messages = messages
        self.accept = accept
    }

    func connect(socket: Int, host: String, port: Int, at ticks: Ticks) {
        close(socket: socket, at: ticks)
        let arrival = link.delivery(count: 0, sentAt: ticks, toServer: true)
        let due = link.delivery(count: 0, sentAt: arrival, toServer: false)
        guard let connection = accept() else { return add(.guest(.refused(socket: socket, errno: 111)), due) }
        lastConnection += 1
        peers[lastConnection] = Peer(socket: socket, connection: connection, schedule: MessageSchedule(messages))
        add(.guest(.established(socket: socket)), due)
    }

    func send(socket: Int, bytes: [UInt8], at ticks: Ticks) {
        guard let number = number(of: socket) else { return }
        let due = link.delivery(count: bytes.count, sentAt: ticks, toServer: true)
        add(.server(connection: number, bytes: bytes), due)
    }

    func close(socket: Int, at ticks: Ticks) {
        guard let number = number(of: socket) else { return }
        peers[number]?.socket = nil
        agenda.removeAll { Self.isLost($0.action, socket: socket, connection: number) }
        forgetIfDone(number)
    }

    /// Drops a connection that the device has closed and to which nothing is on its way.
    private func forgetIfDone(_ number: Int) {
        let isAwaited = agenda.contains { entry in
            if case .server(number, _) = entry.action { true } else { false }
        }
        if peers[number]?.socket == nil && !isAwaited { peers[number] = nil }
    }

    func nextEvent(now: Ticks) -> Ticks? { agenda.first?.due }

    func events(until ticks: Ticks) -> [NetworkEvent] {
        var events: [NetworkEvent] = []
        while let (due, action) = agenda.first, due <= ticks {
            agenda.removeFirst()
            switch action {
            case .guest(let event): events.append(event)
            case .server(let number, let bytes):
                peers[number]?.connection.receive(bytes)
                settle(number, at: due)
            case .publish(let number, let message):
                peers[number]?.connection.publish(topic: message.topic, payload: message.payload)
                settle(number, at: due)
            }
        }
        return events
    }

    /// Sends on what the server has to say, and plans the messages it now owes.
    private func settle(_ number: Int, at ticks: Ticks) {
        guard var peer = peers[number] else { return }
        findings.note(peer.connection)
        guard let socket = peer.socket else { return forgetIfDone(number) }
        let output = peer.connection.takeOutput()
        if !output.isEmpty {
            let due = link.delivery(count: output.count, sentAt: ticks, toServer: false)
            add(.guest(.received(socket: socket, bytes: output)), due)
        }
        if peer.connection.isClosed, !peer.closeAnnounced {
            peer.closeAnnounced = true
            add(.guest(.closed(socket: socket)), link.delivery(count: 0, sentAt: ticks, toServer: false))
        }
        for message in peer.schedule.due(peer.connection) {
            add(.publish(connection: number, message), ticks &+ message.delay.ticks)
        }
        peers[number] = peer
    }

    private func number(of socket: Int) -> Int? { peers.first { $0.value.socket == socket }?.key }

    private func add(_ action: Action, _ due: Ticks) {
        agenda.insert((due, action), at: agenda.firstIndex { $0.due > due } ?? agenda.count)
    }

    /// Whether `action` comes to nothing when the device closes.
    private static func isLost(_ action: Action, socket: Int, connection: Int) -> Bool {
        switch action {
        case .server: false
        case .publish(let number, _): number == connection
        case .guest(.established(let number)), .guest(.closed(let number)), .guest(.refused(let number, _)),
            .guest(.received(let number, _)):
            number == socket
        }
    }
}
