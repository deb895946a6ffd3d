import Foundation
import Record
import Reports
import Testing
import TestSupport

/// `vesp check` as a build server uses it.
@Suite(.serialized, .timeLimit(.minutes(10)), .enabled(if: Tool.hasFirmware, "needs make firmware"))
struct CheckTests {
    /// Scenarios that end after a second of simulated time, before Wi-Fi is up.
    static let passes = "time_limit_s: 1\nexpect: {connected: false, ended: time_limit}\n"
    static let fails = "time_limit_s: 1\nexpect: {ok: false, boots: 2, led: on}\n"

    private func set(_ scenarios: [String: String]) throws -> Scratch {
        let folder = try Scratch()
        for (name, text) in scenarios { _ = try folder.file(name, text) }
        return folder
    }

    @Test(.enabled(if: Self.hasReleaseTool, "takes minutes without VESP_TOOL"))
    func `the fixtures are as they expect and as their baseline says`() throws {
        let folder = "\(Tool.packageRoot)/Fixtures/scenarios"
        let files = try FileManager.default.contentsOfDirectory(atPath: folder).filter { $0.hasSuffix(".yml") }
        #expect(files.count >= 15)
        let result = try Tool.run(["check", "--baseline", "Fixtures/baselines/scenarios.json", "Fixtures/scenarios"])
        #expect(result.code == 0, "wanted? `make baseline` takes it over\n\(result.output)\(result.errors)")
        let baseline = try Baseline.saved(at: "\(Tool.packageRoot)/Fixtures/baselines/scenarios.json")
        #expect(baseline.scenarios.keys.sorted() == files.map { "../scenarios/\($0)" }.sorted())
    }

    private static let hasReleaseTool = ProcessInfo.processInfo.environment["VESP_TOOL"] != nil

    @Test func `every scenario gets its line, in the order of the paths`() throws {
        let folder = try set(["b.yml": Self.passes, "a.yml": Self.fails, "c.yml": Self.passes])
        let result = try Tool.run(["check", folder.path, "--jobs", "3"])
        #expect(result.code == 1)
        #expect(result.errors == "")
        let lines = result.output.split(separator: "\n")
        #expect(lines[0].hasPrefix("FAILED: 1/3 \(folder.path)/a.yml (nodemcu-nonos-2.2, 80 MHz): stall "))
        #expect(lines[1] == "    boots: expected 2, seen 1")
        #expect(lines[2] == "    led: expected on, seen off (never switched)")
        #expect(lines[3] == "    reproduce: vesp check \(folder.path)/a.yml")
        #expect(lines[4].hasPrefix("ok: 2/3 \(folder.path)/b.yml "))
        #expect(lines[5].hasPrefix("ok: 3/3 \(folder.path)/c.yml "))
        #expect(lines[6] == "FAILED: 2 of 3 scenarios as expected, 1 not")
    }

    @Test func `the command that reproduces a failure does`() throws {
        let folder = try set(["it's a scenario.yml": Self.fails])
        let result = try Tool.run(["check", folder.path])
        let command = try #require(result.output.firstMatch(of: /reproduce: vesp (.*)/)?.1)
        let again = try Tool.shell("'\(Tool.executable.path)' \(command)", in: Tool.packageRoot)
        #expect(again.code == 1)
        #expect(again.output == result.output)
    }

    @Test func `how many run at a time decides nothing`() throws {
        let folder = try set(["a.yml": Self.passes, "b.yml": Self.fails, "c.yml": Self.passes])
        let outputs = try ["1", "4"].map { try Tool.run(["check", folder.path, "--json", "-", "--jobs", $0]).output }
        #expect(outputs[0].contains("\"schema_version\" : 1"))
        #expect(outputs[0] == outputs[1])
    }

    @Test(arguments: [
        ("expect: {conected: true}", 65, "unknown key 'expect.conected'; did you mean 'connected'?"),
        ("profile: nosuch", 66, "no profile 'nosuch'"), ("seed: 1\n]", 65, "bad.yml:2: not YAML"),
    ])
    func `a scenario that cannot be run is an error, and the others run`(text: String, code: Int32, why: String) throws
    {
        let folder = try set(["a.yml": Self.passes, "bad.yml": text + "\n"])
        let result = try Tool.run(["check", folder.path])
        #expect(result.code == code)
        #expect(result.output.contains("ok: 1/2 "))
        #expect(result.output.contains("ERROR: 2/2 \(folder.path)/bad.yml\n    "))
        #expect(result.output.contains(why), "\(result.output)")
        #expect(result.output.hasSuffix("FAILED: 1 of 2 scenarios as expected, 1 could not be run\n"))
    }

    @Test(arguments: [
        (["check", "/nonexistent"], 66, "no such file or folder"), (["check", "docs"], 66, "no scenario file"),
        (["check", "a.yml", "--shard", "3/2"], 64, "--shard '3/2'"), (["check"], 64, "paths"),
        (["check", "a.yml", "--update-baseline"], 64, "needs --baseline"),
        (["check", "Fixtures/scenarios", "--json", "/nonexistent/x"], 73, "/nonexistent/x: cannot be written"),
        (["check", "Fixtures/scenarios", "--baseline", "missing.json"], 66, "missing.json: no such file"),
        (["check", "Fixtures/scenarios", "--baseline", "Package.swift"], 65, "Package.swift: not JSON"),
    ])
    func `bad arguments are named`(arguments: [String], code: Int32, text: String) throws {
        let result = try Tool.run(arguments)
        #expect(result.code == code)
        #expect(result.errors.contains(text), "\(result.errors)")
    }

    @Test func `a changed baseline fails, names the metric, and can be taken over`() throws {
        let folder = try set(["a.yml": Self.passes])
        let baseline = "\(folder.path)/base.json"
        let arguments = ["check", "\(folder.path)/a.yml", "--baseline", baseline]
        #expect(try Tool.run(arguments + ["--update-baseline"]).code == 0)
        #expect(try Tool.run(arguments).code == 0)
        let text = try String(contentsOfFile: baseline, encoding: .utf8)
        #expect(text.contains("\"functions\" : {"))
        let instructions = try #require(text.firstMatch(of: /"instructions" : (\d+)/)?.1)
        let before = try #require(Int(instructions)) - 1
        _ = try folder.file(
            "base.json",
            text.replacing("\"instructions\" : \(instructions)", with: "\"instructions\" : \(before)")
        )
        let result = try Tool.run(arguments)
        #expect(result.code == 1)
        #expect(result.output.contains("    instructions: baseline "))
        #expect(result.output.contains("(+1, +"))
        #expect(result.output.contains("reproduce: vesp check \(folder.path)/a.yml --baseline \(baseline)\n"))
        #expect(try Tool.run(arguments + ["--update-baseline"]).code == 0)
        #expect(try String(contentsOfFile: baseline, encoding: .utf8) == text)
    }

    @Test func `what got slower is named by function`() throws {
        let folder = try set(["a.yml": Self.passes])
        let baseline = "\(folder.path)/base.json"
        let arguments = ["check", "\(folder.path)/a.yml", "--baseline", baseline]
        #expect(try Tool.run(arguments + ["--update-baseline"]).code == 0)
        var saved = try Baseline.saved(at: baseline)
        let name = try #require(saved.scenarios.keys.first)
        let (function, cycles) = try #require(
            saved.scenarios[name]?.functions?.max { ($0.value, $0.key) < ($1.value, $1.key) }
        )
        saved.scenarios[name]?.functions?[function] = cycles - 1000
        saved.scenarios[name]?.metrics[.cycles, default: 0] -= 1000
        _ = try folder.file("base.json", JSONReport.text(saved))
        let result = try Tool.run(arguments)
        #expect(result.code == 1)
        #expect(result.output.contains("    cycles: baseline "))
        #expect(result.output.contains("    by function:\n      \(function): baseline "))
        #expect(result.output.contains("(+1,000 cycles, +"))
    }

    @Test func `a scenario that cannot be run leaves the baseline as it was`() throws {
        let folder = try set(["a.yml": Self.passes, "b.yml": "profile: nosuch\n"])
        let baseline = try folder.file("base.json", JSONReport.text(Baseline()))
        let old = try String(contentsOfFile: baseline, encoding: .utf8)
        let result = try Tool.run(["check", folder.path, "--baseline", baseline, "--update-baseline"])
        #expect(result.code == 66)
        #expect(result.errors == "vesp: \(baseline): not updated, for not every scenario was run\n")
        #expect(try String(contentsOfFile: baseline, encoding: .utf8) == old)
    }

    @Test func `the parts of a check, merged, are the whole`() throws {
        let folder = try set(["a.yml": Self.passes, "b.yml": Self.fails, "c.yml": Self.passes])
        let whole = try Tool.run(["check", folder.path, "--json", "-"])
        for part in 1...2 {
            let file = "\(folder.path)/part\(part).json"
            _ = try Tool.run(["check", folder.path, "--json", file, "--shard", "\(part)/2"])
        }
        let parts = ["\(folder.path)/part2.json", "\(folder.path)/part1.json"]
        let merged = try Tool.run(["merge", "--json", "-"] + parts)
        #expect(merged.code == 1)
        #expect(merged.output == whole.output)
        let lacking = try Tool.run(["merge", parts[0]])
        #expect(lacking.code == 1)
        #expect(lacking.output.contains("missing shards: 1/2"))
        let twice = try Tool.run(["merge", parts[0], parts[0]])
        #expect(twice.code == 65)
        #expect(twice.errors.contains("part2.json: is part 2/2, as "))
    }

    @Test func `a job's variables choose the part`() throws {
        let folder = try set(["a.yml": Self.passes, "b.yml": Self.passes])
        let variables = ["CI_NODE_INDEX": "2", "CI_NODE_TOTAL": "2"]
        let result = try Tool.run(["check", folder.path, "--shard", "auto"], environment: variables)
        #expect(result.code == 0)
        #expect(result.output.contains("ok: 1/1 \(folder.path)/b.yml "))
        #expect(result.output.hasSuffix("OK: 1 of 1 scenarios as expected, shard 2/2 of 2 scenarios\n"))
        #expect(try Tool.run(["check", folder.path, "--shard", "auto"]).code == 66)
    }

    @Test func `JUnit, HTML, annotations and step summary`() throws {
        let folder = try set(["a.yml": Self.fails, "b <&>.yml": "expect: {x: 1}\n", "c.yml": Self.passes])
        let junit = "\(folder.path)/junit.xml", html = "\(folder.path)/index.html",
            summary = "\(folder.path)/summary.md"
        let result = try Tool.run(
            ["check", folder.path, "--junit", junit, "--html", html],
            environment: ["GITHUB_ACTIONS": "true", "GITHUB_STEP_SUMMARY": summary]
        )
        #expect(result.code == 65)
        #expect(
            result.output.contains(
                "::error file=\(folder.path)/a.yml,title=vesp check%3A a::boots: expected 2, seen 1%0A"
            )
        )
        let table = try String(contentsOfFile: summary, encoding: .utf8)
        #expect(table.contains("| FAILED | \(folder.path)/a.yml | nodemcu-nonos-2.2 80 MHz |"))
        let xml = try Tool.shell("xmllint --noout --schema schemas/junit.xsd '\(junit)'", in: Tool.packageRoot)
        #expect(xml.code == 0, "\(xml.errors)")
        let counts = try Tool.shell("xmllint --xpath 'concat(//@tests,//@failures,//@errors)' '\(junit)'", in: "/")
        #expect(counts.output.prefix(3) == "311")
        let page = try String(contentsOfFile: html, encoding: .utf8)
        #expect(page.contains("b &lt;&amp;&gt;.yml"))
        #expect(page.contains("Content-Security-Policy"))
        #expect(!page.contains("http:") && !page.contains("https:"))
    }

    @Test func `a report goes through a link and into a pipe, and leaves them what they are`() throws {
        let folder = try set(["a.yml": Self.passes, "target.json": "old"])
        let link = "\(folder.path)/link.json"
        try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: "target.json")
        #expect(try Tool.run(["check", folder.path, "--json", link]).code == 0)
        #expect(try FileManager.default.destinationOfSymbolicLink(atPath: link) == "target.json")
        #expect(try CheckReport.saved(at: "\(folder.path)/target.json").results.count == 1)
        let piped = try Tool.shell(
            "mkfifo pipe; cat pipe > copy & '\(Tool.executable.path)' check a.yml --json pipe --quiet; wait; test -p pipe",
            in: folder.path
        )
        #expect(piped.code == 0, "\(piped.errors)")
        #expect(try CheckReport.saved(at: "\(folder.path)/copy").results.count == 1)
    }

    @Test(arguments: [SIGINT, SIGTERM])
    func `a signal ends a check in order`(signal: Int32) throws {
        let long = "wifi: {fault: no-access-point}\ntime_limit_s: 80000\nexpect: {ok: false, connected: false}\n"
        let folder = try set(["a.yml": Self.passes, "b.yml": long, "c.yml": Self.passes])
        let json = try folder.file("report.json", "old")
        let check = try RunningTool([
            "check", folder.path, "--jobs", "1", "--json", json, "--junit", "\(folder.path)/j.xml",
        ])
        let first = try check.nextLine()
        #expect(first.hasPrefix("ok: 1/3 "))
        #expect(try String(contentsOfFile: json, encoding: .utf8) == "old")
        check.send(signal)
        #expect(check.exitCode() == 1)
        let report = try CheckReport.saved(at: json)
        #expect(report.interrupted)
        #expect(report.results.map(\.scenario) == ["\(folder.path)/a.yml"])
        #expect(report.notRun == ["\(folder.path)/b.yml", "\(folder.path)/c.yml"])
        let xml = try Tool.shell(
            "xmllint --noout --schema schemas/junit.xsd '\(folder.path)/j.xml'",
            in: Tool.packageRoot
        )
        #expect(xml.code == 0, "\(xml.errors)")
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).count == 5)
    }
}
