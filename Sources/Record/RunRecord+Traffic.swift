import Foundation

extension RunRecord {
    /// What passed between the device and the network. Only in a record that was asked for it.
    public struct Traffic: Sendable, Equatable, Codable {
        /// What passed, in order of time as seen at the device.
        public var segments: [Segment] = []
        /// Secrets of the TLS connections, as lines of the NSS key log format.
        public var keyLog: [String] = []

        package init() {}

        enum CodingKeys: String, CodingKey {
            case segments
            case keyLog = "key_log"
        }
    }

    /// One step of a TCP connection, as seen at the device.
    public struct Segment: Sendable, Equatable, Codable {
        /// The kinds of steps, from the device's side.
        public enum Kind: String, Sendable, Codable, CaseIterable {
            /// The device asked for the connection.
            case connect
            /// The server's answer arrived: the connection stands.
            case established
            /// It was refused.
            case refused
            /// Bytes left the device.
            case sent
            /// Bytes reached the device.
            case received
            /// The server will send no more.
            case closedByServer = "closed_by_server"
            /// The device closed the connection.
            case closed
            /// The chip reset and forgot the connection.
            case lost
        }
        /// Number of the connection in this run, from 1.
        public var connection: Int
        /// Port of the server.
        public var port: Int
        /// When.
        public var at: Seconds
        /// What kind of step it was.
        public var kind: Kind
        /// The bytes of `sent` and `received`; base64 in JSON.
        public var payload: [UInt8]

        package init(connection: Int, port: Int, at: Seconds, kind: Kind, payload: [UInt8] = []) {
            self.connection = connection
            self.port = port
            self.at = at
            self.kind = kind
            self.payload = payload
        }

        enum CodingKeys: String, CodingKey {
            case connection, port
            case at = "at_s"
            case kind, payload
        }

        /// Reads one step.
        public init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: CodingKeys.self)
            connection = try container.decode(Int.self, forKey: .connection)
            port = try container.decode(Int.self, forKey: .port)
            at = try container.decode(Seconds.self, forKey: .at)
            kind = try container.decode(Kind.self, forKey: .kind)
            payload = [UInt8](try container.decode(Data.self, forKey: .payload))
        }

        /// Writes one step.
        public func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: CodingKeys.self)
            try container.encode(connection, forKey: .connection)
            try container.encode(port, forKey: .port)
            try container.encode(at, forKey: .at)
            try container.encode(kind, forKey: .kind)
            try container.encode(Data(payload), forKey: .payload)
        }
    }
}
