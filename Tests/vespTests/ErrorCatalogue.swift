/// Causes, what the endpoint does about them, and what the device prints and returns.
enum ErrorCatalogue {
    struct Row: Sendable {
        /// What is wrong, in words.
        var cause: String
        /// The scenario's keys that bring it about.
        var keys: String
        var profile = "nodemcu-nonos-2.2"
        /// Seconds of simulated time that show it.
        var seconds = 11
        /// How the first connection ends in the endpoint's words; nil while it stands.
        var endpoint: String?
        /// What the device prints, in this order.
        var prints: [String]
        /// What the TLS client returns: the library's number; nil where the handshake is not what fails.
        var code: Int?

        /// The scenario.
        var yaml: String {
            """
            profile: \(profile)
            clock: 160
            credentials: {cert: ../certificates/device-p256.pem, key: ../certificates/device-p256.key.pem}
            time_limit_s: \(seconds)
            \(keys.replacing("; ", with: "\n"))

            """
        }
    }

    private static let certificate = "certificate bffe0406"
    private static let client = "arn:aws:iot:us-east-1:123456789012:client/ESP-5CCF7F123456"

    /// What a certificate is refused for.
    static let certificates = [
        Row(
            cause: "certificate not registered, in the years to 2018",
            keys: "cloud: {era: legacy-2016, certificate: unregistered}",
            endpoint: "the device's certificate is not registered at the endpoint",
            prints: ["Error: -30592"],
            code: -0x7780
        ),
        Row(
            cause: "certificate INACTIVE, in the years to 2018",
            keys: "cloud: {era: legacy-2016, certificate: INACTIVE}",
            profile: "esp-open-rtos",
            endpoint: "the device's certificate is INACTIVE at the endpoint",
            prints: ["Error: -30592"],
            code: -0x7780
        ),
        Row(
            cause: "certificate REVOKED, in the years to 2018",
            keys: "cloud: {era: legacy-2016, certificate: REVOKED}",
            profile: "mongoose-os",
            endpoint: "the device's certificate is REVOKED at the endpoint",
            prints: ["Error: -30592"],
            code: -0x7780
        ),
        Row(
            cause: "certificate not registered, today",
            keys: "server_chain: legacy; cloud: {certificate: unregistered}",
            profile: "esp-open-rtos",
            seconds: 15,
            endpoint: "closed after CONNECT: \(certificate) is not registered",
            prints: ["Send MQTT connect ... mqtt_ssl_read: TLS read error (-30848), resetting", "error: -1"]
        ),
        Row(
            cause: "certificate INACTIVE, today",
            keys: "server_chain: legacy; cloud: {certificate: INACTIVE}",
            endpoint: "closed after CONNECT: \(certificate) is INACTIVE",
            prints: ["Send MQTT connect ... mqtt_ssl_read: TLS read error (-30848), resetting", "error: -1"]
        ),
        Row(
            cause: "certificate REVOKED, today",
            keys: "cloud: {certificate: REVOKED}",
            profile: "rtos-sdk-3.4",
            seconds: 15,
            endpoint: "closed after CONNECT: \(certificate) is REVOKED",
            prints: ["Send MQTT connect ... mqtt_ssl_read: TLS read error (-30848), resetting", "error: -1"]
        ),
        Row(
            cause: "certificate waits for its activation",
            keys: "server_chain: legacy; cloud: {ca: {registers: jitr}}",
            profile: "arduino-2.7",
            endpoint: "closed after CONNECT: \(certificate) is PENDING_ACTIVATION",
            prints: ["Send MQTT connect ... mqtt_ssl_read: TLS read error (-30848), resetting", "error: -1"]
        ),
    ]

    /// What a policy denies, and who else there is.
    static let policies = [
        Row(
            cause: "ACTIVE, without a policy",
            keys: "server_chain: legacy; cloud: {policy: none}",
            endpoint: "closed after CONNECT: \(certificate) is ACTIVE but no policy allows iot:Connect on \(client)",
            prints: ["Send MQTT connect ... mqtt_ssl_read: TLS read error (-30848), resetting", "error: -1"]
        ),
        Row(
            cause: "policy with `${iot:Connection.Thing.ThingName}`, thing not attached",
            keys: "server_chain: legacy; "
                + "cloud: {policy: own-thing-only.json, thing: {name: ESP-5CCF7F123456, attached: false}}",
            endpoint: "closed after CONNECT: \(certificate) is ACTIVE but no policy allows iot:Connect on \(client) "
                + "(without a value: iot:Connection.Thing.ThingName)",
            prints: ["Send MQTT connect ... mqtt_ssl_read: TLS read error (-30848), resetting", "error: -1"]
        ),
        Row(
            cause: "policy denies iot:Subscribe",
            keys: "server_chain: legacy; cloud: {policy: subscribe-denied.json}",
            endpoint: "closed after SUBSCRIBE: \(certificate) is ACTIVE but 'device' denies iot:Subscribe on "
                + "arn:aws:iot:us-east-1:123456789012:topicfilter/esp8266/control",
            prints: ["Send MQTT connect ... done", "mqtt_ssl_read: TLS read error (-30848), resetting"]
        ),
        Row(
            cause: "policy denies iot:Publish",
            keys: "server_chain: legacy; cloud: {policy: publish-denied.json}",
            seconds: 24,
            endpoint: "closed after PUBLISH: \(certificate) is ACTIVE but 'device' denies iot:Publish on "
                + "arn:aws:iot:us-east-1:123456789012:topic/esp8266/status",
            prints: [
                "Schedule to publish", "mqtt_ssl_read: TLS read error (-30848), resetting",
                "Connection dropped, request restart",
            ]
        ),
        Row(
            cause: "another client comes with the same id",
            keys: "server_chain: legacy; cloud: {duplicate_at: 7}",
            endpoint: "another client came as 'ESP-5CCF7F123456'",
            prints: [
                "Turning on LED", "mqtt_ssl_read: TLS read error (-30848), resetting",
                "Connection dropped, request restart",
            ]
        ),
    ]

    /// What TLS fails for.
    static let handshakes = [
        Row(
            cause: "the device does not trust the endpoint's root",
            keys: "server_chain: legacy; cloud: {fault: {kind: wrong-chain}}",
            endpoint: "the device sent the alert unknown_ca (48)",
            prints: ["Error: -9984"],
            code: -0x2700
        ),
        Row(
            cause: "the endpoint's certificate has expired; the application looks at no dates",
            keys: "server_chain: legacy; cloud: {fault: {kind: expired-chain}}",
            prints: ["Send MQTT connect ... done"]
        ),
        Row(
            cause: "it is not valid yet; the application looks at no dates",
            keys: "server_chain: legacy; cloud: {fault: {kind: not-yet-valid-chain}}",
            profile: "esp-open-rtos",
            prints: ["Send MQTT connect ... done"]
        ),
        Row(
            cause: "the endpoint's name is not the certificate's",
            keys: "endpoint: broker.example.com; cloud: {era: legacy-2016}",
            endpoint: "the device sent the alert bad_certificate (42)",
            prints: ["Error: -9984"],
            code: -0x2700
        ),
        Row(
            cause: "a record is larger than the device's buffer (4096 bytes)",
            keys: "cloud: {era: current}",
            prints: ["Error: -28928"],
            code: -0x7100
        ),
        Row(
            cause: "the whole flight in one record, larger than the buffer",
            keys: "server_chain: ats; cloud: {era: legacy-2016}",
            prints: ["Error: -28928"],
            code: -0x7100
        ),
        Row(
            cause: "a handshake message is split over records",
            keys: "tls: {max_fragment_length: 512}; cloud: {era: current}",
            profile: "rtos-sdk-3.4",
            prints: ["Error: -28800"],
            code: -0x7080
        ),
        Row(
            cause: "a record has half of the message",
            keys: "server_flight: record-per-group; "
                + "cloud: {era: legacy-2016, fault: {kind: truncated-record, at: certificate}}",
            endpoint: "the device sent the alert decode_error (50)",
            prints: ["Error: -28800"],
            code: -0x7080
        ),
        Row(
            cause: "no cipher suite in common",
            keys: "server_certificate: rsa; cloud: {era: legacy-2016}",
            profile: "esp-open-rtos",
            endpoint: "no cipher suite in common with the device",
            prints: ["Error: -30592"],
            code: -0x7780
        ),
        Row(
            cause: "the device does not say which server it wants, and must",
            keys: "cloud: {era: legacy-2016, sni: required}",
            profile: "esp-open-rtos",
            endpoint: "the device does not say which server it wants (SNI)",
            prints: ["Error: -30592"],
            code: -0x7780
        ),
        Row(
            cause: "the endpoint's security policy serves TLS 1.3 alone",
            keys: "cloud: {era: legacy-2016, security_policy: IoTSecurityPolicy_TLS13_1_3_2022_10}",
            endpoint: "IoTSecurityPolicy_TLS13_1_3_2022_10 serves TLS 1.3 alone, which this endpoint does not speak",
            prints: ["Error: -30592"],
            code: -0x7780
        ),
        Row(
            cause: "an alert of the endpoint's choice",
            keys: "cloud: {era: legacy-2016, fault: {kind: alert, alert: 80}}",
            endpoint: "cut off by the scenario",
            prints: ["Error: -30592"],
            code: -0x7780
        ),
        Row(
            cause: "what comes is no TLS",
            keys: "cloud: {era: legacy-2016, fault: {kind: garbage}}",
            prints: ["Error: -29184"],
            code: -0x7200
        ),
        Row(
            cause: "the connection closes in the handshake",
            keys: "cloud: {era: legacy-2016, fault: {kind: close, after_sent: 1000}}",
            endpoint: "cut off by the scenario",
            prints: ["Error: -29312"],
            code: -0x7280
        ),
        Row(
            cause: "the endpoint is silent for longer than the read timeout",
            keys: "cloud: {era: legacy-2016, fault: {kind: stall, at: server-hello, for_s: 5}}",
            seconds: 16,
            prints: ["Error: -26624", "Send MQTT connect ... done"]
        ),
    ]

    /// What fails before TLS, and behind it.
    static let connections = [
        Row(
            cause: "the endpoint's name has no address",
            keys: "cloud: {fault: {kind: no-such-host}}",
            seconds: 5,
            endpoint: "the endpoint's name had no address",
            prints: ["error: -82"]
        ),
        Row(
            cause: "nobody listens",
            keys: "cloud: {fault: {kind: refuse}}",
            seconds: 5,
            endpoint: "nobody listened",
            prints: ["error: -111"]
        ),
        Row(
            cause: "no CONNACK",
            keys: "cloud: {era: legacy-2016, fault: {kind: stall, at: connack}}",
            seconds: 13,
            endpoint: "the device is gone",
            prints: ["Send MQTT connect ... error: -1"]
        ),
        Row(
            cause: "closed after CONNECT without close_notify",
            keys: "cloud: {era: legacy-2016, fault: {kind: close, at: connack}}",
            endpoint: "cut off by the scenario",
            prints: ["Send MQTT connect ... mqtt_ssl_read: TLS read error (-80), resetting", "error: -1"]
        ),
        Row(
            cause: "a record behind the handshake is damaged",
            keys: "cloud: {era: legacy-2016, fault: {kind: truncated-record, at: connack}}",
            endpoint: "the device is gone",
            prints: ["Send MQTT connect ... mqtt_ssl_read: TLS read error (-29056), resetting", "error: -1"]
        ),
    ]

    /// The same with BearSSL as the Arduino core has it, whose errors are positive (bearssl_ssl.h, bearssl_x509.h): 256 and the alert's
    /// number for one that came; those of the socket are negative.
    static let bearSSL = [
        Row(
            cause: "the device does not trust the endpoint's root; BearSSL",
            keys: "server_chain: legacy; cloud: {fault: {kind: wrong-chain}}",
            profile: "arduino-3.1-bearssl",
            endpoint: "the device is gone",
            prints: ["Error: 62"],
            code: 62
        ),
        Row(
            cause: "the endpoint's certificate has expired; BearSSL looks at dates",
            keys: "server_chain: legacy; cloud: {fault: {kind: expired-chain}}",
            profile: "arduino-3.1-bearssl",
            endpoint: "the device is gone",
            prints: ["Error: 54"],
            code: 54
        ),
        Row(
            cause: "it is not valid yet; BearSSL looks at dates",
            keys: "server_chain: legacy; cloud: {fault: {kind: not-yet-valid-chain}}",
            profile: "arduino-3.1-bearssl",
            endpoint: "the device is gone",
            prints: ["Error: 54"],
            code: 54
        ),
        Row(
            cause: "the device's clock stands at 1970; BearSSL looks at dates",
            keys: "server_chain: legacy; tls: {time: 1970-01-01T00:00:00Z}; cloud: {era: current}",
            profile: "arduino-3.1-bearssl",
            endpoint: "the device is gone",
            prints: ["Error: 54"],
            code: 54
        ),
        Row(
            cause: "the endpoint's name is not the certificate's; BearSSL",
            keys: "endpoint: broker.example.com; cloud: {era: legacy-2016}",
            profile: "arduino-3.1-bearssl",
            endpoint: "the device is gone",
            prints: ["Error: 56"],
            code: 56
        ),
        Row(
            cause: "certificate INACTIVE, in the years to 2018; BearSSL",
            keys: "cloud: {era: legacy-2016, certificate: INACTIVE}",
            profile: "arduino-3.1-bearssl",
            endpoint: "the device's certificate is INACTIVE at the endpoint",
            prints: ["Error: 302"],
            code: 302
        ),
        Row(
            cause: "ACTIVE, without a policy; BearSSL",
            keys: "cloud: {policy: none}",
            profile: "arduino-3.1-bearssl",
            endpoint: "closed after CONNECT: \(certificate) is ACTIVE but no policy allows iot:Connect on \(client)",
            prints: ["Send MQTT connect ... mqtt_ssl_read: TLS read error (-104), resetting", "error: -1"]
        ),
        Row(
            cause: "the connection closes in the handshake; BearSSL",
            keys: "cloud: {era: legacy-2016, fault: {kind: close, after_sent: 1000}}",
            profile: "arduino-3.1-bearssl",
            endpoint: "cut off by the scenario",
            prints: ["error: -104"],
            code: -104
        ),
    ]

    static let all = certificates + policies + handshakes + connections + bearSSL

    /// The table of docs/errors.md.
    static var table: String {
        let rows = all.map { row in
            let code = row.code.map { $0 < -0xFF ? "-0x" + String(-$0, radix: 16, uppercase: true) : "\($0)" } ?? "–"
            let prints = row.prints.map { "`\($0)`" }.joined(separator: "<br>")
            let keys = row.keys.split(separator: "; ").map { "`\($0)`" }.joined(separator: "<br>")
            let cells = [row.cause, keys, row.profile, row.endpoint ?? "the connection stands", prints, code]
            return "| " + cells.joined(separator: " | ") + " |\n"
        }
        return
            "| cause | scenario | profile | the endpoint | the device prints | handshake |\n|---|---|---|---|---|---|\n"
            + rows.joined()
    }
}
