/// What a server says of itself.
public struct ServerStatus: Codable, Equatable, Sendable {
    /// Of this document.
    public var schemaVersion = 1
    /// The address of MQTT over TLS.
    public var mqtt: String
    /// The address of HTTPS and WebSockets; nil: there is none.
    public var https: String?
    /// Seconds since it started.
    public var uptimeSeconds: Int64
    /// Sockets of clients.
    public var connections: Int
    /// What has happened since the start.
    public var counters = Counters()
    /// Who is connected, by client id.
    public var clients: [Client] = []

    /// What has happened since the start.
    public struct Counters: Codable, Equatable, Sendable {
        /// Sockets that came.
        public var accepted = 0
        /// Those sent away because there were too many.
        public var turnedAway = 0
        /// TLS handshakes that were completed.
        public var handshakes = 0
        /// Those that were not.
        public var failedHandshakes = 0
        /// CONNECTs that were accepted.
        public var connected = 0
        /// Connections that were closed, or refused at CONNECT, because of what the client was or did.
        public var refused = 0
        /// Messages that clients published by MQTT.
        public var published = 0
        /// Requests of HTTPS that were answered, WebSockets that began among them.
        public var requests = 0

        enum CodingKeys: String, CodingKey {
            case accepted, handshakes, connected, refused, published, requests
            case turnedAway = "turned_away"
            case failedHandshakes = "failed_handshakes"
        }
    }

    /// One client.
    public struct Client: Codable, Equatable, Sendable {
        /// Its client id.
        public var id: String
        /// Where it comes from.
        public var address: String
        /// SHA-256 of its certificate; nil when it showed none.
        public var certificate: String?
        /// Seconds since its CONNECT.
        public var connectedSeconds: Int64

        enum CodingKeys: String, CodingKey {
            case id, address, certificate
            case connectedSeconds = "connected_seconds"
        }
    }

    enum CodingKeys: String, CodingKey {
        case mqtt, https, connections, counters, clients
        case schemaVersion = "schema_version"
        case uptimeSeconds = "uptime_seconds"
    }
}
