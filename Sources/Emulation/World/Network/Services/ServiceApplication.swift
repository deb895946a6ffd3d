import ESP8266

/// Connects a service to a socket.
final class ServiceApplication: TCPApplication {
    private let service: any ByteService
    private var hasPeerClosed = false

    init(_ service: any ByteService) { self.service = service }

    func established(_ socket: TCPSocket, at now: Ticks) { pass(to: socket, at: now) }

    func received(_ bytes: [UInt8], on socket: TCPSocket, at now: Ticks) {
        service.receive(bytes)
        pass(to: socket, at: now)
    }

    func acknowledged(on socket: TCPSocket, at now: Ticks) { pass(to: socket, at: now) }

    func peerClosed(_ socket: TCPSocket, at now: Ticks) {
        hasPeerClosed = true
        pass(to: socket, at: now)
    }

    /// Sends what the service has to say, no more than there is room for, and closes when it or the device has closed.
    func pass(to socket: TCPSocket, at now: Ticks) {
        while socket.backlog < TCPConnection.mostBacklog {
            let output = service.takeOutput()
            guard !output.isEmpty else { break }
            socket.send(output, at: now)
        }
        if service.isClosed || hasPeerClosed, socket.backlog < TCPConnection.mostBacklog { socket.close(at: now) }
    }
}

/// Ends every connection with a reset as soon as it stands.
final class ResetApplication: TCPApplication {
    func established(_ socket: TCPSocket, at now: Ticks) { socket.reset(at: now) }
    func received(_ bytes: [UInt8], on socket: TCPSocket, at now: Ticks) {}
}
