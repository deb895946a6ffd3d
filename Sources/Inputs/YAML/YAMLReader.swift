import Foundation
import Record
import Yams

/// One mapping of a YAML file, read key by key; errors name file, line and key.
package struct YAMLReader {
    package let file: String
    package let path: String
    package let line: Int?
    private let mapping: Node.Mapping?
    private let notes: SchemaNotes?

    /// The keys that are there, in their order.
    package var names: [String] { mapping?.compactMap { $0.key.string } ?? [] }

    /// Reads `text` as one mapping with no keys but `keys`.
    ///
    /// - Parameter notes: gets to know what is read, and as what; for the file's schema.
    package init(text: String, file: String, keys: [String], notes: SchemaNotes? = nil) throws(EmulationError) {
        let root: Node?
        do {
            root = try Yams.compose(yaml: text)
        } catch let error as YamlError {
            throw Self.syntaxError(error, text: text, file: file)
        } catch {
            throw .badInput(file: file, line: nil, message: "not YAML")
        }
        guard let root, !root.isNull else {
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
        guard let node else {
            mapping = nil
            return
        }
        guard let mapping = node.mapping else {
            let what = path.isEmpty ? "the file" : "'\(path.dropLast())'"
            throw .badInput(file: file, line: line, message: "\(what) must be a mapping")
        }
        self.mapping = mapping
        if let keys { try refuseUnknown(keys) }
    }

    private static func syntaxError(_ error: YamlError, text: String, file: String) -> EmulationError {
        switch error {
        case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
            .composer(_, let problem, let mark, _):
            .badInput(file: file, line: mark.line, message: "not YAML: \(problem)")
        case .duplicatedKeysInMapping(let duplicates, let context):
            .badInput(
                file: file,
                line: repetition(of: duplicates.min() ?? "", after: context.mark.line, in: text),
                message: "key '\(duplicates.min() ?? "")' is given twice"
            )
        default:
            .badInput(file: file, line: nil, message: "not YAML")
        }
    }

    /// The line that gives `key` again after line `first`: the first one up to which the text has the duplicate. Yams
    /// names only the line of the first.
    private static func repetition(of key: String, after first: Int, in text: String) -> Int {
        let lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
        guard (1...lines.count).contains(first) else { return first }
        for line in first...lines.count where lines[line - 1].contains(key) {
            do {
                _ = try Yams.compose(yaml: lines.prefix(line).joined(separator: "\n"))
            } catch YamlError.duplicatedKeysInMapping {
                return line
            } catch {
                continue
            }
        }
        return first
    }

    private func refuseUnknown(_ keys: [String]) throws(EmulationError) {
        guard let mapping else { return }
        for (key, _) in mapping {
            let name = key.string ?? "?"
            guard !keys.contains(name) else { continue }
            let hint = Spelling.nearest(to: name, in: keys).map { "; did you mean '\($0)'?" }
            throw .badInput(
                file: file,
                line: key.mark?.line,
                message: "unknown key '\(path)\(name)'" + (hint ?? "; allowed: \(keys.joined(separator: ", "))")
            )
        }
    }

    private func node(_ key: String) -> Node? {
        guard let node = mapping?[Node(key)], !node.isNull else { return nil }
        return node
    }

    /// Whether the key is there.
    package func has(_ key: String) -> Bool { node(key) != nil }

    /// An error about the value of `key`.
    package func bad(_ key: String, _ message: String) -> EmulationError {
        .badInput(file: file, line: node(key)?.mark?.line ?? line, message: "key '\(path)\(key)': \(message)")
    }

    /// The mapping under `key`, with any keys for nil; an absent one reads as empty.
    package func section(_ key: String, keys: [String]?) throws(EmulationError) -> YAMLReader {
        notes?.note(.mapping, "\(path)\(key)")
        return try YAMLReader(node: node(key), file: file, path: "\(path)\(key).", keys: keys, notes: notes)
    }

    /// The list of mappings under `key`.
    package func list(_ key: String, keys: [String]) throws(EmulationError) -> [YAMLReader] {
        notes?.note(.list, "\(path)\(key)")
        notes?.allow(keys, in: "\(path)\(key)[].")
        guard let found = node(key) else { return [] }
        guard let items = found.sequence else { throw bad(key, "must be a list") }
        var readers: [YAMLReader] = []
        for (index, item) in items.enumerated() {
            let place = "\(path)\(key)[\(notes == nil ? "\(index)" : "")]."
            readers.append(try YAMLReader(node: item, file: file, path: place, keys: keys, notes: notes))
        }
        return readers
    }

    /// Text.
    package func string(_ key: String) throws(EmulationError) -> String? {
        notes?.note(.text, "\(path)\(key)")
        return try scalar(key)
    }

    private func scalar(_ key: String) throws(EmulationError) -> String? {
        guard let found = node(key) else { return nil }
        guard let text = found.scalar?.string else { throw bad(key, "must be text") }
        return text
    }

    /// One word or a list of words.
    package func words(_ key: String) throws(EmulationError) -> [String] {
        notes?.note(.texts, "\(path)\(key)")
        guard let items = node(key)?.sequence else { return try scalar(key).map { [$0] } ?? [] }
        var words: [String] = []
        for item in items {
            guard let word = item.scalar?.string else { throw bad(key, "must be a list of words") }
            words.append(word)
        }
        return words
    }

    /// One or several raw values of an enumeration; nil when the key is absent.
    package func choices<Choice: CaseIterable & RawRepresentable & Hashable>(
        _ key: String,
        _ type: Choice.Type = Choice.self
    ) throws(EmulationError) -> Set<Choice>? where Choice.RawValue == String {
        try words(key, of: Choice.allCases.map(\.rawValue)).map { Set($0.compactMap(Choice.init)) }
    }

    /// One or several of `allowed`, in the order of the file; nil when the key is absent.
    package func words(_ key: String, of allowed: [String]) throws(EmulationError) -> [String]? {
        let words = try words(key)
        notes?.note(.choices(allowed), "\(path)\(key)")
        guard has(key) else { return nil }
        for word in words where !allowed.contains(word) {
            let hint = Spelling.nearest(to: word, in: allowed).map { "; did you mean '\($0)'?" } ?? ""
            throw bad(key, "'\(word)' is not one of \(allowed.joined(separator: ", "))\(hint)")
        }
        guard !words.isEmpty else { throw bad(key, "names nothing") }
        return words
    }

    /// One of `values`.
    package func number(_ key: String, of values: [Int]) throws(EmulationError) -> Int? {
        let value = try integer(key, in: (values.min() ?? 0)...(values.max() ?? 0))
        notes?.note(.numbers(values), "\(path)\(key)")
        guard let value else { return nil }
        guard values.contains(value) else {
            let all = values.dropLast().map { "\($0)" }.joined(separator: ", ") + " or \(values.last ?? 0)"
            throw bad(key, "must be \(all)")
        }
        return value
    }

    /// A whole number within `range`.
    package func integer(_ key: String, in range: ClosedRange<Int>) throws(EmulationError) -> Int? {
        notes?.note(.number(range), "\(path)\(key)")
        guard let text = try scalar(key) else { return nil }
        guard let value = Int(text.replacing("_", with: "")), range.contains(value) else {
            throw bad(key, "'\(text)' is not a whole number from \(range.lowerBound) to \(range.upperBound)")
        }
        return value
    }

    /// A decimal number of seconds, 0 or more.
    package func seconds(_ key: String) throws(EmulationError) -> Seconds? {
        notes?.note(.seconds, "\(path)\(key)")
        guard let text = try scalar(key) else { return nil }
        guard let value = Seconds(text: text) else { throw bad(key, "'\(text)' is not a number of seconds") }
        return value
    }

    /// true or false.
    package func boolean(_ key: String) throws(EmulationError) -> Bool? {
        notes?.note(.boolean, "\(path)\(key)")
        switch try scalar(key) {
        case nil: return nil
        case "true"?: return true
        case "false"?: return false
        case let text?: throw bad(key, "'\(text)' is neither true nor false")
        }
    }

    /// One of the raw values of an enumeration.
    package func choice<Choice: CaseIterable & RawRepresentable>(
        _ key: String,
        _ type: Choice.Type = Choice.self
    ) throws(EmulationError) -> Choice? where Choice.RawValue == String {
        try word(key, of: Choice.allCases.map(\.rawValue)).flatMap(Choice.init)
    }

    /// One of `words`.
    package func word(_ key: String, of words: [String]) throws(EmulationError) -> String? {
        notes?.note(.choice(words), "\(path)\(key)")
        guard let text = try scalar(key) else { return nil }
        guard words.contains(text) else {
            throw bad(key, "'\(text)' is not one of \(words.joined(separator: ", "))")
        }
        return text
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
