import Foundation

/// The commands that a Markdown file shows in its fenced `sh` blocks.
enum ShellBlocks {
    /// One command, its continuation lines joined.
    struct Command: Sendable, CustomStringConvertible {
        /// Relative to the package.
        let file: String
        /// 1 for the first.
        let line: Int
        /// Without the comment.
        let text: String
        /// The exit code that the comment states as "exits with N"; else 0.
        let expectedCode: Int32

        var description: String { "\(file):\(line): \(text)" }
    }

    /// The README and everything in `docs/`.
    static var files: [String] {
        let docs = (try? FileManager.default.contentsOfDirectory(atPath: "\(Tool.packageRoot)/docs")) ?? []
        return ["README.md"] + docs.filter { $0.hasSuffix(".md") }.sorted().map { "docs/\($0)" }
    }

    /// The commands of every file.
    static var all: [Command] { files.flatMap { commands(in: $0) } }

    private static func commands(in file: String) -> [Command] {
        let text = (try? String(contentsOfFile: "\(Tool.packageRoot)/\(file)", encoding: .utf8)) ?? ""
        return commands(in: text, file: file)
    }

    /// The commands of `text`.
    static func commands(in text: String, file: String) -> [Command] {
        var found: [Command] = []
        var isInside = false
        var pending: (line: Int, text: String)?
        for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            if line.hasPrefix("```") {
                isInside = !isInside && line == "```sh"
                continue
            }
            guard isInside else { continue }
            var command = pending ?? (index + 1, "")
            let isContinued = line.hasSuffix("\\")
            command.text += isContinued ? line.dropLast() + "" : line + ""
            pending = isContinued ? command : nil
            if !isContinued, let made = Command(command, file: file) { found.append(made) }
        }
        return found
    }
}

extension ShellBlocks.Command {
    /// nil for an empty line or a comment.
    fileprivate init?(_ source: (line: Int, text: String), file: String) {
        let parts = source.text.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false)
        let text = parts[0].trimmingCharacters(in: .whitespaces)
        guard !text.isEmpty else { return nil }
        let stated = parts.count == 2 ? parts[1].firstMatch(of: /exits with (\d+)/).flatMap { Int32($0.1) } : nil
        self.init(file: file, line: source.line, text: text, expectedCode: stated ?? 0)
    }
}
