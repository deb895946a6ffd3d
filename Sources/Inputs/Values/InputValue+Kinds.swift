import Record

extension InputValue where Value == String {
    /// Any text.
    static var text: Self { InputValue(.text, show: { $0 }) { $0 } }

    /// A text of so many bytes in UTF-8.
    static func text(bytes: ClosedRange<Int>) -> Self {
        InputValue(.text, show: { $0 }) { text throws(Refusal) in
            let least = bytes.lowerBound > 0 ? "\(bytes.lowerBound) to " : "at most "
            guard bytes.contains(text.utf8.count) else { throw Refusal("must have \(least)\(bytes.upperBound) bytes") }
            return text
        }
    }

    /// Path of a file, seen from the file that names it.
    static var file: Self {
        var value = text
        value.resolve = { path, folder in FileName.resolve(path, from: folder) }
        return value
    }

    /// A profile: a name, or a file by its ending.
    static var profile: Self {
        var value = text(bytes: 1...4096)
        value.resolve = { name, folder in
            name.hasSuffix(".yml") || name.hasSuffix(".yaml") ? FileName.resolve(name, from: folder) : name
        }
        return value
    }

    /// One of `words`.
    static func word(of words: [String]) -> Self {
        InputValue(.choice(words), show: { $0 }) { text throws(Refusal) in
            guard words.contains(text) else {
                throw Refusal("'\(text.shown)' is not one of \(words.joined(separator: ", "))")
            }
            return text
        }
    }
}

extension InputValue where Value == [String] {
    /// Any texts.
    static var texts: Self { InputValue(.texts, words: { $0 }, show: { $0.joined(separator: ", ") }) }

    /// One or several of `words`.
    static func words(of allowed: [String]) -> Self {
        InputValue(
            .choices(allowed),
            words: { words throws(Refusal) in
                for word in words where !allowed.contains(word) {
                    let hint = Spelling.nearest(to: word, in: allowed).map { "; did you mean '\($0)'?" } ?? ""
                    throw Refusal("'\(word.shown)' is not one of \(allowed.joined(separator: ", "))\(hint)")
                }
                guard !words.isEmpty else { throw Refusal("names nothing") }
                return words
            },
            show: { $0.joined(separator: ", ") }
        )
    }
}

extension InputValue where Value == Int {
    /// A whole number within `range`; `_` may divide its digits.
    static func number(_ range: ClosedRange<Int>) -> Self {
        InputValue(.number(range)) { text throws(Refusal) in
            guard let value = Int(text.replacing("_", with: "")), range.contains(value) else {
                throw Refusal("'\(text.shown)' is not \(ValueKind.number(range).allowed)")
            }
            return value
        }
    }

    /// One of `numbers`.
    static func number(of numbers: [Int]) -> Self {
        let range = (numbers.min() ?? 0)...(numbers.max() ?? 0)
        return InputValue(.numbers(numbers)) { text throws(Refusal) in
            let value = try number(range).parse([text])
            guard numbers.contains(value) else { throw Refusal("must be \(numbers.alternatives)") }
            return value
        }
    }
}

extension InputValue where Value == UInt64 {
    /// A whole number below 2^64; `_` may divide its digits.
    static var unsigned: Self {
        InputValue(.unsigned) { text throws(Refusal) in
            guard let value = UInt64(text.replacing("_", with: "")) else {
                throw Refusal("'\(text.shown)' is not \(ValueKind.unsigned.allowed)")
            }
            return value
        }
    }
}

extension InputValue where Value == Bool {
    /// true or false.
    static var boolean: Self {
        InputValue(.boolean) { text throws(Refusal) in
            switch text {
            case "true": return true
            case "false": return false
            default: throw Refusal("'\(text.shown)' is neither true nor false")
            }
        }
    }
}

extension InputValue where Value == Seconds {
    /// A decimal number of seconds from 0 to a day.
    static var seconds: Self {
        InputValue(.seconds, show: { $0.shortText }) { text throws(Refusal) in
            if let value = Seconds(text: text) { return value }
            guard let number = Double(text), number > 86_400 else {
                throw Refusal("'\(text.shown)' is not a number of seconds")
            }
            throw Refusal("'\(text.shown)' is more than 86400 s, a day")
        }
    }

    /// The same, without 0.
    static var positiveSeconds: Self {
        InputValue(.seconds, show: { $0.shortText }) { text throws(Refusal) in
            let value = try seconds.parse([text])
            guard value > .zero else { throw Refusal("must be more than 0") }
            return value
        }
    }
}

extension InputValue where Value: CaseIterable & RawRepresentable, Value.RawValue == String {
    /// One of the raw values of an enumeration.
    static var choice: Self {
        let words = Value.allCases.map(\.rawValue)
        return InputValue(.choice(words), show: \.rawValue) { text throws(Refusal) in
            guard let value = Value(rawValue: try InputValue<String>.word(of: words).parse([text])) else {
                throw Refusal("'\(text.shown)' is not one of \(words.joined(separator: ", "))")
            }
            return value
        }
    }
}

extension [Int] {
    /// `20, 26, 40 or 80`.
    package var alternatives: String {
        dropLast().map { "\($0)" }.joined(separator: ", ") + " or \(last ?? 0)"
    }
}

extension Seconds {
    /// With as many decimals as it needs.
    var shortText: String { exactText.hasSuffix(".0") ? String(exactText.dropLast(2)) : exactText }
}

extension String {
    /// What an error quotes of a text: one line, not too long.
    var shown: String {
        let start = unicodeScalars.prefix(60).map { scalar in
            scalar.properties.generalCategory == .control ? scalar.escaped(asASCII: true) : String(scalar)
        }
        return start.joined() + (unicodeScalars.count > 60 ? "…" : "")
    }
}
