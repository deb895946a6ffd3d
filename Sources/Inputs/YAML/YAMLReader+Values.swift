import Record

extension YAMLReader {
    /// Text.
    package func string(_ key: String) throws(EmulationError) -> String? { try value(key, .text) }

    /// One text or a list of texts; none when the key is absent.
    package func texts(_ key: String) throws(EmulationError) -> [String] { try value(key, .texts) ?? [] }

    /// A whole number within `range`.
    package func integer(_ key: String, in range: ClosedRange<Int>) throws(EmulationError) -> Int? {
        try value(key, .number(range))
    }

    /// A decimal number of seconds, 0 or more.
    package func seconds(_ key: String) throws(EmulationError) -> Seconds? { try value(key, .seconds) }

    /// true or false.
    package func boolean(_ key: String) throws(EmulationError) -> Bool? { try value(key, .boolean) }

    /// One of the raw values of an enumeration.
    package func choice<Choice: CaseIterable & RawRepresentable & Sendable>(
        _ key: String,
        _ type: Choice.Type = Choice.self
    ) throws(EmulationError) -> Choice? where Choice.RawValue == String { try value(key, .choice) }

    /// A CPU clock in MHz.
    package func clock(_ key: String) throws(EmulationError) -> Int? { try value(key, .number(of: [80, 160])) }
}
