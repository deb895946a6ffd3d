extension RunRecord {
    /// What the account of a scenario's `cloud` saw at its endpoint.
    public struct Cloud: Sendable, Equatable, Codable {
        /// Connections, in the order in which they were made; of many the first and the last.
        public var connections: [Connection] = []
        /// Connections that were left out, from the middle.
        public var connectionsDropped = 0
        /// Messages that arrived, without those that the scenario itself publishes; of many the first and the last.
        public var messages: [Message] = []
        /// Messages that were left out, from the middle.
        public var messagesDropped = 0
        /// What was to arrive.
        public var expected: [Arrival] = []

        package init() {}

        enum CodingKeys: String, CodingKey {
            case connections
            case connectionsDropped = "connections_dropped"
            case messages
            case messagesDropped = "messages_dropped"
            case expected
        }

        /// One connection of the device's.
        public struct Connection: Sendable, Equatable, Codable {
            /// Its number, from 1.
            public var number: Int
            /// When it was made.
            public var at: Seconds
            /// When it ended; null while it stands.
            @Nullable public var end: Seconds?
            /// Why, in the endpoint's words; null while it stands.
            @Nullable public var reason: String?
            /// Whether the endpoint sent the device away.
            public var refused = false
            /// The scenario's fault that befell it; null for none.
            @Nullable public var fault: String?
            /// The first digits of the id of the device's certificate; null when it was not seen.
            @Nullable public var certificate: String?
            /// What happened; of many the first and the last.
            public var events: [Event] = []
            /// Events that were left out, from the middle.
            public var eventsDropped = 0

            package init(number: Int, at: Seconds, fault: String?) {
                self.number = number
                self.at = at
                self.fault = fault
            }

            enum CodingKeys: String, CodingKey {
                case number
                case at = "at_s"
                case end = "end_s"
                case reason, refused, fault, certificate, events
                case eventsDropped = "events_dropped"
            }
        }

        /// Something that happened on a connection.
        public struct Event: Sendable, Equatable, Codable {
            /// When.
            public var at: Seconds
            /// What.
            public var name: Name
            /// Cipher suite, client id, topic, packet identifier or reason.
            public var detail: String

            package init(at: Seconds, name: Name, detail: String) {
                self.at = at
                self.name = name
                self.detail = detail
            }

            /// What can happen.
            public enum Name: String, Sendable, Codable, CaseIterable {
                /// The handshake completed.
                case tlsEstablished = "tls_established"
                /// It failed.
                case tlsFailed = "tls_failed"
                /// CONNECT was accepted.
                case connected
                /// A SUBSCRIBE was granted.
                case subscribed
                /// The device published.
                case published
                /// The device acknowledged a message.
                case acknowledged
                /// A request of HTTP was answered; 101 when a WebSocket began with it.
                case answered
                /// A request of HTTP got 403.
                case refused
                /// The connection ended after its handshake.
                case disconnected
            }

            enum CodingKeys: String, CodingKey {
                case at = "at_s"
                case name, detail
            }
        }

        /// A message that arrived.
        public struct Message: Sendable, Equatable, Codable {
            /// When.
            public var at: Seconds
            /// Its topic.
            public var topic: String
            /// QoS.
            public var qos: Int
            /// Whether it had RETAIN.
            public var retained: Bool
            /// Bytes of its payload.
            public var bytes: Int
            /// The beginning of its payload as text.
            public var payload: String

            package init(at: Seconds, topic: String, qos: Int, retained: Bool, bytes: Int, payload: String) {
                self.at = at
                self.topic = topic
                self.qos = qos
                self.retained = retained
                self.bytes = bytes
                self.payload = payload
            }

            enum CodingKeys: String, CodingKey {
                case at = "at_s"
                case topic, qos, retained, bytes, payload
            }
        }

        /// Messages that were to arrive.
        public struct Arrival: Sendable, Equatable, Codable {
            /// What was expected.
            public var wanted: String
            /// How many arrived in time.
            public var count: Int
            /// What was wrong; null when nothing was.
            @Nullable public var error: String?

            package init(wanted: String, count: Int, error: String?) {
                self.wanted = wanted
                self.count = count
                self.error = error
            }
        }

        /// Why the endpoint sent the device away first; nil when it did not.
        public var refusal: String? { connections.first { $0.refused }?.reason }
    }
}
