import Record

/// The JSON Schemas of the files the tool reads and writes, made from the code that reads and writes them.
public enum FileSchema: String, CaseIterable, Sendable {
    /// `vesp run SCENARIO.yml`.
    case scenario
    /// `Profiles/*.yml`.
    case profile
    /// `vesp sweep MATRIX.yml`.
    case matrix
    /// `vesp run --json`.
    case record
    /// `vesp check --baseline`.
    case baseline

    /// Version of the meaning of the keys.
    public var version: Int {
        switch self {
        case .record: RunRecord().schemaVersion
        case .baseline: Baseline().schemaVersion
        case .scenario, .profile, .matrix: 1
        }
    }

    /// Name of the committed file.
    public var fileName: String { "\(rawValue)-\(version).schema.json" }

    /// The schema.
    public func schema() throws -> JSONSchema {
        switch self {
        case .scenario, .profile, .matrix: build(try notes())
        case .record: try SchemaDecoder.schema(of: RunRecord.self)
        case .baseline: try SchemaDecoder.schema(of: Baseline.self)
        }
    }

    /// A document of the schema with its head.
    public struct Document: Encodable {
        var schema: JSONSchema
        var title: String
        var identifier: String

        private enum CodingKeys: String, CodingKey {
            case dialect = "$schema"
            case identifier = "$id"
            case title
        }

        /// Writes the schema and what it is.
        public func encode(to encoder: any Encoder) throws {
            try schema.encode(to: encoder)
            var container = encoder.container(keyedBy: CodingKeys.self)
            try container.encode("http://json-schema.org/draft-07/schema#", forKey: .dialect)
            try container.encode(identifier, forKey: .identifier)
            try container.encode(title, forKey: .title)
        }
    }

    /// The schema with its head, to be written as JSON.
    public func document() throws -> Document {
        Document(schema: try schema(), title: "vesp \(rawValue), version \(version)", identifier: "vesp:\(fileName)")
    }

    /// What the reader asks for. It enters lists, and mappings with names of the user's, only where the file has them;
    /// and it goes no further than a missing required key: therefore the file read here has those, and nothing else.
    private func notes() throws(EmulationError) -> SchemaNotes {
        let notes = SchemaNotes()
        switch self {
        case .scenario:
            let lists = "messages: [{topic: t, payload: p}]\npublished: [{seconds: 1, source: s}]\n"
            let buttons = "buttons: [{gpio: 0, at: 1}]\n"
            let services = "[{port: 1, http: {\(Self.anyName): t}}]", dns = "{\(Self.anyName): silent}"
            let network = "network: {hosts: [{name: n, services: \(services)}], dns: \(dns)}\n"
            let user = "serial: [{send: s}]\nclients: [{get: 'http://device/'}]\n"
            let radio = "wifi: {deauthenticate: [{at: 1}], lost_beacons: [{to: 1}]}\n"
            let cloud =
                "cloud: {thing: {name: n, attributes: {\(Self.anyName): t}}, ca: {active: true}, fault: {kind: refuse}, "
                + "publish: [{topic: t}], expect: [{topic: t}]}\n"
            _ = try Scenario(yaml: lists + buttons + network + radio + user + cloud, file: rawValue, notes: notes)
        case .profile:
            let sdk = "sdk: {name: n, log_style: nonos, tls_build: b, feeding: idle}\n"
            _ = try Profile(yaml: sdk, file: rawValue, notes: notes)
        case .matrix:
            let matrix = "keys: {\(Self.anyName): {cert: c, key: k}}\naxes: {seed: 1}\n"
            _ = try Matrix(yaml: matrix, file: rawValue, notes: notes)
        case .record, .baseline: break
        }
        return notes
    }

    /// Stands for any name in a mapping of names.
    private static let anyName = "name"

    private func build(_ notes: SchemaNotes, at path: String = "") -> JSONSchema {
        guard let keys = notes.allowed[path] ?? nil else {
            return .object([], others: value("\(path)\(Self.anyName)", notes))
        }
        return .object(
            keys.map { key in
                let place = "\(path)\(key)"
                return JSONSchema.Property(
                    key,
                    value(place, notes),
                    isRequired: Self.isRequired(place, notes),
                    description: Self.meaning(of: place, in: self)
                )
            }
        )
    }

    /// A mapping is required when it has a required key: an absent one reads as empty.
    private static func isRequired(_ path: String, _ notes: SchemaNotes) -> Bool {
        if notes.required.contains(path) { return true }
        guard notes.kinds[path] == .mapping, !notes.optional.contains(path), let keys = notes.allowed["\(path)."] ?? nil
        else { return false }
        return keys.contains { isRequired("\(path).\($0)", notes) }
    }

    private func value(_ path: String, _ notes: SchemaNotes) -> JSONSchema {
        if self == .matrix, path.hasPrefix("axes."), let axis = MatrixAxis.named(String(path.dropFirst(5))) {
            let item = axis.name == MatrixAxis.keyName ? JSONSchema.yamlText : Self.value(axis.kind)
            return .anyOf([item, .list(item, least: 1)])
        }
        return switch notes.kinds[path] {
        case nil: .any
        case .mapping: build(notes, at: "\(path).")
        case .list: .list(build(notes, at: "\(path)[]."))
        case .value(let kind): Self.value(kind)
        }
    }

    private static func value(_ kind: ValueKind) -> JSONSchema {
        switch kind {
        case .boolean: .type(["boolean"])
        case .seconds: .type(["number"], minimum: 0, maximum: 86_400)
        case .number(let range): .type(["integer"], minimum: range.lowerBound, maximum: range.upperBound)
        case .unsigned: .type(["integer"], minimum: 0)
        case .numbers(let numbers): .numbers(numbers)
        case .choice(let words): .words(words)
        case .choices(let words): .anyOf([.words(words), .list(.words(words), least: 1)])
        case .text: .yamlText
        case .texts: .anyOf([.yamlText, .list(.yamlText, least: 1)])
        }
    }

    /// What editors show of a key.
    private static func meaning(of path: String, in file: FileSchema) -> String? {
        switch file {
        case .scenario where path.hasPrefix("expect."): ExpectationKey.named(String(path.dropFirst(7)))?.meaning
        case .matrix where path.hasPrefix("axes."): MatrixAxis.named(String(path.dropFirst(5)))?.meaning
        case .scenario: ScenarioKey.meanings[path]
        case .profile: ProfileKey.meanings[path]
        case .matrix: Matrix.meanings[path]
        case .record, .baseline: nil
        }
    }
}

extension InputKey where Subject == Scenario {
    fileprivate static let meanings = meanings(all)
}

extension InputKey where Subject == Profile {
    fileprivate static let meanings = meanings(all)
}

extension InputKey {
    /// What every key means, those of the items of lists included, by path.
    fileprivate static func meanings(_ keys: [InputKey]) -> [String: String] {
        let all = keys.flatMap { [($0.path, $0.meaning)] + $0.itemMeanings }
        return Dictionary(all) { first, _ in first }
    }
}

extension Matrix {
    /// What the keys of a matrix mean; those of `axes` say it themselves.
    fileprivate static let meanings = [
        "scenario": "what all runs have in common",
        "keys": "certificates and keys by a name for the axis key",
        "keys.name.cert": "PEM file",
        "keys.name.key": "PEM file",
        "axes": "every combination of their values is run, the last axis fastest",
    ]
}
