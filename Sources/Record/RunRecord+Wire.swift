extension RunRecord {
    /// The device's TCP connections as its network heard them: told from the bytes that passed its antenna, whatever firmware
    /// and TLS library made them.
    public struct Wire: Sendable, Equatable, Codable {
        /// The connections, in the order of their beginnings; of many the first and the last.
        public var connections: [Connection] = []
        /// Connections that were left out, from the middle.
        public var dropped = 0

        package init() {}

        /// An end of a connection.
        public enum Side: String, Sendable, Codable, CaseIterable {
            /// The device.
            case device
            /// What it talks to.
            case server
        }

        /// How a connection ended.
        public enum Ending: String, Sendable, Codable, CaseIterable {
            /// The device closed it.
            case device
            /// The server closed it.
            case server
            /// The device reset it (TCP RST).
            case deviceReset = "device_reset"
            /// The server reset it.
            case serverReset = "server_reset"
            /// The chip restarted and forgot it.
            case restart

            /// In a sentence.
            public var text: String {
                switch self {
                case .device: "the device closed the connection"
                case .server: "the server closed the connection"
                case .deviceReset: "the device reset the connection"
                case .serverReset: "the server reset the connection"
                case .restart: "the chip restarted"
                }
            }
        }

        /// One TCP connection.
        public struct Connection: Sendable, Equatable, Codable {
            /// Number of the connection in this run, from 1.
            public var number: Int
            /// Name that the device looked up, or the address; null when neither is known.
            @Nullable public var host: String?
            /// Port of the server.
            public var port: Int
            /// When it stood.
            public var at: Seconds
            /// When it ended; null while it stands.
            @Nullable public var end: Seconds?
            /// Who ended it; null while it stands.
            @Nullable public var ended: Ending?
            /// Bytes that the device sent.
            public var sent = 0
            /// Bytes that it received.
            public var received = 0
            /// What TLS it spoke; null for none.
            @Nullable public var tls: TLS?

            package init(number: Int, host: String?, port: Int, at: Seconds) {
                self.number = number
                self.port = port
                self.at = at
                self.host = host
            }

            enum CodingKeys: String, CodingKey {
                case number, host, port
                case at = "at_s"
                case end = "end_s"
                case ended, sent, received, tls
            }
        }

        /// A TLS handshake and the records around it.
        public struct TLS: Sendable, Equatable, Codable {
            /// What the device offered; null when its ClientHello was not read.
            @Nullable public var offer: Offer?
            /// The version agreed on, such as `TLS 1.2`; null before.
            @Nullable public var version: String?
            /// IANA name of the cipher suite agreed on; null before.
            @Nullable public var ciphersuite: String?
            /// The curve of the key exchange; null without one.
            @Nullable public var curve: String?
            /// The application protocol agreed on (ALPN, RFC 7301); null for none.
            @Nullable public var alpn: String?
            /// Largest fragment granted (RFC 6066), in bytes; null for none.
            @Nullable public var fragmentLength: Int?
            /// How an earlier session was resumed; null when none was.
            @Nullable public var resumption: Resumption?
            /// The server's certificates, its own first.
            public var chain: [Certificate] = []
            /// Bytes of its Certificate message; 0 without one.
            public var chainBytes = 0
            /// Whether the server asked for a certificate of the device.
            public var asksForCertificate = false
            /// The device's certificates, its own first.
            public var deviceChain: [Certificate] = []
            /// When the first byte of the handshake passed.
            public var at: Seconds
            /// Whether the handshake reached its end.
            public var completed = false
            /// From the first byte of the handshake to its end, or to its failure; null while it goes on.
            @Nullable public var seconds: Seconds?
            /// Why it failed; null when it did not.
            @Nullable public var failure: String?
            /// Alerts, in order of time; at most 8.
            public var alerts: [Alert] = []
            /// Records of the device.
            public var sent = Records()
            /// Records of the server.
            public var received = Records()
            /// The messages of the handshake, in order of time; at most 64.
            public var messages: [Message] = []
            /// When nobody said anything for 1 ms and more during the handshake, in order of time; at most 64.
            public var gaps: [Gap] = []

            package init(at: Seconds) { self.at = at }

            enum CodingKeys: String, CodingKey {
                case offer, version, ciphersuite, curve, alpn
                case fragmentLength = "fragment_length"
                case resumption, chain
                case chainBytes = "chain_bytes"
                case asksForCertificate = "asks_for_certificate"
                case deviceChain = "device_chain"
                case at = "at_s"
                case completed, seconds, failure, alerts, sent, received, messages, gaps
            }
        }

        /// How a session was resumed.
        public enum Resumption: String, Sendable, Codable, CaseIterable {
            /// By the session id that the server knew (RFC 5246).
            case id
            /// By a ticket that the device kept (RFC 5077).
            case ticket
            /// By a pre-shared key of an earlier session (RFC 8446).
            case psk
        }
    }
}

extension RunRecord.Wire {
    /// What a ClientHello offered. Lists are in the client's order, without values reserved to be ignored (RFC 8701).
    public struct Offer: Sendable, Equatable, Codable {
        /// The newest version.
        public var version = ""
        /// Cipher suites by their IANA names; at most 64.
        public var suites: [String] = []
        /// Curves and groups; at most 32.
        public var curves: [String] = []
        /// The server's name (SNI); null when it is not sent.
        @Nullable public var serverName: String?
        /// Largest fragment asked for (RFC 6066), in bytes; null for none.
        @Nullable public var fragmentLength: Int?
        /// Application protocols (ALPN); at most 8.
        public var alpn: [String] = []
        /// Whether it names a session to resume.
        public var hasSession = false
        /// Bytes of the session ticket; 0 for an empty one, which asks for one; null without the extension.
        @Nullable public var ticket: Int?

        package init() {}

        enum CodingKeys: String, CodingKey {
            case version, suites, curves
            case serverName = "server_name"
            case fragmentLength = "fragment_length"
            case alpn
            case hasSession = "has_session"
            case ticket
        }
    }

    /// A certificate as it was sent.
    public struct Certificate: Sendable, Equatable, Codable {
        /// Common name of the subject, or its organisation.
        public var subject: String
        /// Common name of the issuer, or its organisation.
        public var issuer: String
        /// Its DER, in bytes.
        public var bytes: Int
        /// Kind and size of its key: `RSA-2048`, `P-256`.
        public var key: String
        /// What its signature is made with: `RSA with SHA-256`.
        public var signature: String

        package init(subject: String, issuer: String, bytes: Int, key: String, signature: String) {
            self.subject = subject
            self.issuer = issuer
            self.bytes = bytes
            self.key = key
            self.signature = signature
        }
    }

    /// An alert (RFC 5246 section 7.2).
    public struct Alert: Sendable, Equatable, Codable {
        /// Who sent it.
        public var by: Side
        /// When it passed.
        public var at: Seconds
        /// `warning` or `fatal`; null for an encrypted one.
        @Nullable public var level: String?
        /// Its description with its number; null for an encrypted one.
        @Nullable public var description: String?

        package init(by side: Side, at: Seconds, level: String?, description: String?) {
            by = side
            self.at = at
            self.level = level
            self.description = description
        }

        enum CodingKeys: String, CodingKey {
            case by
            case at = "at_s"
            case level, description
        }
    }

    /// The TLS records of one direction.
    public struct Records: Sendable, Equatable, Codable {
        /// How many.
        public var count = 0
        /// Most bytes in one, without its header.
        public var largest = 0
        /// Bytes in all of them, without headers.
        public var bytes = 0

        package init() {}
    }

    /// A message of a handshake.
    public struct Message: Sendable, Equatable, Codable {
        /// Who sent it.
        public var by: Side
        /// When its last byte passed.
        public var at: Seconds
        /// Its name in the RFCs.
        public var name: String
        /// Its bytes with its header; of an encrypted one, the bytes of its record.
        public var bytes: Int

        package init(by side: Side, at: Seconds, name: String, bytes: Int) {
            by = side
            self.at = at
            self.name = name
            self.bytes = bytes
        }

        enum CodingKeys: String, CodingKey {
            case by
            case at = "at_s"
            case name, bytes
        }
    }

    /// A silence during a handshake. One that the device ends is the time in which it computed.
    public struct Gap: Sendable, Equatable, Codable {
        /// When the last byte before it passed.
        public var start: Seconds
        /// How long it lasted.
        public var seconds: Seconds
        /// Who broke it.
        public var by: Side
        /// The message that the device was making or awaiting.
        public var state: String
        /// What the CPU did, most first; empty when nobody looked. At most 5.
        public var functions: [Share]

        package init(start: Seconds, seconds: Seconds, by side: Side, state: String, functions: [Share] = []) {
            self.start = start
            self.seconds = seconds
            by = side
            self.state = state
            self.functions = functions
        }

        enum CodingKeys: String, CodingKey {
            case start = "start_s"
            case seconds, by, state, functions
        }
    }

    /// A function's part of a stretch of time.
    public struct Share: Sendable, Equatable, Codable {
        /// The function.
        public var name: String
        /// Per cent of the time, with what it called.
        public var share: Int

        package init(name: String, share: Int) {
            self.name = name
            self.share = share
        }
    }
}
