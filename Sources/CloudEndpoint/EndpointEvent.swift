/// What happened on a connection.
public enum EndpointEvent: Sendable, Equatable {
    /// The handshake completed with this cipher suite, and this curve if it is ECDHE.
    case tlsEstablished(ciphersuite: String, curve: String?)
    /// The handshake failed; the connection is closed.
    case tlsFailed(EndpointError)
    /// CONNECT was accepted.
    case connected(clientID: String)
    /// SUBSCRIBE was granted.
    case subscribed(topic: String)
    /// The device published.
    case published(topic: String, payload: [UInt8])
    /// The device acknowledged a message of ours.
    case acknowledged(packetID: UInt16)
    /// A request of HTTP was answered with this status; 101 when a WebSocket began with it.
    case answered(method: String, path: String, status: Int)
    /// A request of HTTP was answered with 403: the request, and why.
    case refused(request: String, String)
    /// The connection ended after its handshake.
    case disconnected(Disconnection)
}

/// Why a connection ended whose handshake had completed.
public enum Disconnection: Sendable, Equatable, CustomStringConvertible {
    /// The device sent DISCONNECT.
    case packet
    /// CONNECT was answered with a refusing return code.
    case refused(ConnectRefusal)
    /// TLS ended, or the protocol was broken.
    case failed(EndpointError)
    /// The client may not do what it wanted, at that packet, for that reason. AWS IoT says nothing and closes.
    case denied(at: String, String)
    /// Another client came with the same id.
    case evicted(clientID: String)
    /// The client's certificate is good for nothing any more, for that reason.
    case revoked(String)
    /// The signature of its request has carried it as long as one does.
    case signedTooLong(seconds: Int64)
    /// Somebody ended it by the API.
    case ordered
    /// Nothing was heard for longer than the keep-alive allows.
    case silent(milliseconds: Int64)

    /// One line.
    public var description: String {
        switch self {
        case .packet: "DISCONNECT"
        case .refused(let refusal): refusal.description
        case .failed(let error): error.description
        case .denied(let packet, let reason): "closed after \(packet): \(reason)"
        case .evicted(let clientID): "another client came as \(clientID.shown)"
        case .revoked(let reason): reason
        case .signedTooLong(let seconds): "connected by a signature for \(seconds / 3600) h"
        case .ordered: "ended by DeleteConnection"
        case .silent(let milliseconds): "nothing heard for \(milliseconds / 1000) s"
        }
    }
}

/// Why CONNECT is refused with a CONNACK (MQTT 3.1.1 section 3.2.2.3).
public enum ConnectRefusal: Sendable, Equatable, CustomStringConvertible {
    /// Another version of MQTT.
    case protocolLevel(UInt8)
    /// A client id longer than AWS IoT takes, or none in a session that is to last.
    case clientID(bytes: Int)
    /// A new session, when there is no room for more.
    case noRoom(sessions: Int)

    /// The return code of the CONNACK.
    var returnCode: UInt8 {
        switch self {
        case .protocolLevel: 1
        case .clientID: 2
        case .noRoom: 3
        }
    }

    /// One line.
    public var description: String {
        switch self {
        case .protocolLevel(let level): "CONNECT for MQTT protocol level \(level)"
        case .clientID(let bytes): "CONNECT with a client id of \(bytes) bytes"
        case .noRoom(let sessions): "CONNECT beyond the \(sessions) sessions that there is room for"
        }
    }
}
