import Testing

@testable import Inputs
@testable import Record
@testable import Studies

/// Cases as they are read, and the build that counts.
@Suite struct FidelityCaseTests {
    private static func cases(_ items: [String]) throws(EmulationError) -> [FidelityCase] {
        try FidelityCase.cases(yaml: "cases:\n" + items.map { "  - { \($0) }\n" }.joined(), file: "cases.yml")
    }

    private static func item(_ more: String, name: String = "a", published: String = "5") -> String {
        "name: \(name), title: t, grade: A, source: s, program: p, measure: m, per: 10, unit: cycles, "
            + "published: \(published), use: reported, \(more)"
    }

    @Test(arguments: [
        ("10.2.1", "10.2.1"), ("4.8.2", "10.2.1"), ("10.3.0", "10.3"), ("12.1", "12.2.0"), ("13.3.0", "13.3.0"),
        ("14", "13.3.0"), ("11.1.0", "10.3"), ("11.9.0", "12.2.0"),
    ])
    func `the closest compiler counts`(published: String, counting: String) {
        #expect(FidelityCompiler.closest(to: published).rawValue == counting)
    }

    @Test(arguments: ["GCC 10", "", "10..1", "-4.8", "1.2.3.4", "99999.1"])
    func `what is no version is refused by its key`(text: String) {
        #expect(!FidelityCompiler.isVersion(text))
        #expect { try Self.cases([Self.item("compiler: '\(text)'")]) } throws: { "\($0)".contains("compiler") }
    }

    @Test func `a twin names a case before it`() throws {
        let first = Self.item("compiler: assembly"), twin = Self.item("compiler: assembly, twin_of: a", name: "b")
        #expect(try Self.cases([first, twin]).map(\.figure.twinOf) == [nil, "a"])
        #expect { try Self.cases([twin, first]) } throws: { "\($0)".contains("twin_of") }
    }

    @Test(arguments: [("5", 1.0), ("2.50", 0.01), ("53000", 1000), ("108.7", 0.1)])
    func `a figure is as precise as it is written`(published: String, unit: Double) throws {
        let figure = try #require(Self.cases([Self.item("compiler: assembly", published: published)]).first).figure
        #expect(abs(figure.unitInLastPlace - unit) < 1e-9)
        #expect(abs(figure.precision.upperBound - figure.value - unit / 2) < 1e-9)
    }

    @Test func `cycles of a line are parted by what they count`() throws {
        let item = try #require(Self.cases([Self.item("compiler: assembly")]).first)
        #expect(try item.value(in: ["m": 55]) == 5.5)
        #expect { try item.value(in: ["n": 55]) } throws: { "\($0)".contains("prints no 'm'") }
    }
}
