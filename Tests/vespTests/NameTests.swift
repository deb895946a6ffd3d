import Foundation
import TestSupport
import Testing

/// Names that would break lines, or be more than names.
@Suite(.serialized, .timeLimit(.minutes(5)), .enabled(if: Tool.hasFirmware, "needs make firmware")) struct NameTests {
    @Test(arguments: ["a\n::warning::b.yml", "a\r\u{1B}[2J.yml", "a\u{2028}b.yml", "a\u{202E}b.yml"])
    func `a scenario's file name breaks no line`(name: String) throws {
        let folder = try Scratch()
        for (start, text) in [("good", CheckTests.passes), ("bad", CheckTests.fails), ("worse", "x: 1\n")] {
            _ = try folder.file(start + name, text)
        }
        let summary = "\(folder.path)/summary.md"
        let result = try Tool.run(
            ["check", folder.path],
            environment: ["GITHUB_ACTIONS": "true", "GITHUB_STEP_SUMMARY": summary]
        )
        #expect(result.code == 65)
        for line in result.output.split(separator: "\n") {
            let text = line.drop { $0 == " " }
            #expect(!text.hasPrefix("::") || text.hasPrefix("::error file="), "\(line)")
            #expect(Self.isPlain(line), "\(line.debugDescription)")
        }
        #expect(try String(contentsOfFile: summary, encoding: .utf8).split(separator: "\n").allSatisfy(Self.isPlain))
        let command = try #require(result.output.firstMatch(of: /reproduce: vesp (.*)/)?.1)
        let script = try folder.file("again.sh", "'\(Tool.executable.path)' \(command)\n")
        let again = try Tool.shell("VESP_FIRMWARE='\(Tool.firmware)' bash '\(script)'", in: Tool.packageRoot)
        #expect(again.output.contains("FAILED: 0 of 1 scenarios as expected, 1 not"), "\(command)")
    }

    @Test func `a name that begins like a workflow command is none`() throws {
        let folder = try Scratch()
        let result = try Tool.shell("'\(Tool.executable.path)' check '::warning::x.yml'", in: folder.path)
        #expect(
            !(result.output + result.errors).split(separator: "\n").contains { $0.drop { $0 == " " }.hasPrefix("::") }
        )
    }

    private static func isPlain(_ line: Substring) -> Bool {
        line.unicodeScalars.allSatisfy { scalar in
            switch scalar.properties.generalCategory {
            case .control, .lineSeparator, .paragraphSeparator: false
            case .format: !(0x202A...0x202E).contains(scalar.value)
            default: true
            }
        }
    }
}
