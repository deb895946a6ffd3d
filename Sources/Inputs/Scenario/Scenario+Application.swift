extension Scenario {
    /// What one of the tool's own applications is configured with.
    public struct Application: Sendable, Equatable {
        /// Which one, first part of the image's name; nil for the profile's.
        public var name: String?
        /// The MQTT client's name, of which examples make their thing's name too; nil for the application's own.
        public var clientID: String?
        /// Release of the AWS IoT Device SDK for Embedded C, for the applications that are built on it.
        public var deviceSDK = DeviceSDK.v2

        /// Nothing of its own.
        public init() {}

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
