import Record

/// One key of a scenario's `expect:`: how it is written, and what it asks of a run record.
public struct ExpectationKey: Sendable {
    /// The key.
    public let name: String
    /// How its value is written.
    public let kind: ValueKind
    /// What it means, in a few words.
    public let meaning: String
    /// Whether such a value says that the run goes wrong.
    let namesFault: @Sendable (Value) -> Bool
    /// What is wrong with a value that its kind allows; nil for nothing.
    var fault: @Sendable (Value) -> String? = { _ in nil }
    /// Looks at a record.
    let look: @Sendable (Value, RunRecord) -> Finding

    /// A value as read.
    public enum Value: Sendable, Equatable {
        /// true or false.
        case boolean(Bool)
        /// Seconds.
        case seconds(Seconds)
        /// A whole number.
        case number(Int)
        /// A word or a text.
        case text(String)
        /// Texts.
        case texts([String])
    }

    /// What a look at a record found.
    struct Finding: Equatable {
        var holds: Bool
        var expected: String
        var seen: String
    }

    /// A measured value, or why there is none.
    enum Measured<Value> {
        case value(Value)
        case missing(String)
    }

    /// Every key, in the order reports name them.
    public static let all: [ExpectationKey] = outcomes + limits + words + serial

    /// The key called `name`.
    public static func named(_ name: String) -> ExpectationKey? { all.first { $0.name == name } }
}

extension ExpectationKey {
    static func boolean(
        _ name: String,
        _ meaning: String,
        fault: Bool? = nil,
        _ seen: @escaping @Sendable (RunRecord) -> (value: Bool, detail: String?)
    ) -> ExpectationKey {
        ExpectationKey(name: name, kind: .boolean, meaning: meaning) { value in
            fault.map { value == .boolean($0) } ?? false
        } look: { value, record in
            let found = seen(record)
            let detail = found.detail.map { ": \($0)" } ?? ""
            return Finding(
                holds: value == .boolean(found.value),
                expected: value.text,
                seen: "\(found.value)\(detail)"
            )
        }
    }

    static func secondsBelow(
        _ name: String,
        _ meaning: String,
        _ seen: @escaping @Sendable (RunRecord) -> Measured<Seconds>
    ) -> ExpectationKey {
        ExpectationKey(name: name, kind: .seconds, meaning: meaning) { _ in
            false
        } look: { value, record in
            guard case .seconds(let limit) = value else { return .impossible }
            let expected = "less than \(limit.exactText) s"
            switch seen(record) {
            case .value(let found):
                return Finding(holds: found < limit, expected: expected, seen: "\(found.exactText) s")
            case .missing(let reason): return Finding(holds: false, expected: expected, seen: reason)
            }
        }
    }

    static func bytesBelow(
        _ name: String,
        _ meaning: String,
        _ seen: @escaping @Sendable (RunRecord) -> Measured<Int>
    ) -> ExpectationKey {
        ExpectationKey(name: name, kind: .number(1...1_000_000), meaning: meaning) { _ in
            false
        } look: { value, record in
            guard case .number(let limit) = value else { return .impossible }
            let expected = "less than \(limit) bytes"
            switch seen(record) {
            case .value(let found): return Finding(holds: found < limit, expected: expected, seen: "\(found) bytes")
            case .missing(let reason): return Finding(holds: false, expected: expected, seen: reason)
            }
        }
    }

    static func number(
        _ name: String,
        _ meaning: String,
        in range: ClosedRange<Int>,
        fault: Bool = false,
        _ seen: @escaping @Sendable (RunRecord) -> Measured<Int>
    ) -> ExpectationKey {
        ExpectationKey(name: name, kind: .number(range), meaning: meaning) { _ in
            fault
        } look: { value, record in
            switch seen(record) {
            case .value(let found):
                Finding(holds: value == .number(found), expected: value.text, seen: "\(found)")
            case .missing(let reason): Finding(holds: false, expected: value.text, seen: reason)
            }
        }
    }

    static func choice(
        _ name: String,
        _ meaning: String,
        of words: [String],
        good: Set<String>,
        _ seen: @escaping @Sendable (RunRecord) -> (word: String, detail: String?)
    ) -> ExpectationKey {
        ExpectationKey(name: name, kind: .choice(words), meaning: meaning) { value in
            if case .text(let word) = value { !good.contains(word) } else { false }
        } look: { value, record in
            let found = seen(record)
            let detail = found.detail.map { " (\($0))" } ?? ""
            return Finding(holds: value == .text(found.word), expected: value.text, seen: found.word + detail)
        }
    }

    static func text(
        _ name: String,
        _ meaning: String,
        _ seen: @escaping @Sendable (RunRecord) -> String?
    ) -> ExpectationKey {
        ExpectationKey(name: name, kind: .text, meaning: meaning) { _ in
            false
        } look: { value, record in
            let found = seen(record)
            return Finding(holds: found.map(Value.text) == value, expected: value.text, seen: found ?? "none")
        }
    }
}

extension ExpectationKey.Finding {
    /// The reader gives every key a value of its own kind; another one holds for nothing.
    static let impossible = Self(holds: false, expected: "a value of another kind", seen: "none")
}

extension ExpectationKey.Value {
    /// The value for people.
    public var text: String {
        switch self {
        case .boolean(let value): "\(value)"
        case .seconds(let value): "\(value.exactText) s"
        case .number(let value): "\(value)"
        case .text(let value): value
        case .texts(let values): values.map { "'\($0)'" }.joined(separator: ", ")
        }
    }
}
