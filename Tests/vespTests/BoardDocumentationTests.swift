import Foundation
import TestSupport
import Testing

/// The boards that README.md and docs/ put on the desk get there; what is typed at them, others of these tests type.
@Suite(.timeLimit(.minutes(5)), .enabled(if: TestFirmware.isHere, TestFirmware.missing))
struct BoardDocumentationTests {
    /// Words behind `vesp board`, with the place where they stand.
    private static let commands: [(place: String, words: [String])] = ShellBlocks.files.flatMap { file in
        let text = (try? String(contentsOfFile: "\(Tool.packageRoot)/\(file)", encoding: .utf8)) ?? ""
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        return lines.enumerated().compactMap { index, line -> (place: String, words: [String])? in
            guard line.hasPrefix("vesp board ") else { return nil }
            let words = line.prefix { $0 != "#" }.split(separator: " ").dropFirst().map(String.init)
            return ("\(file):\(index + 1)", words)
        }
    }

    /// A word as it is on this machine: a free port, a file of the test's own, firmware that is there.
    private static func here(_ word: String, in folder: String) -> String {
        if word == "firmware.bin" { return TestFirmware.micropython }
        if word.hasPrefix(".build/") { return word }
        if word.hasSuffix(".bin") || word.hasSuffix(".sock") { return "\(folder)/\(word)" }
        return word.replacing(/^(tcp:|rfc2217:|)\d{4}(?=$|:)/) { "\($0.1)0" }
    }

    @Test func `the documents put boards on the desk in several ways`() { #expect(Self.commands.count >= 6) }

    @Test(arguments: commands.map(\.place))
    func `a board that is shown gets on the desk, and leaves it when asked`(place: String) throws {
        let scratch = try Scratch()
        let command = try #require(Self.commands.first { $0.place == place })
        let board = try RunningTool(command.words.map { Self.here($0, in: scratch.path) })
        let said = try board.nextLine()
        #expect(said.hasPrefix("serial "), "\(command.words)")
        board.send(SIGINT)
        #expect(board.exitCode() == 0, "\(command.words)")
    }
}
