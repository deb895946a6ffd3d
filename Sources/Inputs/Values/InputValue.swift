/// How a value is written: in a file, on an axis of a matrix, behind an option, and in the parameters of a record.
struct InputValue<Value: Sendable>: Sendable {
    /// What editors and errors say of it.
    let kind: ValueKind
    /// The value that some words stand for; kinds that take one word look at the first.
    let parse: @Sendable ([String]) throws(Refusal) -> Value
    /// The value for people.
    let show: @Sendable (Value) -> String
    /// The value as seen from the folder of the file that names it.
    var resolve: @Sendable (_ value: Value, _ folder: String) -> Value = { value, _ in value }

    /// A value that takes several words.
    init(
        _ kind: ValueKind,
        words parse: @escaping @Sendable ([String]) throws(Refusal) -> Value,
        show: @escaping @Sendable (Value) -> String
    ) {
        self.kind = kind
        self.parse = parse
        self.show = show
    }

    /// A value that takes one word.
    init(
        _ kind: ValueKind,
        show: @escaping @Sendable (Value) -> String = { "\($0)" },
        _ parse: @escaping @Sendable (String) throws(Refusal) -> Value
    ) {
        self.init(kind, words: { words throws(Refusal) in try parse(words.first ?? "") }, show: show)
    }
}

/// Why some words are no value of a key: `'x' is not one of a, b`.
package struct Refusal: Error {
    package var message: String

    package init(_ message: String) { self.message = message }
}
