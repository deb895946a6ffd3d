import ESP8266

/// What an application does with a connection. It may call the socket from within every call.
protocol TCPApplication: AnyObject {
    /// The connection stands.
    func established(_ socket: TCPSocket, at now: Ticks)
    /// Bytes arrived.
    func received(_ bytes: [UInt8], on socket: TCPSocket, at now: Ticks)
    /// The peer has acknowledged bytes, so that there may be room for more.
    func acknowledged(on socket: TCPSocket, at now: Ticks)
    /// The peer sends no more.
    func peerClosed(_ socket: TCPSocket, at now: Ticks)
    /// The connection is over.
    func ended(_ socket: TCPSocket, _ ending: TCPConnection.Ending, at now: Ticks)
}

extension TCPApplication {
    func established(_ socket: TCPSocket, at now: Ticks) {}
    func acknowledged(on socket: TCPSocket, at now: Ticks) {}
    func peerClosed(_ socket: TCPSocket, at now: Ticks) { socket.close(at: now) }
    func ended(_ socket: TCPSocket, _ ending: TCPConnection.Ending, at now: Ticks) {}
}

/// A connection of a `TCPHost` as its application sees it.
final class TCPSocket {
    /// Number of the connection in its host, from 1.
    let number: Int
    let application: any TCPApplication
    /// Both ends.
    var local: SocketAddress { connection.local }
    var remote: SocketAddress { connection.remote }
    /// Bytes that the peer has not acknowledged.
    var backlog: Int { connection.queue.backlog }
    /// Whether it is over, or as good as.
    var isOver: Bool { connection.state == .closed || connection.state == .timeWait }

    var connection: TCPConnection
    /// When something last arrived.
    var heardAt: Ticks
    var alarm: EventHandle?
    private unowned let host: TCPHost
    private var isSettling = false

    init(_ number: Int, _ connection: TCPConnection, _ application: any TCPApplication, on host: TCPHost, at now: Ticks)
    {
        self.number = number
        self.connection = connection
        self.application = application
        self.host = host
        heardAt = now
    }

    /// Sends bytes.
    func send(_ bytes: [UInt8], at now: Ticks) {
        guard !bytes.isEmpty else { return }
        connection.send(bytes)
        settle(at: now)
    }

    /// Sends no more; what has been handed over goes out first.
    func close(at now: Ticks) {
        connection.close()
        settle(at: now)
    }

    /// Ends the connection with a reset.
    func reset(at now: Ticks) {
        connection.abort()
        settle(at: now)
    }

    /// Tells the application what has happened, sends what may be sent and sets the alarm.
    func settle(at now: Ticks) {
        guard !isSettling else { return }
        isSettling = true
        var events = connection.takeEvents()
        while !events.isEmpty {
            for event in events { tell(event, at: now) }
            events = connection.takeEvents()
        }
        isSettling = false
        host.settled(self, connection.takeSegments(at: now), at: now)
    }

    private func tell(_ event: TCPConnection.Event, at now: Ticks) {
        switch event {
        case .established: application.established(self, at: now)
        case .received(let bytes): application.received(bytes, on: self, at: now)
        case .acknowledged: application.acknowledged(on: self, at: now)
        case .peerClosed: application.peerClosed(self, at: now)
        case .ended(let ending): application.ended(self, ending, at: now)
        }
    }
}
