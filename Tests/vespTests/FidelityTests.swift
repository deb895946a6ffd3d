import Foundation
import Testing

/// `vesp fidelity` and the document it writes.
@Suite(.serialized, .timeLimit(.minutes(10)), .enabled(if: Tool.hasFirmware, "needs make firmware"))
struct FidelityTests {
    private static func document() throws -> [Substring] {
        try String(contentsOfFile: "\(Tool.packageRoot)/docs/fidelity.md", encoding: .utf8)
            .split(separator: "\n", omittingEmptySubsequences: false)
    }

    /// A row of the table of cases.
    private struct Row {
        var text: Substring
        var title: String
        var isTwin: Bool
        var hasBand: Bool
        var compiler: String
        var error: Double
        var use: String

        /// Nil for any other line.
        init?(_ line: Substring) {
            let cells = line.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
            guard cells.count >= 10, ["fitted", "left out", "reported"].contains(cells[8]),
                let error = Double(cells[6].split(separator: " ")[0])
            else { return nil }
            text = line
            isTwin = cells[0].hasSuffix(" (twin)")
            title = cells[0].replacing(" (twin)", with: "")
            hasBand = cells[3].contains("–")
            compiler = cells[4]
            use = cells[8]
            self.error = error
        }
    }

    private static func rows(_ lines: [Substring]) -> [Row] { lines.compactMap { Row($0) } }

    @Test func `every case that takes no minutes stands in docs with the figure of today`() throws {
        let result = try Tool.run(["fidelity"])
        #expect(result.code == 0, "\(result.errors)")
        let rows = Self.rows(result.output.split(separator: "\n"))
        #expect(rows.count >= 60)
        let document = Set(try Self.document())
        for row in rows {
            let isThere = document.contains(row.text)
            #expect(isThere, "run `make fidelity`; not in docs/fidelity.md: \(row.text)")
        }
    }

    @Test(.enabled(if: TestFirmware.isHere, TestFirmware.missing))
    func `the comparison of real SDKs and stand-ins is that of today`() throws {
        let result = try Tool.run(["fidelity", "--stand-in-only"])
        #expect(result.code == 0, "\(result.errors)")
        let document = try Self.document()
        let head = try #require(document.firstIndex(of: "## Real SDK and stand-in"))
        let isSame = document[(head - 1)...].joined(separator: "\n") == result.output
        #expect(isSame, "run `make fidelity`")
    }

    @Test(.enabled(if: ProcessInfo.processInfo.environment["VESP_LONG_TESTS"] != nil, "make test-long runs it"))
    func `docs hold what the command writes`() throws {
        let result = try Tool.run(["fidelity", "--long"])
        #expect(result.code == 0, "\(result.errors)")
        let isSame = try Self.document().joined(separator: "\n") == result.output
        #expect(isSame, "run `make fidelity`")
    }

    @Test func `the sentence counts the independent rows below it that chose nothing`() throws {
        let document = try Self.document()
        let rows = Self.rows(document).filter { !$0.isTwin && !$0.hasBand && $0.use != "fitted" }
        let five = rows.count { abs($0.error) <= 5 }, ten = rows.count { abs($0.error) <= 10 }
        let sentence =
            "**Of \(rows.count) measurements that chose nothing, \(five) are within 5 %, \(ten) within 10 %**"
        let isThere = document.contains(Substring(sentence))
        #expect(isThere, "\(sentence)")
    }

    @Test func `no more than half of the rows chose a value`() throws {
        let rows = Self.rows(try Self.document())
        #expect(rows.count { $0.use == "fitted" } * 2 <= rows.count)
    }

    @Test func `every row that is off by more than 5 percent says why`() throws {
        let document = try Self.document()
        for row in Self.rows(document) where abs(row.error) > 5 {
            let hasNote = document.contains { $0.hasPrefix("- \(row.title): ") }
            #expect(hasNote, "\(row.title)")
        }
    }

    @Test func `rows left out while choosing are within 10 percent`() throws {
        let rows = Self.rows(try Self.document()).filter { $0.use == "left out" }
        #expect(rows.count >= 14)
        for row in rows { #expect(abs(row.error) <= 10, "\(row.title)") }
    }

    @Test func `the bounds hold nine of ten rows that chose nothing`() throws {
        let line = try #require(
            try Self.document().first { $0.hasPrefix("The published value lies within our bounds in ") }
        )
        let numbers = line.split(separator: " ").compactMap { Int($0) }
        try #require(numbers.count == 2)
        #expect(numbers[0] * 10 >= numbers[1] * 9, "\(line)")
    }
}
