/// How the value of a key is written.
public enum ValueKind: Sendable, Equatable {
    /// true or false.
    case boolean
    /// A decimal number of seconds, a day at most.
    case seconds
    /// A whole number within a range.
    case number(ClosedRange<Int>)
    /// A whole number from 0 to 2^64 − 1.
    case unsigned
    /// One of some numbers.
    case numbers([Int])
    /// One of some words.
    case choice([String])
    /// One or several of some words.
    case choices([String])
    /// Text.
    case text
    /// Text or a list of texts.
    case texts

    /// What is allowed, for an error: `one of a, b`.
    var allowed: String {
        switch self {
        case .boolean: "true or false"
        case .seconds: "a number of seconds"
        case .number(let range): "a whole number from \(range.lowerBound) to \(range.upperBound)"
        case .unsigned: "a whole number from 0 to \(UInt64.max)"
        case .numbers(let numbers): "one of \(numbers.map { "\($0)" }.joined(separator: ", "))"
        case .choice(let words), .choices(let words): "one of \(words.joined(separator: ", "))"
        case .text: "text"
        case .texts: "text, or a list of texts"
        }
    }
}
