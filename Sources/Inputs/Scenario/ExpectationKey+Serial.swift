import Record

extension ExpectationKey {
    /// What is printed on the serial line, over line ends and unfinished lines.
    static let serial = [
        ExpectationKey(
            name: serialContains,
            kind: .texts,
            meaning: "each text is printed on the serial line",
            namesFault: { _ in false },
            look: { texts($0, $1) { text, output in output.contains(text) } }
        ),
        ExpectationKey(
            name: "serial_matches",
            kind: .texts,
            meaning: "each regular expression is found in what is printed on the serial line",
            namesFault: { _ in false },
            fault: { value in
                guard case .texts(let patterns) = value else { return nil }
                let wrong = patterns.first { (try? Regex($0)) == nil }
                return wrong.map { "'\($0.shown)' is no regular expression" }
            },
            look: { texts($0, $1) { pattern, output in (try? Regex(pattern).firstMatch(in: output)) != nil } }
        ),
    ]

    fileprivate static let serialContains = "serial_contains"

    private static func texts(_ value: Value, _ record: RunRecord, _ isThere: (String, String) -> Bool) -> Finding {
        guard case .texts(let texts) = value else { return .impossible }
        let lines = record.console.filter { $0.port == nil }.map(\.text)
        let output = lines.joined(separator: "\n")
        let missing = texts.filter { !isThere($0, output) }.map { "'\($0)'" }.joined(separator: ", ")
        let seen = missing.isEmpty ? "as expected" : "\(missing) not among \(lines.count) lines"
        return Finding(holds: missing.isEmpty, expected: value.text, seen: seen)
    }
}

extension Expectations {
    /// The texts that `serial_contains` wants.
    public var serialTexts: [String] {
        guard case .texts(let texts) = values.first(where: { $0.key == ExpectationKey.serialContains })?.value else {
            return []
        }
        return texts
    }
}
