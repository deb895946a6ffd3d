import Record

/// What a scenario expects of its run.
public struct Expectations: Sendable, Equatable {
    /// Given keys with their values, in the order of `ExpectationKey.all`.
    public var values: [Entry] = []

    /// One key with its value.
    public struct Entry: Sendable, Equatable {
        /// Name of the key.
        public var key: String
        /// What it is to be.
        public var value: ExpectationKey.Value
    }

    /// Nothing in particular: a good verdict.
    public init() {}

    /// The expectations that `record` does not meet.
    public func deviations(in record: RunRecord) -> [CheckResult.Deviation] {
        (values + implied).compactMap { entry in
            guard let found = ExpectationKey.named(entry.key)?.look(entry.value, record), !found.holds else {
                return nil
            }
            return CheckResult.Deviation(key: entry.key, expected: found.expected, seen: found.seen)
        }
    }

    /// What goes without saying. A scenario that names no fault expects a good verdict; one that names a fault expects
    /// that there is no other kind of fault, unless it says `ok: false` and nothing more.
    private var implied: [Entry] {
        let names = Set(values.map(\.key))
        guard !names.contains("ok") else { return [] }
        let hasFault = values.contains { ExpectationKey.named($0.key)?.namesFault($0.value) == true }
        guard hasFault else { return [Entry(key: "ok", value: .boolean(true))] }
        let faults = [
            Entry(key: "watchdog", value: .text("none")), Entry(key: "failed_allocation", value: .boolean(false)),
            Entry(key: "stack_overflow", value: .boolean(false)),
        ]
        return faults.filter { !names.contains($0.key) }
    }
}

extension Expectations {
    /// Reads `expect:`; an absent one expects a good verdict.
    init(_ root: YAMLReader) throws(EmulationError) {
        self.init()
        let section = try root.section("expect", keys: ExpectationKey.all.map(\.name))
        for key in ExpectationKey.all {
            guard let value = try Self.value(of: key, section) else { continue }
            if let fault = key.fault(value) { throw section.bad(key.name, fault) }
            values.append(Entry(key: key.name, value: value))
        }
    }

    private static func value(
        of key: ExpectationKey,
        _ section: YAMLReader
    ) throws(EmulationError) -> ExpectationKey.Value? {
        switch key.kind {
        case .boolean: return try section.boolean(key.name).map { .boolean($0) }
        case .seconds: return try section.seconds(key.name).map { .seconds($0) }
        case .number(let range): return try section.integer(key.name, in: range).map { .number($0) }
        case .text: return try section.string(key.name).map { .text($0) }
        case .choice(let words): return try section.value(key.name, .word(of: words)).map { .text($0) }
        case .texts:
            let texts = try section.texts(key.name)
            guard texts.isEmpty else { return .texts(texts) }
            guard section.has(key.name) else { return nil }
            throw section.bad(key.name, "names nothing")
        case .unsigned: return try section.integer(key.name, in: 0...Int.max).map { .number($0) }
        case .numbers(let numbers): return try section.value(key.name, .number(of: numbers)).map { .number($0) }
        case .choices(let words): return try section.value(key.name, .words(of: words)).map { .texts($0) }
        }
    }
}
