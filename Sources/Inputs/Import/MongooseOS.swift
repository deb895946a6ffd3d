import Record
import Yams

extension ImportedConfiguration {
    /// The configuration of a Mongoose OS application: defaults of `mos.yml` (config_schema), over them `conf0.json` to
    /// `conf9.json`, in the project's folder or its `fs`, as the device's file system has them.
    public init(mongooseOS folder: String) throws(EmulationError) {
        let folder = try ImportFolder(folder)
        let settings = try MongooseSettings(folder)
        func part(_ key: String) throws(EmulationError) -> Credential {
            let name = try settings.needed(key)
            guard !name.text.hasPrefix("ATCA:") else {
                throw name.fault("a key in a secure element is in no file; set a key of a file")
            }
            return try Self.file(name, folder)
        }
        var endpoint = try settings.needed("mqtt.server")
        try endpoint.checkHost()
        // With a certificate the device speaks TLS, at whatever port is given.
        if !endpoint.text.contains(":") { endpoint.text += ":8883" }
        self.init(
            system: "mongoose",
            profile: "mongoose-os",
            endpoint: endpoint,
            certificate: try part("mqtt.ssl_cert"),
            key: try part("mqtt.ssl_key")
        )
        authorities = try settings.value("mqtt.ssl_ca_cert").map { name throws(EmulationError) in
            try Self.file(name, folder)
        }
        ssid = try settings.value("wifi.sta.ssid")
        password = ssid == nil ? nil : try settings.value("wifi.sta.pass")
        device = try settings.value("device.id")
    }

    /// The file that a setting names, which the device has without folders.
    private static func file(_ name: Value, _ folder: ImportFolder) throws(EmulationError) -> Credential {
        guard name.text.wholeMatch(of: /\/?[^\/\0]+/) != nil, !["..", "."].contains(name.text) else {
            throw name.fault("'\(name.text.shown)' is not the name of a file")
        }
        let file = name.text.trimmingPrefix("/")
        guard let path = try folder.single(["\(file)", "fs/\(file)"]) else {
            throw .notFound(
                "\(name.file):\(name.line ?? 1): \(name.key): \(folder.path) has no file '\(file.description.shown)'"
            )
        }
        var credential = try ImportFolder.credential(path, name.key)
        (credential.pem.file, credential.pem.line) = (name.file, name.line)
        return credential
    }
}

/// Settings of all layers.
private struct MongooseSettings {
    /// The device's own layers, the last first.
    private var layers: [(file: String, root: Node)] = []
    private var schema: [String: ImportedConfiguration.Value] = [:]
    private let lowest: String

    init(_ folder: ImportFolder) throws(EmulationError) {
        let names = (0...9).map { "conf\($0).json" }
        var files: [String] = []
        for name in names {
            if let file = try folder.single([name, "fs/\(name)"]) { files.append(file) }
        }
        for file in files.reversed() {
            if let root = try Self.root(file) { layers.append((file, root)) }
        }
        let manifest = folder.present(["mos.yml"]).first
        guard let lowest = manifest ?? files.first else {
            throw folder.missing(["mos.yml", "conf0.json to conf9.json"])
        }
        self.lowest = lowest
        if let manifest { try readSchema(manifest) }
    }

    private static func root(_ file: String) throws(EmulationError) -> Node? {
        try YAMLDocument.root(of: FileAccess.text(of: ImportFolder.bytes(file), file), file: file)
    }

    /// What `key` is set to; nil for what is not set, or empty.
    func value(_ key: String) throws(EmulationError) -> ImportedConfiguration.Value? {
        for (file, root) in layers {
            if let value = try Self.value(key, in: root, file) { return value.text.isEmpty ? nil : value }
        }
        return schema[key].flatMap { $0.text.isEmpty ? nil : $0 }
    }

    /// What `key` is set to.
    func needed(_ key: String) throws(EmulationError) -> ImportedConfiguration.Value {
        guard let value = try value(key) else {
            throw .badInput(file: layers.first?.file ?? lowest, line: nil, message: "\(key): is set in no layer")
        }
        return value
    }

    private static func value(
        _ key: String,
        in root: Node,
        _ file: String
    ) throws(EmulationError) -> ImportedConfiguration.Value? {
        var node = root
        for name in key.split(separator: ".") {
            guard let mapping = node.mapping else {
                throw .badInput(
                    file: file,
                    line: node.mark?.line,
                    message: "\(key): an object is missing on the way to it"
                )
            }
            guard let next = mapping[Node(String(name))] else { return nil }
            node = next
        }
        return try scalar(node, key, file)
    }

    private static func scalar(
        _ node: Node,
        _ key: String,
        _ file: String
    ) throws(EmulationError) -> ImportedConfiguration.Value {
        guard let scalar = node.scalar else {
            throw .badInput(file: file, line: node.mark?.line, message: "\(key): is no text")
        }
        return .init(text: scalar.string, file: file, line: node.mark?.line, key: key)
    }

    /// `config_schema: [[KEY, TYPE, DEFAULT, {…}], [KEY, DEFAULT]]`; the last entry for a key counts.
    private mutating func readSchema(_ file: String) throws(EmulationError) {
        guard let root = try Self.root(file) else { return }
        guard let mapping = root.mapping else {
            throw .badInput(file: file, line: root.mark?.line, message: "must be a mapping")
        }
        guard let entries = mapping[Node("config_schema")] else { return }
        guard let list = entries.sequence else {
            throw .badInput(file: file, line: entries.mark?.line, message: "config_schema: must be a list")
        }
        for entry in list {
            guard let parts = entry.sequence, parts.count >= 2, let key = parts[0].scalar?.string else {
                throw .badInput(
                    file: file,
                    line: entry.mark?.line,
                    message: "config_schema: an entry must be [KEY, VALUE]"
                )
            }
            let place = parts.count == 2 ? 1 : 2
            // An object, and what has no default, say only what there is.
            guard parts[place].scalar != nil else { continue }
            schema[key] = try Self.scalar(parts[place], key, file)
        }
    }
}
