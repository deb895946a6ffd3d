import ESP8266
import Foundation
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
    /// Whether it is one of those that tell prices of the memory side; one half of these chooses them.
    public var isOfMemorySide: Bool

    /// The build that counts.
    var compiler: FidelityCompiler { .closest(to: figure.compiler) }

    /// Our figure in the published one's unit, from what the program printed.
    func value(in lines: [String: UInt64]) throws(EmulationError) -> Double {
        guard let cycles = lines[measure] else {
            throw .inconsistent("\(program).elf prints no '\(measure)'")
        }
        return figure.value(cycles: Double(cycles) / Double(per))
    }
}

extension FidelityCase {
    private static let keys = [
        "name", "title", "grade", "source", "program", "measure", "per", "clock", "flash", "unit", "published", "low",
        "high", "use", "compiler", "twin_of", "memory_side", "long", "note",
    ]

    /// Reads a file of cases.
    public static func cases(yaml text: String, file: String) throws(EmulationError) -> [FidelityCase] {
        let root = try YAMLReader(text: text, file: file, keys: ["cases"])
        var cases: [FidelityCase] = []
        for item in try root.list("cases", keys: keys) {
            let next = try FidelityCase(item)
            if let twin = next.figure.twinOf, !cases.contains(where: { $0.name == twin }) {
                throw item.bad("twin_of", "no case before this one is called '\(twin)'")
            }
            cases.append(next)
        }
        return cases
    }

    private init(_ item: YAMLReader) throws(EmulationError) {
        name = try item.require("name", item.string("name"))
        figure = try Self.figure(item)
        program = try item.require("program", item.string("program"))
        measure = try item.require("measure", item.string("measure"))
        per = try item.require("per", item.integer("per", in: 1...1_000_000))
        flashMode = try item.choice("flash") ?? .dio
        isOfMemorySide = try item.boolean("memory_side") ?? false
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
            compiler: try compiler(item),
            note: try item.string("note") ?? ""
        )
        figure.twinOf = try item.string("twin_of")
        figure.unitInLastPlace = try lastPlace(item)
        if let low = try item.decimal("low"), let high = try item.decimal("high"), low <= high {
            figure.band = low...high
        }
        return figure
    }

    private static func compiler(_ item: YAMLReader) throws(EmulationError) -> String {
        let text = try item.require("compiler", item.string("compiler"))
        guard text == PublishedFigure.assembly || FidelityCompiler.isVersion(text) else {
            throw item.bad("compiler", "'\(text)' is neither a version of GCC nor \(PublishedFigure.assembly)")
        }
        return text
    }

    /// What the last digit of `published` counts: 0.01 for 2.50, 100 for 53e3 written as 53000.
    private static func lastPlace(_ item: YAMLReader) throws(EmulationError) -> Double {
        let text = try item.string("published") ?? ""
        if let point = text.firstIndex(of: ".") { return pow(10, -Double(text[point...].count - 1)) }
        return pow(10, Double(text.reversed().prefix { $0 == "0" }.count))
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
