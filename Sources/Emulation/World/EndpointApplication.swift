import ESP8266
import Inputs

/// A connection of the endpoint, with the messages that it owes the device.
final class EndpointApplication: TCPApplication {
    private let service: ServiceApplication
    private let connection: any ServerConnection
    private var schedule: MessageSchedule
    private let queue: EventQueue
    private let onChange: (any ServerConnection) -> Void

    /// - Parameter onChange: called whenever something has happened to the connection.
    init(
        _ connection: any ServerConnection,
        messages: [Scenario.Message],
        queue: EventQueue,
        onChange: @escaping (any ServerConnection) -> Void
    ) {
        service = ServiceApplication(connection)
        self.connection = connection
        schedule = MessageSchedule(messages)
        self.queue = queue
        self.onChange = onChange
    }

    func established(_ socket: TCPSocket, at now: Ticks) { service.established(socket, at: now) }

    func received(_ bytes: [UInt8], on socket: TCPSocket, at now: Ticks) {
        service.received(bytes, on: socket, at: now)
        onChange(connection)
        for message in schedule.due(connection) {
            queue.schedule(at: now &+ message.delay.ticks) { [weak self, weak socket] at in
                guard let self, let socket, !socket.isOver else { return }
                connection.publish(topic: message.topic, payload: message.payload)
                service.pass(to: socket, at: at)
            }
        }
    }

    func acknowledged(on socket: TCPSocket, at now: Ticks) { service.acknowledged(on: socket, at: now) }

    func peerClosed(_ socket: TCPSocket, at now: Ticks) { service.peerClosed(socket, at: now) }
}
