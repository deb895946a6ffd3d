import ArgumentParser
import Foundation
import Testing
import TestSupport

@testable import vesp

@Suite(.serialized) struct CommandTests {
    @Test func `exec exits with the guest's code and counts`() throws {
        let folder = try Scratch()
        let program = try folder.file("exit.elf", TinyELF.bytes(code: TinyELF.exit(7)))
        let result = try Tool.run(["exec", program, "--json", "-"])
        #expect(result.code == 7)
        let root = try JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [String: Any]
        #expect(root?["exit_code"] as? Int == 7)
        #expect(root?["instructions"] as? Int == 3)
        #expect(root?["cycles"] as? Int ?? 0 >= 3)
        #expect(root?["cache"] is [String: Any])
    }

    /// The words that name `command` and every command under it; the tool itself has none.
    private static func words(_ command: any ParsableCommand.Type, _ own: [String] = []) -> [[String]] {
        [own] + command.configuration.subcommands.flatMap { words($0, own + [$0.configuration.commandName ?? "?"]) }
    }

    @Test(arguments: words(Vesp.self))
    func `every command has help with an example that the parser takes`(words: [String]) throws {
        let result = try Tool.run(words + ["--help"])
        #expect(result.code == 0)
        #expect(result.errors == "")
        let rest = try #require(result.output.split(separator: "Example: vesp ", maxSplits: 1).last)
        let paragraph = try #require(rest.split(separator: "\n\n").first)
        let example = paragraph.split(whereSeparator: \.isWhitespace).map(String.init)
        #expect(example.starts(with: words))
        #expect(throws: Never.self) { try Vesp.parseAsRoot(example) }
    }

    @Test func `profiles are listed and shown`() throws {
        let list = try Tool.run(["profiles"])
        #expect(list.code == 0)
        #expect(list.output.split(separator: "\n").count >= 6)
        #expect(list.output.contains("(default)"))
        let one = try Tool.run(["profiles", "nodemcu-nonos-3.0.5"])
        #expect(one.output.contains("soft watchdog  bites after 6.00 s"))
    }
}
