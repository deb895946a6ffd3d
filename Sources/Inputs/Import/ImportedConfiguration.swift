import Record
import Yams

/// What a user's own configuration for another system says of the device, and where it says it.
public struct ImportedConfiguration: Sendable {
    /// A text with its place.
    public struct Value: Sendable, Equatable {
        /// The value.
        var text: String
        /// The file it stands in, as errors name it.
        var file: String
        /// Its line; nil where lines are not known.
        var line: Int?
        /// What it is called there.
        var key: String

        /// `FILE:LINE, KEY`, on one line.
        var place: String { "\(FileName.name(of: file).shown)\(line.map { ":\($0)" } ?? ""), \(key.shown)" }

        /// `message` about the value.
        func fault(_ message: String) -> EmulationError {
            .badInput(file: file, line: line, message: "\(key.shown): \(message)")
        }
    }

    /// A certificate or key.
    public struct Credential: Sendable, Equatable {
        /// PEM, with the place.
        var pem: Value
        /// The file that it is; nil where it stands within another.
        var path: String?

        /// Its content.
        package var bytes: [UInt8] { Array(pem.text.utf8) }

        /// `message` about it.
        package func fault(_ message: String) -> EmulationError {
            path.map { .badInput(file: $0, line: nil, message: message) } ?? pem.fault(message)
        }
    }

    /// The word behind `vesp import`.
    let system: String
    /// Name of a profile.
    let profile: String
    /// HOST or HOST:PORT.
    var endpoint: Value
    /// The device's certificate and its key.
    package var certificate: Credential
    package var key: Credential
    /// What the device trusts.
    package var authorities: Credential?
    /// Network and password.
    var ssid: Value?
    var password: Value?
    /// Client id or name of the thing.
    var device: Value?
}

/// A file that an import makes.
public struct ImportedFile: Sendable, Equatable {
    /// Where it belongs; `-` for stdout.
    public let path: String
    /// Its content.
    public let text: String
    /// Whether others must not read it.
    public let isSecret: Bool
}

extension ImportedConfiguration {
    /// The scenario and, in front of it, what it refers to and is no file yet.
    /// - Parameter output: path of the scenario, or `-`. On stdout there are no secrets; the others' folder is then the
    ///   working folder.
    public func files(output: String) throws(EmulationError) -> [ImportedFile] {
        let folder = output == "-" ? "" : FileName.folder(of: output)
        let parts = [certificate, key, authorities].compactMap { $0 }
        var files = parts.filter { $0.path == nil }.map { part in
            ImportedFile(
                path: FileName.resolve(part.fileName, from: folder),
                text: part.pem.text.replacing("\r\n", with: "\n"),
                isSecret: part == key
            )
        }
        let text = try scenario(output)
        // Whatever is wrong with it was wrong with a value.
        _ = try Scenario(yaml: text, file: output == "-" ? "stdout" : output)
        files.append(ImportedFile(path: output, text: text, isSecret: password != nil && output != "-"))
        return files
    }

    private func scenario(_ output: String) throws(EmulationError) -> String {
        var lines = [
            "# Made by vesp import \(system); where a value comes from is behind it.",
            "profile: \(profile)",
        ]
        lines += try endpointLines()
        lines += [
            "credentials:",
            "  cert: \(try name(of: certificate, output))  # \(certificate.pem.place)",
            "  key: \(try name(of: key, output))  # \(key.pem.place)",
        ]
        if let authorities {
            lines += [
                "  # For a server of your own (tcp); the built-in endpoint is trusted without:",
                "  # ca: \(try name(of: authorities, output))  # \(authorities.pem.place)",
            ]
        }
        lines += try networkLines(output)
        lines += [
            "# The device's certificate is known to the built-in endpoint and active.", "cloud:",
            "  certificate: ACTIVE",
        ]
        lines += try deviceLines()
        return lines.joined(separator: "\n") + "\n"
    }

    /// The host, which the built-in endpoint has certificates for in one region only, and what such a host sends: those of
    /// ATS have `-ats` in their names, older ones the chain that they always had (developer guide, device communication).
    private func endpointLines() throws(EmulationError) -> [String] {
        let line = try line("endpoint: ", endpoint, key: "endpoint")
        let host = endpoint.text.prefix { $0 != ":" }.lowercased()
        guard let parts = host.wholeMatch(of: /[a-z0-9-]+\.iot\.([a-z0-9-]+)\.amazonaws\.com/) else {
            return ["# For a server of your own (tcp); the built-in endpoint is a host of AWS IoT:", "# \(line)"]
        }
        let isOld = host.firstRange(of: "-ats.iot.") == nil
        let chain = isOld ? ["server_chain: legacy  # a host without -ats"] : []
        guard parts.1 != "us-east-1" else { return [line] + chain }
        return ["# For a server of your own (tcp); the built-in endpoint is one of us-east-1:", "# \(line)"] + chain
    }

    private func networkLines(_ output: String) throws(EmulationError) -> [String] {
        guard let ssid else { return [] }
        var lines = ["wifi:", try line("  ssid: ", ssid, key: "wifi.ssid")]
        if let password {
            let line = try line("  password: ", password, key: "wifi.password")
            let withheld = "  # password: left out on stdout; --output writes it  # \(password.place)"
            lines.append(output == "-" ? withheld : line)
        }
        return lines
    }

    private func deviceLines() throws(EmulationError) -> [String] {
        guard let device else { return [] }
        guard device.text.wholeMatch(of: /[A-Za-z0-9:_-]{1,128}/) != nil else {
            return ["  # \(device.place): '\(device.text.shown)' is no name of a thing"]
        }
        return ["  thing: {name: \(try Self.quoted(device.text))}  # \(device.place)"]
    }

    /// A line with a value that the scenario's key takes.
    private func line(_ start: String, _ value: Value, key: String) throws(EmulationError) -> String {
        let quoted = try Self.quoted(value.text)
        let parts = key.split(separator: ".")
        let text = parts.dropLast().reversed().reduce("\(parts.last ?? ""): \(quoted)") { "\($1): {\($0)}" }
        do {
            _ = try Scenario(yaml: text, file: "")
        } catch .badInput(_, _, let message) {
            throw value.fault(message)
        }
        return "\(start)\(quoted)  # \(value.place)"
    }

    /// How the scenario calls the file of a part.
    private func name(of part: Credential, _ output: String) throws(EmulationError) -> String {
        guard let path = part.path else { return try Self.quoted(part.fileName) }
        return try Self.quoted(FileName.relative(path, from: output == "-" ? "scenario.yml" : output))
    }

    /// A text as YAML in quotes.
    private static func quoted(_ text: String) throws(EmulationError) -> String {
        let node = Node(text, Tag(.str), .doubleQuoted)
        guard let yaml = try? Yams.serialize(node: node, width: -1, allowUnicode: true) else {
            throw .inconsistent("'\(text.shown)' cannot be written as YAML")
        }
        return String(yaml.prefix { !$0.isNewline })
    }
}

extension ImportedConfiguration.Credential {
    /// What the file is called that it gets.
    fileprivate var fileName: String { "\(pem.key).pem" }
}

extension ImportedConfiguration.Value {
    /// Refuses what is no host's name, such as an example's placeholder.
    func checkHost() throws(EmulationError) {
        let host = text.prefix { $0 != ":" }
        guard host.wholeMatch(of: /[A-Za-z0-9.-]+/) != nil else {
            throw fault("'\(text.shown)' is not the name of a host")
        }
    }
}
