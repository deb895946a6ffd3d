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
