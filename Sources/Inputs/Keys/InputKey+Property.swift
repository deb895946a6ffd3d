extension InputKey {
    /// A key whose value is a property.
    ///
    /// - Parameter isRequired: whether a file must give it, if it gives the mapping it is in.
    init<Value>(
        _ path: String,
        _ property: WritableKeyPath<Subject, Value> & Sendable,
        _ value: InputValue<Value>,
        _ meaning: String,
        isRequired: Bool = false
    ) {
        self.init(path, meaning) { reader, name, subject throws(EmulationError) in
            let found = try reader.value(name, value)
            if isRequired { _ = try reader.require(name, found) }
            if let found { subject[keyPath: property] = found }
        }
        kind = value.kind
        change = { words throws(Refusal) in
            let new = try value.parse(words)
            return { $0[keyPath: property] = new }
        }
    }

    /// A key whose value is a property that may be nil.
    init<Value>(
        _ path: String,
        _ property: WritableKeyPath<Subject, Value?> & Sendable,
        _ value: InputValue<Value>,
        _ meaning: String
    ) {
        self.init(path, meaning) { reader, name, subject throws(EmulationError) in
            if let found = try reader.value(name, value) { subject[keyPath: property] = found }
        }
        kind = value.kind
        change = { words throws(Refusal) in
            let new = try value.parse(words)
            return { $0[keyPath: property] = new }
        }
    }
}

extension InputKey where Subject: RunInput {
    /// A key whose value is a property; `axis` and `row` say where else it appears.
    init<Value>(
        _ path: String,
        _ property: WritableKeyPath<Subject, Value> & Sendable,
        _ value: InputValue<Value>,
        _ meaning: String,
        isRequired: Bool = false,
        axis: MatrixAxis.Place? = nil,
        row: ParameterRows.Place? = nil
    ) {
        self.init(path, property, value, meaning, isRequired: isRequired)
        self.axis = axis.flatMap { MatrixAxis($0, of: self, resolve: Self.resolving(value)) }
        rows = row.map { place in
            ParameterRows(place) { value.show(Subject.part(of: $0)[keyPath: property]) }
        }
    }

    /// A key whose value is a property that may be nil, which a record shows as `absent` or, without, not at all.
    init<Value>(
        _ path: String,
        _ property: WritableKeyPath<Subject, Value?> & Sendable,
        _ value: InputValue<Value>,
        _ meaning: String,
        axis: MatrixAxis.Place? = nil,
        row: ParameterRows.Place? = nil,
        absent: String? = nil
    ) {
        self.init(path, property, value, meaning)
        self.axis = axis.flatMap { MatrixAxis($0, of: self, resolve: Self.resolving(value)) }
        rows = row.map { place in
            ParameterRows(place) { Subject.part(of: $0)[keyPath: property].map(value.show) ?? absent }
        }
    }

    /// How a value on an axis is seen from the matrix, which shows it as text.
    private static func resolving<Value>(_ value: InputValue<Value>) -> @Sendable (String, String) -> String {
        { text, folder in
            guard let parsed = try? value.parse([text]) else { return text }
            let resolved = value.resolve(parsed, folder)
            return value.kind == .text ? value.show(resolved) : text
        }
    }
}

/// What a run is a function of, and a file gives: a scenario or a profile.
protocol RunInput: Sendable {
    /// This part of a resolved scenario.
    static func part(of resolved: ResolvedScenario) -> Self
    /// The override that changes the key at `path`.
    static func override(_ path: String, _ change: @escaping @Sendable (inout Self) -> Void) -> Override
}

extension Scenario: RunInput {
    static func part(of resolved: ResolvedScenario) -> Scenario { resolved.scenario }

    static func override(_ path: String, _ change: @escaping @Sendable (inout Scenario) -> Void) -> Override {
        .scenario(path: path, change)
    }
}

extension Profile: RunInput {
    static func part(of resolved: ResolvedScenario) -> Profile { resolved.profile }

    static func override(_ path: String, _ change: @escaping @Sendable (inout Profile) -> Void) -> Override {
        .profile(path: path, change)
    }
}
