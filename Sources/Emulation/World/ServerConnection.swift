import Inputs

/// A connection of an endpoint of MQTT over TLS.
protocol ServerConnection: ByteService {
    /// Whether the device has subscribed.
    var hasSubscription: Bool { get }
    /// Publications of the device.
    var publicationCount: Int { get }
    /// Why the TLS handshake failed in the server's eyes.
    var handshakeFailure: String? { get }
    /// What decrypts the connection, in the NSS key log format; nil as long as there is nothing to decrypt.
    var keyLogLine: String? { get }
    /// Called when there is something for the device, or the connection is closed, because of somebody else.
    var onChange: () -> Void { get set }
    /// Sends the device a message.
    func publish(topic: String, payload: String)
    /// The device's end of the connection is gone.
    func lost()
}

/// What an endpoint said of its connections.
final class EndpointFindings {
    /// What was wrong with the first handshake that failed.
    private(set) var handshakeFailure: String?
    /// What decrypts the connections, in order of their key exchange.
    private(set) var keyLog: [String] = []

    /// Looks at a connection to which something has happened.
    func note(_ connection: any ServerConnection) {
        handshakeFailure = handshakeFailure ?? connection.handshakeFailure
        if let line = connection.keyLogLine, !keyLog.contains(line) { keyLog.append(line) }
    }
}

/// The messages that an endpoint still owes a connection.
struct MessageSchedule {
    private var pending: [Scenario.Message]

    init(_ messages: [Scenario.Message]) { pending = messages }

    /// Takes the messages whose time begins now.
    mutating func due(_ connection: any ServerConnection) -> [Scenario.Message] {
        defer { pending.removeAll { Self.isReached($0.after, connection) } }
        return pending.filter { Self.isReached($0.after, connection) }
    }

    private static func isReached(_ trigger: Scenario.Message.Trigger, _ connection: any ServerConnection) -> Bool {
        switch trigger {
        case .subscribed: connection.hasSubscription
        case .published: connection.publicationCount > 0
        }
    }
}
