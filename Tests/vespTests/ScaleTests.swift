import Foundation
import Inputs
import Testing
import Yams
import TestSupport

@testable import vesp

/// The files that docs/scale.md shows.
@Suite(.serialized, .timeLimit(.minutes(5)), .enabled(if: Tool.hasFirmware, "needs make firmware"))
struct ScaleTests {
    private struct Block {
        var language: String
        var lines: [Substring]
    }

    /// The fenced blocks under the heading `title`.
    private func blocks(_ title: String) throws -> [Block] {
        let text = try String(contentsOfFile: "\(Tool.packageRoot)/docs/scale.md", encoding: .utf8)
        let section = try #require(
            text.split(separator: "\n## \(title)\n").dropFirst().first?.split(separator: "\n## ").first
        )
        var blocks: [Block] = []
        var isInside = false
        for line in section.split(separator: "\n", omittingEmptySubsequences: false) {
            if line.hasPrefix("```") {
                isInside = !isInside
                if isInside { blocks.append(Block(language: String(line.dropFirst(3)), lines: [])) }
            } else if isInside {
                blocks[blocks.count - 1].lines.append(line)
            }
        }
        return blocks
    }

    /// The `vesp` command in a line of a CI file.
    private func command(_ line: Substring) -> String? {
        line.firstMatch(of: /(vesp (check|sweep|merge) [^"]*)/).map { String($0.1) }
    }

    /// Scenarios and a matrix under the names that the document uses.
    private func checkout() throws -> Scratch {
        let folder = try Scratch()
        let bin = "\(folder.path)/bin"
        try FileManager.default.createDirectory(atPath: bin, withIntermediateDirectories: true)
        try FileManager.default.createSymbolicLink(atPath: "\(bin)/vesp", withDestinationPath: Tool.executable.path)
        try FileManager.default.createDirectory(atPath: "\(folder.path)/scenarios", withIntermediateDirectories: true)
        for name in ["a", "b", "c"] {
            _ = try folder.file("scenarios/\(name).yml", "time_limit_s: 1\nexpect: {ok: false, ended: time_limit}\n")
        }
        _ = try folder.file("matrix.yml", "scenario: scenarios/a.yml\naxes: {clock: [80, 160], seed: [1, 2, 3]}\n")
        return folder
    }

    private func run(_ line: String, _ variables: [String: String], in folder: Scratch) throws -> Tool.Result {
        let exports = variables.sorted { $0.key < $1.key }.map { "export \($0.key)=\($0.value)\n" }.joined()
        return try Tool.shell("PATH=\(folder.path)/bin:$PATH\n\(exports)\(line)", in: folder.path)
    }

    @Test(arguments: [
        ("GitHub Actions", ["VESP_SHARD_TOTAL": "2"], "VESP_SHARD_INDEX", ["0", "1"]),
        ("GitLab", ["CI_NODE_TOTAL": "2"], "CI_NODE_INDEX", ["1", "2"]),
    ])
    func `a check in parts`(title: String, variables: [String: String], index: String, values: [String]) throws {
        let commands = try blocks(title)[0].lines.compactMap(command)
        try #require(commands.count == 2)
        let folder = try checkout()
        for value in values {
            var variables = variables
            variables[index] = value
            let result = try run(commands[0], variables, in: folder)
            #expect(result.code == 0, "\(result.errors)\(result.output)")
            // As upload and download of the artifacts do.
            guard title == "GitHub Actions" else { continue }
            #expect(try run("mkdir part-\(value) && mv part.json part-\(value)/", [:], in: folder).code == 0)
        }
        let merged = try run(commands[1], [:], in: folder)
        #expect(merged.code == 0, "\(merged.errors)")
        #expect(merged.output == "OK: 3 of 3 scenarios as expected\n")
    }

    @Test func `a Slurm array`() throws {
        let script = try blocks("Slurm")[0]
        #expect(script.lines[0] == "#!/bin/bash")
        let folder = try checkout()
        let file = try folder.file("sweep.sbatch", script.lines.joined(separator: "\n") + "\n")
        for task in 0..<2 {
            let variables = [
                "SLURM_ARRAY_TASK_ID": "\(task)", "SLURM_ARRAY_TASK_MIN": "0", "SLURM_ARRAY_TASK_STEP": "1",
                "SLURM_ARRAY_TASK_COUNT": "2", "SLURM_CPUS_PER_TASK": "2",
            ]
            let result = try run("bash '\(file)'", variables, in: folder)
            #expect(result.code == 0, "\(result.errors)")
        }
        try expectMergedSweep(in: folder)
    }

    @Test func `a Kubernetes indexed Job`() throws {
        let job = try blocks("Kubernetes")[0]
        let line = try #require(job.lines.compactMap(command).first)
        let folder = try checkout()
        for index in 0..<2 {
            let variables = ["JOB_COMPLETION_INDEX": "\(index)", "VESP_SHARD_TOTAL": "2"]
            #expect(try run(line, variables, in: folder).code == 0)
        }
        try expectMergedSweep(in: folder)
    }

    private func expectMergedSweep(in folder: Scratch) throws {
        let merged = try run("vesp merge part-*.json --csv sweep.csv --html sweep.html", [:], in: folder)
        #expect(merged.code == 0, "\(merged.errors)")
        #expect(merged.output.hasSuffix("6 of 6 runs, 0 with a good verdict\n"))
    }
}

/// YAML and tables in the documents and the project's own workflow.
@Suite struct DocumentTests {
    private func text(_ path: String) throws -> String {
        try String(contentsOfFile: "\(Tool.packageRoot)/\(path)", encoding: .utf8)
    }

    @Test(arguments: ["README.md", "docs/scale.md", "docs/check.md"])
    func `every YAML block can be read`(path: String) throws {
        let blocks = try text(path).matches(of: /(?s)```yaml\n(.*?)```/)
        #expect(!blocks.isEmpty)
        for block in blocks {
            #expect(throws: Never.self) { _ = try Yams.load(yaml: String(block.1)) }
        }
    }

    @Test(arguments: [("ci", ["lint", "test-long"]), ("release", ["test-long"])])
    func `a workflow runs targets that the Makefile has`(name: String, expected: [String]) throws {
        let workflow = try #require(try Yams.load(yaml: text(".github/workflows/\(name).yml")) as? [String: Any])
        let jobs = try #require(workflow["jobs"] as? [String: [String: Any]])
        let steps = jobs.values.flatMap { $0["steps"] as? [[String: Any]] ?? [] }
        let targets = steps.compactMap { ($0["run"] as? String)?.wholeMatch(of: /make ([a-z-]+)/)?.1 }
        #expect(targets.map(String.init) == expected)
        let makefile = try text("Makefile")
        for target in targets { #expect(makefile.contains("\n\(target): ")) }
    }

    @Test func `docs/check.md has a row for every expectation and every axis`() throws {
        let page = try text("docs/check.md")
        for key in ExpectationKey.all {
            #expect(page.contains("\n| `\(key.name)` | "), "\(key.name)")
            #expect(page.contains(" | \(key.meaning) |\n"), "\(key.name)")
        }
        for axis in MatrixAxis.all { #expect(page.contains("\n| `\(axis.name)` | "), "\(axis.name)") }
        let names = Set(page.matches(of: /\n\| `([a-z_]+)` \|/).map { String($0.1) })
        #expect(names == Set(ExpectationKey.all.map(\.name) + MatrixAxis.all.map(\.name)))
    }
}
