import ESP8266

/// One published measurement and how a program of our own repeats it.
public struct FidelityCase: Sendable, Equatable {
    /// What the published figure counts.
    public enum Unit: String, Sendable, CaseIterable {
        /// CPU cycles.
        case cycles
        /// Microseconds.
        case microseconds = "us"
        /// Milliseconds.
        case milliseconds = "ms"
        /// Seconds.
        case seconds = "s"
        /// How often per second.
        case perSecond = "per_s"
    }

    /// What the figure is used for.
    public enum Use: String, Sendable, CaseIterable {
        /// A value of the timing model was chosen by it.
        case fitted
        /// Nothing was chosen by it.
        case reported
    }

    /// Short name.
    public var name: String
    /// What was measured.
    public var title: String
    /// Quality of the measurement, A to D.
    public var grade: String
    /// Where it was published.
    public var source: String
    /// The program: `fidelity/PROGRAM.elf` among the firmware.
    public var program: String
    /// The line the program prints, or `cycles` for the whole program.
    public var measure: String
    /// What the printed cycles are divided by.
    public var per: Int
    /// CPU clock in MHz.
    public var clockMHz: Int
    /// SPI flash mode, at 40 MHz.
    public var flashMode: FlashMode
    /// What the figure counts.
    public var unit: Unit
    /// The figure.
    public var published: Double
    /// The published band, when there is one; inside it the error is nought.
    public var band: ClosedRange<Double>?
    /// What the figure is used for.
    public var use: Use
    /// Whether it takes minutes.
    public var isLong: Bool
    /// What a reader should know.
    public var note: String

    /// Our figure in the case's unit, from the cycles that the program printed.
    public func value(cycles: UInt64) -> Double {
        let each = Double(cycles) / Double(per)
        let microseconds = each / Double(clockMHz)
        return switch unit {
        case .cycles: each
        case .microseconds: microseconds
        case .milliseconds: microseconds / 1000
        case .seconds: microseconds / 1_000_000
        case .perSecond: 1_000_000 / microseconds
        }
    }

    /// How far `value` is off, in percent of the published figure.
    public func error(of value: Double) -> Double {
        if let band, band.contains(value) { return 0 }
        let nearest = band.map { value < $0.lowerBound ? $0.lowerBound : $0.upperBound } ?? published
        return (value - nearest) / nearest * 100
    }
}

extension FidelityCase {
    private static let keys = [
        "name", "title", "grade", "source", "program", "measure", "per", "clock", "flash", "unit", "published", "low",
        "high", "use", "long", "note",
    ]

    /// Reads a file of cases.
    public static func cases(yaml text: String, file: String) throws(EmulationError) -> [FidelityCase] {
        let root = try YAMLReader(text: text, file: file, keys: ["cases"])
        var cases: [FidelityCase] = []
        for item in try root.list("cases", keys: keys) { cases.append(try FidelityCase(item)) }
        return cases
    }

    private init(_ item: YAMLReader) throws(EmulationError) {
        name = try item.require("name", item.string("name"))
        title = try item.require("title", item.string("title"))
        grade = try item.require("grade", item.string("grade"))
        source = try item.require("source", item.string("source"))
        program = try item.require("program", item.string("program"))
        measure = try item.require("measure", item.string("measure"))
        per = try item.require("per", item.integer("per", in: 1...1_000_000))
        clockMHz = try item.clock("clock") ?? 80
        flashMode = try item.choice("flash") ?? .dio
        unit = try item.require("unit", item.choice("unit"))
        published = try item.require("published", item.decimal("published"))
        band = nil
        if let low = try item.decimal("low"), let high = try item.decimal("high"), low <= high { band = low...high }
        use = try item.require("use", item.choice("use"))
        isLong = try item.boolean("long") ?? false
        note = try item.string("note") ?? ""
    }
}

extension YAMLReader {
    /// A positive decimal number.
    func decimal(_ key: String) throws(EmulationError) -> Double? {
        guard let text = try string(key) else { return nil }
        guard let value = Double(text), value.isFinite, value > 0 else {
            throw bad(key, "'\(text)' is not a positive number")
        }
        return value
    }
}
