extension ImportedConfiguration {
    /// The configuration of esp-open-rtos' example aws_iot (examples/aws_iot): `client_config.c`, `ca_cert.c` and the
    /// `ssid_config.h` of the SDK, beside them or where the SDK has it.
    public init(espOpenRTOS folder: String) throws(EmulationError) {
        let folder = try ImportFolder(folder)
        let path = try folder.first(["client_config.c"])
        let source = CSource(try ImportFolder.bytes(path), file: path)
        func value(_ name: String) throws(EmulationError) -> Value {
            guard let value = try Self.variable(name, source, path) else {
                throw .badInput(file: path, line: nil, message: "\(name): is not defined")
            }
            return value
        }
        self.init(
            system: "esp-open-rtos",
            profile: "esp-open-rtos",
            endpoint: try value("client_endpoint"),
            certificate: Credential(pem: try value("client_cert")),
            key: Credential(pem: try value("client_key"))
        )
        try endpoint.checkHost()
        authorities = try Self.authorities(folder, source, path).map { Credential(pem: $0) }
        try readNetwork(folder)
    }

    private static func variable(_ name: String, _ source: CSource, _ path: String) throws(EmulationError) -> Value? {
        try source.variable(name).map { Value(text: $0.text, file: path, line: $0.line, key: name) }
    }

    /// The CA has a file of its own in the example.
    private static func authorities(
        _ folder: ImportFolder,
        _ source: CSource,
        _ path: String
    ) throws(EmulationError) -> Value? {
        if let value = try variable("ca_cert", source, path) { return value }
        guard let path = folder.present(["ca_cert.c"]).first else { return nil }
        return try variable("ca_cert", CSource(try ImportFolder.bytes(path), file: path), path)
    }

    /// The SDK's header includes one that is the user's alone.
    private mutating func readNetwork(_ folder: ImportFolder) throws(EmulationError) {
        let places = ["", "include/", "../../include/"]
        let names = places.flatMap { ["\($0)private_ssid_config.h", "\($0)ssid_config.h"] }
        let headers = folder.present(names)
        guard let header = headers.first else { throw folder.missing(names) }
        for path in headers {
            let source = CSource(try ImportFolder.bytes(path), file: path)
            if ssid == nil { ssid = try Self.macro("WIFI_SSID", source, path) }
            if password == nil { password = try Self.macro("WIFI_PASS", source, path) }
        }
        guard ssid != nil else { throw .badInput(file: header, line: nil, message: "WIFI_SSID: is not defined") }
    }

    private static func macro(_ name: String, _ source: CSource, _ path: String) throws(EmulationError) -> Value? {
        try source.macro(name).map { Value(text: $0.text, file: path, line: $0.line, key: name) }
    }
}
