import Yams

/// Composes a YAML text; every fault names its line.
enum YAMLDocument {
    /// Bytes of the longest text that is read. A scenario with ten thousand messages takes half of it.
    static let mostBytes = 1_000_000

    /// The document in `text`; nil when there is none.
    static func root(of text: String, file: String) throws(EmulationError) -> Node? {
        guard text.utf8.count <= mostBytes else {
            throw .badInput(file: file, line: nil, message: "is longer than \(mostBytes) bytes")
        }
        try refuseAliasesInKeys(text, file)
        return try compose(text, file)
    }

    private static func compose(_ text: String, _ file: String) throws(EmulationError) -> Node? {
        do {
            return try Yams.compose(yaml: text)
        } catch let error as YamlError {
            throw fault(error, text: text, file: file)
        } catch {
            throw .badInput(file: file, line: nil, message: "not YAML")
        }
    }

    private static func fault(_ error: YamlError, text: String, file: String) -> EmulationError {
        switch error {
        case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
            .composer(_, let problem, let mark, _):
            return .badInput(file: file, line: mark.line, message: "not YAML: \(problem)")
        case .reader(let problem, let offset, _, _):
            let line = offset.map { text.prefix($0).count(where: \.isNewline) + 1 }
            return .badInput(file: file, line: line, message: "not YAML: \(problem)")
        case .duplicatedKeysInMapping(let duplicates, let context):
            let key = duplicates.min() ?? ""
            var search = RepeatedKey(key, first: context.mark, in: text)
            return .badInput(file: file, line: search.line(), message: "key '\(key.shown)' is given twice")
        default:
            return .badInput(file: file, line: nil, message: "not YAML")
        }
    }

    /// Refuses aliases in keys before Yams sees them: it hashes every key of a mapping, and the hash of nested aliases
    /// takes time exponential in their depth. In the text looked at here they are plain words with a mark.
    private static func refuseAliasesInKeys(_ text: String, _ file: String) throws(EmulationError) {
        guard text.utf8.contains(UInt8(ascii: "*")), text.utf8.contains(UInt8(ascii: "&")) else { return }
        let mark: Unicode.Scalar = "\u{E000}"
        let scalars = text.unicodeScalars.map { $0 == "*" ? mark : $0 }
        var open = [try compose(String(String.UnicodeScalarView(scalars)), file)].compactMap { $0 }
        while let node = open.popLast() {
            open += node.sequence.map { Array($0) } ?? []
            for (key, value) in node.mapping.map({ Array($0) }) ?? [] {
                guard let scalar = key.scalar, scalar.style != .plain || scalar.string.unicodeScalars.first != mark
                else {
                    let message = "a key must be text, not an alias, a list or a mapping"
                    throw .badInput(file: file, line: key.mark?.line, message: message)
                }
                open.append(value)
            }
        }
    }
}
