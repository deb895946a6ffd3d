import ESP8266
import Inputs

/// A real server behind an address of the stations' network.
final class RealServer: RealWorld {
    var guestIsWaiting: () -> Bool = { false }
    private(set) var failure: EmulationError?
    var onFailure: () -> Void = {}

    private let server: Scenario.Endpoint
    private let queue: EventQueue
    private let patience: Int
    private var connections: [RealServerConnection] = []
    private var wasReached = false
    private var poll: EventHandle?

    private static let period: Ticks = 10 * 1000 * Clock.ticksPerMicrosecond
    private static let idleMilliseconds = 10

    /// A way to `server`. Simulated time stands still for an answer that the server owes, for at most
    /// `patienceMilliseconds` of real time.
    init(_ server: Scenario.Endpoint, queue: EventQueue, patienceMilliseconds: Int = 2000) {
        self.server = server
        self.queue = queue
        patience = patienceMilliseconds
    }

    /// Connects to it; nil when it refuses.
    func accept(at now: Ticks) -> (any TCPApplication)? {
        do {
            let connection = RealServerConnection(try HostSocket(host: server.host, port: server.port))
            connections.append(connection)
            wasReached = true
            schedule(after: now)
            return connection
        } catch {
            guard !wasReached else { return nil }
            failure = .unavailable("\(server.host):\(server.port): \(error)")
            onFailure()
            return nil
        }
    }

    private func schedule(after now: Ticks) {
        guard poll == nil else { return }
        poll = queue.schedule(at: now &+ Self.period) { [weak self] at in self?.look(at: at) }
    }

    private func look(at now: Ticks) {
        poll = nil
        let isWaiting = guestIsWaiting()
        for connection in connections {
            let limit = connection.awaitsAnswer ? patience : Self.idleMilliseconds
            connection.look(waitingAtMost: isWaiting ? limit : 0, at: now)
        }
        connections.removeAll { $0.isOver }
        if !connections.isEmpty { schedule(after: now) }
    }
}

/// One connection to a real server, and the device's to it.
final class RealServerConnection: TCPApplication {
    private let server: HostSocket
    private weak var device: TCPSocket?
    private var establishedAt: Ticks?
    private var hasSent = false
    /// Whether the server has said that it sends no more.
    private var hasServerClosed = false
    /// Whether the server may owe an answer to something sent.
    private(set) var awaitsAnswer = false
    /// Whether there is nothing more to pass on.
    private(set) var isOver = false

    /// How long the device is left to say its first words to a server that is gone. In real time the server's end may
    /// come before or after them; in simulated time it always comes after.
    private static let firstWords: Ticks = Clock.ticksPerSecond

    init(_ server: HostSocket) { self.server = server }

    func established(_ socket: TCPSocket, at now: Ticks) {
        device = socket
        establishedAt = now
    }

    func received(_ bytes: [UInt8], on socket: TCPSocket, at now: Ticks) {
        hasSent = true
        awaitsAnswer = true
        // Whether this reached the server, `look` finds out: what the server said before it went comes first.
        _ = server.send(bytes)
    }

    func peerClosed(_ socket: TCPSocket, at now: Ticks) {
        finish()
        socket.close(at: now)
    }

    func ended(_ socket: TCPSocket, _ ending: TCPConnection.Ending, at now: Ticks) { finish() }

    private func finish() {
        isOver = true
        server.close()
    }

    /// Looks whether the server has said something, after waiting for it at most so long.
    func look(waitingAtMost milliseconds: Int, at now: Ticks) {
        guard !isOver, let device, let establishedAt, device.backlog < TCPConnection.mostBacklog else { return }
        if !hasServerClosed {
            switch server.receive(waitingAtMost: milliseconds) {
            case .bytes(let bytes):
                awaitsAnswer = false
                device.send(bytes, at: now)
            case .nothing: if milliseconds > 0 { awaitsAnswer = false }
            case .closed: hasServerClosed = true
            }
        }
        guard hasServerClosed, hasSent || now >= establishedAt &+ Self.firstWords else { return }
        finish()
        device.close(at: now)
    }
}
