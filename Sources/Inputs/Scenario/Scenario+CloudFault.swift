import Record

extension Scenario.Cloud {
    /// What goes wrong on the way between endpoint and device.
    public struct Fault: Sendable, Equatable {
        /// What it is.
        public var kind = Kind.stall
        /// The message of the endpoint's that it befalls: the record in which it begins.
        public var at = Place.serverHello
        /// How long a stall lasts; nil for ever.
        public var duration: Seconds?
        /// Bytes that the endpoint has sent when the connection closes.
        public var sentBytes: Int?
        /// Bytes that the endpoint has received when the connection closes.
        public var receivedBytes: Int?
        /// Number of the alert (RFC 5246, 7.2).
        public var alert = 40
        /// The first connection that it befalls, from 1.
        public var first = 1
        /// How many connections, which it befalls; nil for all.
        public var connections: Int?

        /// Whether it befalls the connection of that number.
        package func befalls(_ number: Int) -> Bool {
            number >= first && (connections.map { number - first < $0 } ?? true)
        }

        /// A fault that is to be read.
        public init() {}

        /// What can go wrong.
        public enum Kind: String, Sendable, CaseIterable {
            /// The endpoint says nothing for a while.
            case stall
            /// The connection closes without a word of TLS.
            case close
            /// Random bytes come in a record's place.
            case garbage
            /// A record has half of its content, and says so.
            case truncatedRecord = "truncated-record"
            /// A fatal alert comes in a record's place.
            case alert
            /// The chain is that of a root that the device does not trust.
            case wrongChain = "wrong-chain"
            /// The chain is no longer valid.
            case expiredChain = "expired-chain"
            /// The chain is not valid yet.
            case notYetValidChain = "not-yet-valid-chain"
            /// Nobody listens.
            case refuse
            /// The endpoint's name has no address.
            case noSuchHost = "no-such-host"
        }

        /// Messages of the endpoint's that can be told from outside (RFC 5246, 7.3).
        public enum Place: String, Sendable, CaseIterable {
            case serverHello = "server-hello"
            case certificate
            case serverKeyExchange = "server-key-exchange"
            case certificateRequest = "certificate-request"
            case serverHelloDone = "server-hello-done"
            case changeCipherSpec = "change-cipher-spec"
            /// The first record behind the handshake: CONNACK, or close_notify.
            case connack
        }

        /// What is wrong with the whole; nil for nothing.
        var flaw: String? {
            switch kind {
            case .close where sentBytes != nil && receivedBytes != nil: "has both after_sent and after_received"
            case .alert where at == .changeCipherSpec || at == .connack:
                "an alert from outside would not be encrypted there; it may come at an earlier message"
            case .close, .alert: nil
            default: sentBytes == nil && receivedBytes == nil ? nil : "after_sent and after_received belong to close"
            }
        }
    }
}
