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
        case lost(connection: Int)
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

    /// The time of what is going on.
    private(set) var now: Ticks = 0
    private let accept: (_ host: String, _ port: Int) -> (any ServerConnection)?
    /// The account whose endpoint is asked; nil for none.
    let account: SimulatedAccount?
    /// What an account does by itself.
    private let queue: EventQueue
    private var link: any LinkModel
    private let messages: [Scenario.Message]
    private var peers: [Int: Peer] = [:]
    private var lastConnection = 0
    private var agenda: [(due: Ticks, action: Action)] = []

    /// - Parameters:
    ///   - account: the account whose endpoint is asked, with what it does by itself in `queue`; nil for none.
    ///   - accept: called for each connection with the name and the port asked for; nil when it is refused.
    init(
        link: any LinkModel,
        messages: [Scenario.Message],
        account: SimulatedAccount? = nil,
        queue: EventQueue = EventQueue(),
        accept: @escaping (_ host: String, _ port: Int) -> (any ServerConnection)?
    ) {
        self.account = account
        self.queue = queue
        self.link = link
        self.messages = messages
        self.accept = accept
    }

    func connect(socket: Int, host: String, port: Int, at ticks: Ticks) {
        close(socket: socket, at: ticks)
        let arrival = link.delivery(count: 0, sentAt: ticks, toServer: true)
        // A datagram's socket is there at once.
        let due = port == NTPServer.port ? ticks : link.delivery(count: 0, sentAt: arrival, toServer: false)
        account?.advance(to: ticks)
        now = ticks
        guard let connection = accept(host, port) else {
            return add(.guest(.refused(socket: socket, errno: account?.refusal ?? 111)), due)
        }
        lastConnection += 1
        let number = lastConnection
        connection.onChange = { [weak self] in
            guard let self, let account else { return }
            settle(number, at: account.now)
        }
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
        if account != nil { add(.lost(connection: number), link.delivery(count: 0, sentAt: ticks, toServer: true)) }
        forgetIfDone(number)
    }

    /// Drops a connection that the device has closed and to which nothing is on its way.
    private func forgetIfDone(_ number: Int) {
        let isAwaited = agenda.contains { entry in
            switch entry.action {
            case .server(number, _), .lost(number): true
            default: false
            }
        }
        if peers[number]?.socket == nil && !isAwaited { peers[number] = nil }
    }

    func nextEvent(now: Ticks) -> Ticks? {
        guard let own = queue.next else { return agenda.first?.due }
        return min(own, agenda.first?.due ?? own)
    }

    func events(until ticks: Ticks) -> [NetworkEvent] {
        var events: [NetworkEvent] = []
        while let due = nextEvent(now: ticks), due <= ticks {
            guard let next = agenda.first, next.due < queue.next ?? .max else {
                queue.fire(until: due)
                continue
            }
            agenda.removeFirst()
            if case .guest(let event) = next.action {
                events.append(event)
            } else {
                account?.advance(to: due)
                now = due
                act(next.action, at: due)
                account?.settle()
            }
        }
        return events
    }

    private func act(_ action: Action, at due: Ticks) {
        switch action {
        case .guest: break
        case .server(let number, let bytes):
            peers[number]?.connection.receive(bytes)
            settle(number, at: due)
        case .publish(let number, let message):
            peers[number]?.connection.publish(topic: message.topic, payload: message.payload)
            settle(number, at: due)
        case .lost(let number):
            peers[number]?.connection.lost()
            forgetIfDone(number)
        }
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
        case .server, .lost: false
        case .publish(let number, _): number == connection
        case .guest(.established(let number)), .guest(.closed(let number)), .guest(.refused(let number, _)),
            .guest(.received(let number, _)):
            number == socket
        }
    }
}
