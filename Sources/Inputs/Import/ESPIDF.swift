extension ImportedConfiguration {
    /// The configuration of the examples for AWS IoT of ESP8266_RTOS_SDK and esp-aws-iot: `sdkconfig` over
    /// `sdkconfig.defaults`, certificates embedded from `main/certs`.
    public init(espIDF folder: String) throws(EmulationError) {
        let folder = try ImportFolder(folder)
        let settings = try SDKConfiguration(folder)
        let hosts = ["CONFIG_AWS_IOT_MQTT_HOST", "CONFIG_MQTT_BROKER_ENDPOINT"]
        guard var host = try settings.value(hosts), !host.text.isEmpty else {
            throw settings.fault("\(hosts[0]): is not set")
        }
        try host.checkHost()
        if let port = try settings.value(["CONFIG_AWS_IOT_MQTT_PORT", "CONFIG_MQTT_BROKER_PORT"]) {
            guard let number = Int(port.text), 1...65_535 ~= number else {
                throw port.fault("'\(port.text.shown)' is not a port")
            }
            host.text += ":\(number)"
        }
        self.init(
            system: "esp-idf",
            profile: "rtos-sdk-3.4",
            endpoint: host,
            certificate: try Self.part(folder, ["client.crt", "certificate.pem.crt"], "certificate"),
            key: try Self.part(folder, ["client.key", "private.pem.key"], "private key")
        )
        let roots = try folder.single(
            ["aws-root-ca.pem", "root_cert_auth.crt", "root_cert_auth.pem"].map(Self.embedded)
        )
        authorities = try roots.map { path throws(EmulationError) in try ImportFolder.credential(path, "CA") }
        ssid = try settings.value(Self.names("WIFI_SSID")).flatMap { $0.text.isEmpty ? nil : $0 }
        password = ssid == nil ? nil : try settings.value(Self.names("WIFI_PASSWORD"))
        device = try settings.value(["CONFIG_AWS_EXAMPLE_CLIENT_ID", "CONFIG_MQTT_CLIENT_IDENTIFIER"])
    }

    private static func embedded(_ name: String) -> String { "main/certs/\(name)" }

    /// A setting by its name in the SDK's examples, through the years.
    private static func names(_ name: String) -> [String] { ["", "ESP_", "EXAMPLE_"].map { "CONFIG_\($0)\(name)" } }

    private static func part(
        _ folder: ImportFolder,
        _ names: [String],
        _ what: String
    ) throws(EmulationError) -> Credential {
        let names = names.map(embedded)
        guard let path = try folder.single(names) else { throw folder.missing(names) }
        return try ImportFolder.credential(path, what)
    }
}

/// Settings of Kconfig, as ESP-IDF keeps them: what is set in `sdkconfig` hides the same in `sdkconfig.defaults`.
private struct SDKConfiguration {
    private var layers: [[String: ImportedConfiguration.Value?]] = []
    private let file: String

    init(_ folder: ImportFolder) throws(EmulationError) {
        let names = ["sdkconfig", "sdkconfig.defaults"]
        file = try folder.first(names)
        for path in folder.present(names) { layers.append(try Self.read(path)) }
    }

    /// What is wrong with all of them.
    func fault(_ message: String) -> EmulationError { .badInput(file: file, line: nil, message: message) }

    /// The setting that has one of `names`; nil when none is set.
    func value(_ names: [String]) throws(EmulationError) -> ImportedConfiguration.Value? {
        let found = names.compactMap { name in layers.lazy.compactMap { $0[name] }.first ?? nil }
        guard let first = found.first else { return nil }
        guard let other = found.first(where: { $0.text != first.text }) else { return first }
        throw other.fault("is another than \(first.place)")
    }

    /// What Kconfig writes behind the name of a setting that has no value.
    private static let unset = " is not set"

    private static func read(_ path: String) throws(EmulationError) -> [String: ImportedConfiguration.Value?] {
        let text = try FileAccess.text(of: ImportFolder.bytes(path), path)
        var settings: [String: ImportedConfiguration.Value?] = [:]
        for (index, line) in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).enumerated() {
            let line = line.trimming(while: \.isWhitespace)
            if line.hasPrefix("# CONFIG_"), line.hasSuffix(unset) {
                settings.updateValue(nil, forKey: String(line.dropFirst(2).dropLast(unset.count)))
            }
            guard line.hasPrefix("CONFIG_"), let sign = line.firstIndex(of: "=") else { continue }
            let name = String(line[..<sign]), text = String(line[sign...].dropFirst())
            var value = ImportedConfiguration.Value(text: text, file: path, line: index + 1, key: name)
            value.text = try unquoted(value)
            if let other = settings[name] ?? nil, other.text != value.text {
                throw value.fault("has another value than in line \(other.line ?? 0)")
            }
            settings[name] = value
        }
        return settings
    }

    /// A text in quotes without them, its backslashes and quotes without the backslash in front.
    private static func unquoted(_ value: ImportedConfiguration.Value) throws(EmulationError) -> String {
        guard value.text.hasPrefix("\"") else { return value.text }
        var text = "", isEscaped = false, rest = value.text.dropFirst()
        while let character = rest.popFirst() {
            if character == "\"", !isEscaped {
                guard rest.isEmpty else { break }
                return text
            }
            isEscaped = character == "\\" && !isEscaped
            if !isEscaped { text.append(character) }
        }
        throw value.fault("its quotes are not closed at the line's end")
    }
}

extension Substring {
    fileprivate func trimming(while isUnwanted: (Character) -> Bool) -> Substring {
        guard let last = lastIndex(where: { !isUnwanted($0) }) else { return self[endIndex...] }
        return self[...last].drop(while: isUnwanted)
    }
}
