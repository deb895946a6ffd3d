import ESP8266
import Inputs

/// A connection of the endpoint, with the messages that it owes the device.
final class EndpointApplication: TCPApplication {
    private let service: ServiceApplication
    private let connection: any ServerConnection
    private var schedule: MessageSchedule
    private let queue: EventQueue
    private let account: SimulatedAccount?
    private let onChange: (any ServerConnection) -> Void
    private weak var socket: TCPSocket?

    /// - Parameters:
    ///   - account: the account whose endpoint it is; nil for none.
    ///   - onChange: called whenever something has happened to the connection.
    init(
        _ connection: any ServerConnection,
        messages: [Scenario.Message],
        account: SimulatedAccount? = nil,
        queue: EventQueue,
        onChange: @escaping (any ServerConnection) -> Void
    ) {
        service = ServiceApplication(connection)
        self.connection = connection
        schedule = MessageSchedule(messages)
        self.account = account
        self.queue = queue
        self.onChange = onChange
        connection.onChange = { [weak self] in self?.changed() }
    }

    /// Somebody else gave the device something, or ended its connection.
    private func changed() {
        guard let account, let socket, !socket.isOver else { return }
        service.pass(to: socket, at: account.now)
    }

    func established(_ socket: TCPSocket, at now: Ticks) {
        self.socket = socket
        service.established(socket, at: now)
    }

    func received(_ bytes: [UInt8], on socket: TCPSocket, at now: Ticks) {
        account?.advance(to: now)
        defer { account?.settle() }
        service.received(bytes, on: socket, at: now)
        onChange(connection)
        for message in schedule.due(connection) {
            queue.schedule(at: now &+ message.delay.ticks) { [weak self, weak socket] at in
                guard let self, let socket, !socket.isOver else { return }
                account?.advance(to: at)
                connection.publish(topic: message.topic, payload: message.payload)
                service.pass(to: socket, at: at)
            }
        }
    }

    func acknowledged(on socket: TCPSocket, at now: Ticks) { service.acknowledged(on: socket, at: now) }

    func peerClosed(_ socket: TCPSocket, at now: Ticks) {
        service.peerClosed(socket, at: now)
        lose(at: now)
    }

    func ended(_ socket: TCPSocket, _ ending: TCPConnection.Ending, at now: Ticks) { lose(at: now) }

    /// Without an account nobody would hear of it.
    private func lose(at now: Ticks) {
        guard let account else { return }
        account.advance(to: now)
        connection.lost()
        // What TLS says at last reaches nobody.
        _ = connection.takeOutput()
        account.settle()
    }
}
