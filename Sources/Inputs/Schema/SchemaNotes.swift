/// What a reader of YAML asked for while it read a file: the raw material of the file's schema. The code that reads a
/// file thereby is the only place that says what may be in it.
package final class SchemaNotes {
    /// What a key's value is read as.
    enum Kind: Equatable {
        /// A mapping with keys of its own.
        case mapping
        /// A list of mappings.
        case list
        /// Neither.
        case value(ValueKind)
    }

    /// Kind by path; mappings are joined by dots, the items of a list are `list[]`.
    private(set) var kinds: [String: Kind] = [:]
    /// Allowed keys by the path of their mapping, which ends in a dot; nil for any.
    private(set) var allowed: [String: [String]?] = [:]
    /// Paths without which the file is refused.
    private(set) var required: Set<String> = []
    /// Paths of mappings that may be absent, whatever they must have in them.
    private(set) var optional: Set<String> = []

    func note(_ kind: Kind, _ path: String) { kinds[path] = kind }

    func allow(_ keys: [String]?, in path: String) { allowed[path] = .some(keys) }

    func require(_ path: String) { required.insert(path) }

    func allowAbsence(_ path: String) { optional.insert(path) }
}
