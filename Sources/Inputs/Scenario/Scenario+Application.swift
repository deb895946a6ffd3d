import GuestABI
import Record

extension Scenario {
    /// What one of the tool's own applications is configured with.
    public struct Application: Sendable, Equatable {
        /// Which one, first part of the image's name; nil for the profile's.
        public var name: String?
        /// The MQTT client's name, of which examples make their thing's name too; nil for the application's own.
        public var clientID: String?
        /// Release of the AWS IoT Device SDK for Embedded C, for the applications that are built on it.
        public var deviceSDK = DeviceSDK.v2

        /// The key that its requests are signed with, in place of a certificate; nil for a device that has a certificate.
        public var accessKey: AccessKey?
        /// Where its clock comes from.
        public var clock = ClockSource.given
        /// When the time servers begin to answer, from power-on.
        public var sntpAfter = Seconds.zero

        /// Nothing of its own.
        public init() {}

        /// Where a device's clock comes from.
        public enum ClockSource: String, Sendable, CaseIterable {
            /// It is that of `tls.time` at power-on.
            case given
            /// It stands at 1970 until SNTP answers.
            case sntp
            /// It stands at 1970 until a web server has told the date.
            case httpDate = "http-date"

            /// The number in the configuration sector.
            package var code: ClockSourceCode {
                switch self {
                case .given: .given
                case .sntp: .sntp
                case .httpDate: .date
                }
            }
        }

        /// Releases that differ in what an application is told (aws_iot_mqtt_client_common_internal.c at each tag).
        public enum DeviceSDK: String, Sendable, CaseIterable {
            /// That of ESP8266_RTOS_SDK v3.0 to v3.3: a lost connection is waited out, -28.
            case v2 = "2.2.1"
            /// That of esp-aws-iot, release/v3.1.x: a lost connection ends the wait, -12.
            case v3 = "3.1.5"
        }
    }
}

extension Scenario.Message {
    /// What the application called `name` switches its LED on by; empty where it has none.
    package static func usual(of name: String) -> [Scenario.Message] {
        let known = [
            "aws_iot": ("esp8266/control", "on"),
            "c_mqtt": ("/request", #"{"gpio": {"pin": 2, "state": 0}}"#),
            "pubsubclient": ("inTopic", "1"),
        ]
        return known[name].map { [Scenario.Message(after: .subscribed, topic: $0.0, payload: $0.1)] } ?? []
    }
}

/// A key of IAM, with which requests are signed.
public struct AccessKey: Sendable, Equatable {
    /// Its public part.
    public var id: String
    /// What is kept secret.
    public var secret: String
    /// The token of temporary credentials; nil for others.
    public var token: String?

    /// Most bytes of each part that the device has room for; AWS's secrets have 40.
    private static let mostBytes = [128, 72, 2048]

    /// Takes `ID:SECRET[:TOKEN]` apart; nil when it is none, or longer than any.
    package init?(text: String) {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
        guard (2...3).contains(parts.count), zip(parts, Self.mostBytes).allSatisfy({ (1...$1).contains($0.utf8.count) })
        else { return nil }
        (id, secret) = (parts[0], parts[1])
        token = parts.count > 2 ? parts[2] : nil
    }

    /// As one text.
    package var text: String { ([id, secret] + (token.map { [$0] } ?? [])).joined(separator: ":") }
}
