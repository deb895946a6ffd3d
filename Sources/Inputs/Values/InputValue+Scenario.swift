extension InputValue where Value == Scenario.Endpoint {
    /// `HOST:PORT`, or `HOST` where there is a default port.
    static func endpoint(defaultPort: Int?) -> Self {
        InputValue(.text, show: { "\($0.host):\($0.port)" }) { text throws(Refusal) in
            if let endpoint = Scenario.Endpoint(text: text, defaultPort: defaultPort) { return endpoint }
            throw Refusal("'\(text.shown)' is not \(defaultPort == nil ? "HOST:PORT" : "HOST or HOST:PORT")")
        }
    }
}

extension InputValue where Value == Set<Scenario.StopRule.Condition> {
    /// All of some conditions.
    static var choices: Self {
        let words = InputValue<[String]>.words(of: Scenario.StopRule.Condition.allCases.map(\.rawValue))
        return InputValue(
            words.kind,
            words: { given throws(Refusal) in Set(try words.parse(given).compactMap(Scenario.StopRule.Condition.init))
            },
            show: { $0.map(\.rawValue).sorted().joined(separator: ", ") }
        )
    }
}

extension InputValue where Value == [UInt16] {
    /// Cipher suites by their registered names, by number.
    static var suites: Self {
        numbers(Dictionary(uniqueKeysWithValues: TLSSettings.knownSuites.map { (CipherSuite.name($0), $0) })) {
            TLSSettings.knownSuites.map { CipherSuite.name($0) }
        }
    }

    /// Curves by their names, by number.
    static var curves: Self { numbers(TLSSettings.knownCurves) { TLSSettings.knownCurves.keys.sorted() } }

    /// Several of some names, each counted once, by their numbers; none of them leaves it to the TLS build.
    private static func numbers(_ known: [String: UInt16], _ names: () -> [String]) -> Self {
        let words = InputValue<[String]>.words(of: names())
        let back = Dictionary(uniqueKeysWithValues: known.map { ($1, $0) })
        return InputValue(
            words.kind,
            words: { given throws(Refusal) in
                try words.parse(given).compactMap { known[$0] }.reduce(into: []) { list, number in
                    if !list.contains(number) { list.append(number) }
                }
            },
            show: { $0.isEmpty ? "the build's" : $0.map { back[$0] ?? "\($0)" }.joined(separator: ", ") }
        )
    }
}

extension InputValue where Value == String {
    /// What stands behind `+` in the name of a firmware image.
    static var imageName: Self {
        InputValue(.text, show: { $0 }) { text throws(Refusal) in
            let isName = text.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-") }
            guard isName, !text.isEmpty else {
                throw Refusal("'\(text.shown)' is not a name of letters, digits and hyphens")
            }
            return text
        }
    }
}
