extension InputKey where Subject == Scenario {
    /// What one of the tool's own applications is configured with.
    static let application: [ScenarioKey] = [
        .section("application", "what the tool's own application is configured with"),
        ScenarioKey(
            "application.name",
            \.application.name,
            .applicationName,
            "which application, first part of the image's name; the profile's when absent",
            axis: .init(.device, "application", "which of the tool's own applications")
        ),
        ScenarioKey(
            "application.client_id",
            \.application.clientID,
            .clientID,
            "the MQTT client's name, and the thing's; the application's own when absent",
            row: .init(.run, "application.client_id")
        ),
        ScenarioKey(
            "application.device_sdk",
            \.application.deviceSDK,
            .choice,
            "release of the AWS IoT Device SDK for Embedded C, for applications built on it"
        ).shown(
            by: ParameterRows(.init(.run, "application.device_sdk")) { resolved in
                let sdk = resolved.scenario.application.deviceSDK
                return sdk == Scenario.Application().deviceSDK ? nil : sdk.rawValue
            }
        ),
        ScenarioKey(
            "application.access_key",
            \.application.accessKey,
            .accessKey,
            "ID:SECRET[:TOKEN] with which websocket signs its requests, in place of a certificate"
        ).shown(
            by: ParameterRows(.init(.run, "application.access_key")) { $0.scenario.application.accessKey?.id }
        ),
        ScenarioKey(
            "application.clock",
            \.application.clock,
            .choice,
            "where the device's clock comes from: given by tls.time, or set by SNTP or a web server's date",
            axis: .init(.device, "application_clock", "where the device's clock comes from")
        ).shown(
            by: ParameterRows(.init(.run, "application.clock")) { resolved in
                let clock = resolved.scenario.application.clock
                return clock == .given ? nil : clock.rawValue
            }
        ),
        ScenarioKey(
            "application.sntp_after_s",
            \.application.sntpAfter,
            .seconds,
            "when the time servers begin to answer, from power-on"
        ).shown(
            by: ParameterRows(.init(.run, "application.sntp_after", "s")) { resolved in
                let moment = resolved.scenario.application.sntpAfter
                return moment == .zero ? nil : moment.shortText
            }
        ),
    ]
}

extension InputValue where Value == String {
    /// What stands in front of the library in the name of a firmware image.
    fileprivate static var applicationName: Self {
        InputValue(.text, show: { $0 }) { text throws(Refusal) in
            let isName = text.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") }
            guard isName, !text.isEmpty else {
                throw Refusal("'\(text.shown)' is not a name of letters, digits and underscores")
            }
            return text
        }
    }

    /// A client identifier of MQTT as AWS IoT takes it: 1 to 128 bytes.
    fileprivate static var clientID: Self {
        InputValue(.text, show: { $0 }) { text throws(Refusal) in
            guard (1...128).contains(text.utf8.count) else { throw Refusal("a client id has 1 to 128 bytes") }
            return text
        }
    }
}

extension InputValue where Value == AccessKey {
    /// `ID:SECRET[:TOKEN]`.
    static var accessKey: Self {
        InputValue(.text, show: { $0.id }) { text throws(Refusal) in
            guard let key = AccessKey(text: text) else {
                throw Refusal("an access key is ID:SECRET or ID:SECRET:TOKEN")
            }
            return key
        }
    }
}
