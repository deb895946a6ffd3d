import Foundation
import Testing

/// `vesp fidelity` and the document it writes.
@Suite(.serialized, .timeLimit(.minutes(10)), .enabled(if: Tool.hasFirmware, "needs make firmware"))
struct FidelityTests {
    private static func document() throws -> [Substring] {
        try String(contentsOfFile: "\(Tool.packageRoot)/docs/fidelity.md", encoding: .utf8)
            .split(separator: "\n", omittingEmptySubsequences: false)
    }

    @Test func `every case that takes no minutes stands in docs with the figure of today`() throws {
        let result = try Tool.run(["fidelity"])
        #expect(result.code == 0, "\(result.errors)")
        let rows = result.output.split(separator: "\n").filter {
            $0.contains("| fitted |") || $0.contains("| reported |")
        }
        #expect(rows.count >= 25)
        let document = try Self.document()
        for row in rows { #expect(document.contains(row), "run `make fidelity`; not in docs/fidelity.md: \(row)") }
    }

    @Test(.enabled(if: ProcessInfo.processInfo.environment["VESP_LONG_TESTS"] != nil, "make test-long runs it"))
    func `docs hold what the command writes`() throws {
        let result = try Tool.run(["fidelity", "--long"])
        #expect(result.code == 0, "\(result.errors)")
        let document = try Self.document().joined(separator: "\n")
        #expect(result.output == document, "run `make fidelity`")
    }

    @Test func `the summary counts the rows below it, and no more than half of them were fitted`() throws {
        let document = try Self.document()
        let rows = document.filter { $0.contains("| fitted |") || $0.contains("| reported |") }
        let errors = try rows.map { row in
            try #require(Double(row.split(separator: "|")[5].split(separator: " ")[0]), "\(row)")
        }
        let five = errors.count { abs($0) <= 5 }, fifteen = errors.count { abs($0) <= 15 }
        #expect(document.contains("**\(five) of \(rows.count) within 5 %, \(fifteen) within 15 %**"))
        #expect(rows.count { $0.contains("| fitted |") } * 2 <= rows.count)
    }
}
