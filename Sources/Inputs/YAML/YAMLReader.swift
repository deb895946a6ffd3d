import Record
import Yams

/// One mapping of a YAML file, read key by key; errors name file, line and key.
package struct YAMLReader {
    package let file: String
    package let path: String
    package let line: Int?
    /// The keys that are there, in their order.
    package let names: [String]
    private let values: [String: Node]
    private let notes: SchemaNotes?
    /// Whether the mapping itself is there.
    package let isPresent: Bool

    /// More items of a list than anyone can want.
    static let mostItems = 10_000

    /// Reads `text` as one mapping with no keys but `keys`.
    ///
    /// - Parameter notes: gets to know what is read, and as what; for the file's schema.
    package init(text: String, file: String, keys: [String], notes: SchemaNotes? = nil) throws(EmulationError) {
        guard let root = try YAMLDocument.root(of: text, file: file), !root.isNull else {
            throw .badInput(file: file, line: 1, message: "is empty; allowed keys: \(keys.joined(separator: ", "))")
        }
        try self.init(node: root, file: file, path: "", keys: keys, notes: notes)
    }

    private init(
        node: Node?,
        file: String,
        path: String,
        keys: [String]?,
        notes: SchemaNotes?
    ) throws(EmulationError) {
        self.file = file
        self.path = path
        self.notes = notes
        notes?.allow(keys, in: path)
        line = node?.mark?.line
        isPresent = node != nil
        guard let node else {
            (names, values) = ([], [:])
            return
        }
        guard let mapping = node.mapping else {
            let what = path.isEmpty ? "the file" : "'\(path.dropLast())'"
            throw .badInput(file: file, line: line, message: "\(what) must be a mapping")
        }
        var names: [String] = [], values: [String: Node] = [:]
        for (key, value) in mapping {
            let name = key.string ?? "?"
            let place = "\(path)\(name.shown)", line = key.mark?.line
            if let keys, !keys.contains(name) { throw Self.unknown(name, place, keys, file: file, line: line) }
            guard values.updateValue(value, forKey: name) == nil else {
                throw .badInput(file: file, line: line, message: "key '\(place)' is given twice")
            }
            names.append(name)
        }
        (self.names, self.values) = (names, values)
    }

    private static func unknown(
        _ name: String,
        _ place: String,
        _ keys: [String],
        file: String,
        line: Int?
    ) -> EmulationError {
        let hint = Spelling.nearest(to: name, in: keys).map { "; did you mean '\($0)'?" }
        let message = "unknown key '\(place)'" + (hint ?? "; allowed: \(keys.joined(separator: ", "))")
        return .badInput(file: file, line: line, message: message)
    }

    private func node(_ key: String) -> Node? {
        guard let node = values[key], !node.isNull else { return nil }
        return node
    }

    /// Whether the key is there.
    package func has(_ key: String) -> Bool { node(key) != nil }

    /// The line of the value of `key`.
    func line(of key: String) -> Int? { node(key)?.mark?.line }

    /// An error about the value of `key`.
    package func bad(_ key: String, _ message: String) -> EmulationError {
        .badInput(file: file, line: line(of: key) ?? line, message: "key '\(path)\(key)': \(message)")
    }

    /// The mapping under `key`, with any keys for nil; an absent one reads as empty.
    package func section(_ key: String, keys: [String]?) throws(EmulationError) -> YAMLReader {
        notes?.note(.mapping, "\(path)\(key)")
        return try YAMLReader(node: node(key), file: file, path: "\(path)\(key.shown).", keys: keys, notes: notes)
    }

    /// The mapping under `key`; nil for an absent one.
    func optionalSection(_ key: String, keys: [String]) throws(EmulationError) -> YAMLReader? {
        notes?.allowAbsence("\(path)\(key)")
        return has(key) ? try section(key, keys: keys) : nil
    }

    /// The list of mappings under `key`, of at most ten thousand.
    package func list(_ key: String, keys: [String]) throws(EmulationError) -> [YAMLReader] {
        notes?.note(.list, "\(path)\(key)")
        notes?.allow(keys, in: "\(path)\(key)[].")
        guard let found = node(key) else { return [] }
        guard let items = found.sequence else { throw bad(key, "must be a list") }
        guard items.count <= Self.mostItems else {
            throw bad(key, "has \(items.count) items, at most \(Self.mostItems) are allowed")
        }
        var readers: [YAMLReader] = []
        for (index, item) in items.enumerated() {
            let place = "\(path)\(key)[\(notes == nil ? "\(index)" : "")]."
            readers.append(try YAMLReader(node: item, file: file, path: place, keys: keys, notes: notes))
        }
        return readers
    }

    /// The value of `key`, written as `value` says; nil when the key is absent.
    func value<Value>(_ key: String, _ value: InputValue<Value>) throws(EmulationError) -> Value? {
        notes?.note(.value(value.kind), "\(path)\(key)")
        guard let words = try words(key, value.kind) else { return nil }
        do {
            return value.resolve(try value.parse(words), FileName.folder(of: file))
        } catch {
            throw bad(key, error.message)
        }
    }

    private func words(_ key: String, _ kind: ValueKind) throws(EmulationError) -> [String]? {
        guard let found = node(key) else { return nil }
        if let text = found.scalar?.string { return [text] }
        switch (kind, found.sequence) {
        case (.texts, let items?), (.choices, let items?):
            let words = items.compactMap { $0.scalar?.string }
            guard words.count == items.count else { throw bad(key, "must be a list of words") }
            return words
        case (.text, _), (.texts, _): throw bad(key, "must be text")
        case (_, let items): throw bad(key, "must be \(kind.allowed), not a \(items == nil ? "mapping" : "list")")
        }
    }

    /// The value, or an error that says the key is missing.
    package func require<Value>(_ key: String, _ value: Value?) throws(EmulationError) -> Value {
        notes?.require("\(path)\(key)")
        guard let value else {
            throw .badInput(file: file, line: line, message: "key '\(path)\(key)' is missing")
        }
        return value
    }
}

extension Node {
    fileprivate var isNull: Bool {
        guard case .scalar(let scalar) = self else { return false }
        return scalar.style == .plain && ["", "~", "null"].contains(scalar.string)
    }
}
