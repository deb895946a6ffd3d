import ESP8266
import Inputs
import Record

/// One published measurement and how a program of our own repeats it.
public struct FidelityCase: Sendable, Equatable {
    /// Short name.
    public var name: String
    /// What was published.
    public var figure: PublishedFigure
    /// The program: `fidelity/PROGRAM.elf` among the firmware.
    public var program: String
    /// The line the program prints, or `cycles` for the whole program.
    public var measure: String
    /// What the printed cycles are divided by.
    public var per: Int
    /// SPI flash mode, at 40 MHz.
    public var flashMode: FlashMode
    /// Whether it takes minutes.
    public var isLong: Bool

    /// Our figure beside the published one, from the cycles that the program printed.
    public func result(cycles: UInt64) -> FidelityResult {
        FidelityResult(figure: figure, value: figure.value(cycles: Double(cycles) / Double(per)))
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
        figure = try Self.figure(item)
        program = try item.require("program", item.string("program"))
        measure = try item.require("measure", item.string("measure"))
        per = try item.require("per", item.integer("per", in: 1...1_000_000))
        flashMode = try item.choice("flash") ?? .dio
        isLong = try item.boolean("long") ?? false
    }

    private static func figure(_ item: YAMLReader) throws(EmulationError) -> PublishedFigure {
        var figure = PublishedFigure(
            title: try item.require("title", item.string("title")),
            grade: try item.require("grade", item.string("grade")),
            source: try item.require("source", item.string("source")),
            clockMHz: try item.clock("clock") ?? 80,
            unit: try item.require("unit", item.choice("unit")),
            value: try item.require("published", item.decimal("published")),
            use: try item.require("use", item.choice("use")),
            note: try item.string("note") ?? ""
        )
        if let low = try item.decimal("low"), let high = try item.decimal("high"), low <= high {
            figure.band = low...high
        }
        return figure
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
