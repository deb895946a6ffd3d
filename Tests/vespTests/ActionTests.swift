import Foundation
import Testing
import Yams
import TestSupport

/// `action.yml`, its steps run as a runner runs them, against a release made of the built tool.
@Suite(.serialized, .timeLimit(.minutes(5)), .enabled(if: Tool.hasFirmware, "needs make firmware"))
struct ActionTests {
    private static let root = URL(filePath: Tool.packageRoot)

    private static func yaml(_ file: String) throws -> Node {
        try #require(try Yams.compose(yaml: String(contentsOf: root.appending(path: file), encoding: .utf8)), "\(file)")
    }

    private static func inputs() throws -> [String] {
        try #require(yaml("action.yml")["inputs"]?.mapping).keys.compactMap(\.string)
    }

    @Test func `docs list the inputs in their order`() throws {
        let text = try String(contentsOf: Self.root.appending(path: "docs/install.md"), encoding: .utf8)
        let section = try #require(text.split(separator: "\n## ").first { $0.hasPrefix("GitHub Actions") })
        #expect(section.matches(of: /\n\| `([a-z0-9-]+)` \|/).map { String($0.1) } == (try Self.inputs()))
    }

    @Test(arguments: ["README.md", "docs/install.md", "docs/scale.md", ".github/workflows/release.yml"])
    func `a step that uses the action is YAML and gives it inputs that it has`(file: String) throws {
        let text = try String(contentsOf: Self.root.appending(path: file), encoding: .utf8)
        let blocks =
            file.hasSuffix(".md")
            ? text.matches(of: /```yaml\n((?s).*?)```/).map { String($0.1) }.filter { $0.contains("OWNER/vesp@") }
            : [text]
        #expect(!blocks.isEmpty)
        let inputs = try Self.inputs()
        for block in blocks {
            let jobs = try #require(try Yams.compose(yaml: block)?["jobs"]?.mapping)
            let steps = jobs.values.flatMap { $0["steps"]?.array() ?? [] }
            let uses = steps.filter { ["OWNER/vesp@v1", "./"].contains($0["uses"]?.string) }
            #expect(!uses.isEmpty)
            for step in uses {
                for key in step["with"]?.mapping?.keys.compactMap(\.string) ?? [] { #expect(inputs.contains(key)) }
            }
        }
    }

    @Test func `its steps fetch the release, check it and run vesp in the folder asked for`() throws {
        let runner = try Runner()
        _ = try runner.scratch.file("s 1.yml", "time_limit_s: 1\nexpect: {ok: false, ended: time_limit}\n")
        let steps = try Self.steps()
        let result = try runner.run(steps, inputs: ["args": "check\n  's 1.yml'  --quiet --json \"a b.json\""])
        #expect(result.code == 0, "\(result.output)\(result.errors)")
        #expect(FileManager.default.fileExists(atPath: "\(runner.scratch.path)/a b.json"))
        let bad = try runner.run(steps, inputs: ["args": "check 's 1.yml' nosuch.yml"])
        #expect(bad.code == 66)
        #expect(try runner.run(steps, inputs: ["args": "check 's 1.yml"]).code == 64)
        let literal = try runner.run(steps, inputs: ["args": "check $(touch expanded) *.yml"])
        #expect(literal.code == 66)
        #expect(!FileManager.default.fileExists(atPath: "\(runner.scratch.path)/expanded"))
    }

    @Test func `a tarball with another checksum and a release that is not there are refused`() throws {
        let runner = try Runner()
        let wrong = try runner.run(
            Self.steps(),
            inputs: ["args": "profiles", "sha256": String(repeating: "0", count: 64)]
        )
        #expect(wrong.code == 65)
        #expect(wrong.output.contains("::error::vesp-\(runner.version)-linux-x86_64.tar.gz has another SHA-256"))
        let missing = try runner.run(Self.steps(), inputs: ["args": "profiles", "version": "v99.0.0"])
        #expect(missing.code == 69)
        #expect(missing.output.contains("::error::no release 99.0.0 at "))
    }

    private static func steps() throws -> [Node] {
        try #require(yaml("action.yml")["runs"]?["steps"]?.array())
    }
}

/// What a runner does for a composite action, as far as ours needs it.
private struct Runner {
    let scratch: Scratch
    let version: String
    private let work: Scratch

    /// Makes a release of the built tool that `file://` serves.
    init() throws {
        scratch = try Scratch()
        work = try Scratch()
        version = try Tool.run(["--version"]).output.trimmingCharacters(in: .whitespacesAndNewlines)
        let made = try Tool.shell(
            """
            set -e
            name=vesp-\(version)-linux-x86_64
            release='\(work.path)/OWNER/vesp/releases/download/v\(version)'
            mkdir -p "$release" '\(work.path)/temp'
            scripts/install.sh '\(Tool.executable.path)' '\(Tool.firmware)' "\(work.path)/$name" >/dev/null
            tar -C '\(work.path)' -czf "$release/$name.tar.gz" "$name"
            cd "$release" && sha256sum "$name.tar.gz" >SHA256SUMS
            """,
            in: Tool.packageRoot
        )
        try #require(made.code == 0, "\(made.errors)")
    }

    /// Runs the steps until one fails; the last one's result.
    func run(_ steps: [Node], inputs: [String: String]) throws -> Tool.Result {
        var result = Tool.Result(code: 0, output: "", errors: "")
        var path = "/usr/bin:/bin"
        for step in steps where step["run"] != nil && result.code == 0 {
            let pathFile = try work.file("path", ""), output = try work.file("output", "")
            var environment = [
                "GITHUB_ACTION_PATH": Tool.packageRoot, "RUNNER_TEMP": "\(work.path)/temp", "PATH": path,
                "GITHUB_PATH": pathFile, "GITHUB_OUTPUT": output,
            ]
            for (key, value) in step["env"]?.mapping ?? [:] {
                environment[key.string ?? ""] = try expanded(value.string ?? "", inputs)
            }
            let script = try work.file("step.sh", step["run"]?.string ?? "")
            let words = ["env", "-i"] + environment.map { "\($0)=\($1)" } + ["bash", "-eo", "pipefail", script]
            let line = words.map { "'" + $0.replacing("'", with: "'\\''") + "'" }.joined(separator: " ")
            result = try Tool.shell(line, in: scratch.path)
            let added = try String(contentsOfFile: pathFile, encoding: .utf8).split(separator: "\n")
            path = (added.map(String.init) + [path]).joined(separator: ":")
        }
        return result
    }

    /// The text with its expressions' values.
    private func expanded(_ text: String, _ inputs: [String: String]) throws -> String {
        try text.replacing(/\${{ (.*?) }}/) { match in
            let expression = String(match.1)
            if let input = expression.prefixMatch(of: /inputs\./) {
                return inputs[String(expression[input.range.upperBound...])] ?? ""
            }
            let context = [
                "github.server_url": "file://\(work.path)",
                "github.action_repository || github.repository": "OWNER/vesp",
            ]
            return try #require(context[expression], "\(expression)")
        }
    }
}
