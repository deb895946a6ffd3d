/// One key of a file: what reads it, shows it or changes it is derived from this entry.
public struct InputKey<Subject: Sendable>: Sendable {
    /// The key, with the mapping it is in: `link.latency_ms`.
    public let path: String
    /// What it means, in a few words.
    public let meaning: String
    /// Reads it, if the file has it, from the mapping it is in.
    let read: @Sendable (YAMLReader, _ name: String, inout Subject) throws(EmulationError) -> Void
    /// The change that some words stand for; nil for keys that only a file can give.
    var change: (@Sendable ([String]) throws(Refusal) -> @Sendable (inout Subject) -> Void)?
    /// How its value is written; nil for a mapping or a list of mappings.
    var kind: ValueKind?
    /// Meanings of the keys of its items, if it is a list, by path.
    var itemMeanings: [(path: String, meaning: String)] = []
    /// Whether it is a mapping, whose keys follow it in the table.
    var isSection = false
    /// The axis of a matrix that is about it.
    var axis: MatrixAxis?
    /// What the parameters of a record say of it.
    var rows: ParameterRows?

    /// The key within its mapping.
    var name: String { String(path.split(separator: ".").last ?? "") }
    /// The mapping it is in; nil for the file.
    private var section: String? { path.contains(".") ? String(path.prefix { $0 != "." }) : nil }

    /// A key that is read by a function of its own.
    init(
        _ path: String,
        _ meaning: String,
        rows: ParameterRows? = nil,
        read: @escaping @Sendable (YAMLReader, _ name: String, inout Subject) throws(EmulationError) -> Void
    ) {
        self.path = path
        self.meaning = meaning
        self.rows = rows
        self.read = read
    }

    /// A mapping with the keys that follow it in the table; `check` is called when they have been read.
    static func section(
        _ path: String,
        _ meaning: String,
        check: @escaping @Sendable (YAMLReader, _ name: String, inout Subject) throws(EmulationError) -> Void = {
            _,
            _,
            _ in
        }
    ) -> InputKey {
        var key = InputKey(path, meaning, read: check)
        key.isSection = true
        return key
    }

    /// A list of mappings with `keys`, each of which makes an item out of `blank`.
    static func list<Item>(
        _ path: String,
        _ property: WritableKeyPath<Subject, [Item]> & Sendable,
        of keys: [InputKey<Item>],
        blank: Item,
        _ meaning: String,
        rows: ParameterRows? = nil
    ) -> InputKey {
        var key = InputKey(path, meaning, rows: rows) { reader, name, subject throws(EmulationError) in
            guard reader.has(name) else { return }
            var items: [Item] = []
            for entry in try reader.list(name, keys: keys.map(\.path)) {
                var item = blank
                for key in keys { try key.read(entry, key.name, &item) }
                items.append(item)
            }
            subject[keyPath: property] = items
        }
        key.itemMeanings = keys.flatMap { key in
            [("\(path)[].\(key.path)", key.meaning)]
                + key.itemMeanings.map { ("\(path)[].\($0.path)", $0.meaning) }
        }
        return key
    }

    /// A mapping with `keys` within a mapping, which makes a value out of `blank`; nil without it.
    static func mapping<Item>(
        _ path: String,
        _ property: WritableKeyPath<Subject, Item?> & Sendable,
        of keys: [InputKey<Item>],
        blank: Item,
        _ meaning: String
    ) -> InputKey {
        var key = InputKey(path, meaning) { reader, name, subject throws(EmulationError) in
            guard let section = try reader.optionalSection(name, keys: keys.map(\.path)) else { return }
            var item = blank
            for key in keys { try key.read(section, key.name, &item) }
            subject[keyPath: property] = item
        }
        key.itemMeanings = keys.map { ("\(path).\($0.path)", $0.meaning) }
        return key
    }
}

extension InputKey {
    /// Reads all `keys` of a file into `subject`; the lines of those that the file gives, by path.
    @discardableResult static func read(
        _ keys: [InputKey],
        from root: YAMLReader,
        into subject: inout Subject
    ) throws(EmulationError) -> [String: Int] {
        var lines: [String: Int] = [:]
        for key in keys where key.section == nil {
            lines[key.path] = root.line(of: key.name)
            guard key.isSection else {
                try key.read(root, key.name, &subject)
                continue
            }
            let inner = keys.filter { $0.section == key.path }
            let section = try root.section(key.name, keys: inner.map(\.name))
            for key in inner {
                lines[key.path] = section.line(of: key.name)
                try key.read(section, key.name, &subject)
            }
            try key.read(root, key.name, &subject)
        }
        return lines
    }

    /// The keys that no mapping holds but the file.
    static func roots(_ keys: [InputKey]) -> [String] { keys.filter { $0.section == nil }.map(\.path) }
}
