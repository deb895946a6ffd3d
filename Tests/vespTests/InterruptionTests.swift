import Foundation
import Record
import Reports
import TestSupport
import Testing

/// What SIGINT and SIGTERM leave behind.
@Suite(.serialized, .timeLimit(.minutes(5)), .enabled(if: Tool.hasFirmware, "needs make firmware"))
struct InterruptionTests {
    private static let idle = "wifi: {fault: no-access-point}\ntime_limit_s: 80000\n"

    @Test(arguments: [SIGINT, SIGTERM], [[], ["--no-bounds"]])
    func `a run leaves its record up to there`(signal: Int32, options: [String]) throws {
        let folder = try Scratch()
        let scenario = try folder.file("idle.yml", Self.idle)
        let json = "\(folder.path)/r.json"
        let run = try RunningTool(
            ["run", scenario, "--verbose", "--json", json, "--html", "\(folder.path)/r.html"] + options,
            readsErrors: true
        )
        #expect(try run.nextLine().hasPrefix("["))
        run.send(signal)
        #expect(run.exitCode() == 1)
        let record = try JSONReport.record(String(contentsOfFile: json, encoding: .utf8))
        #expect(record.interrupted == true)
        #expect(record.ended == .interrupted)
        #expect(record.verdict.reasons == ["interrupted after \(record.duration.text()) s"])
        #expect(!record.console.isEmpty)
        #expect(FileManager.default.fileExists(atPath: "\(folder.path)/r.html"))
    }

    @Test func `a run that nobody interrupts does not speak of it`() throws {
        let folder = try Scratch()
        let result = try Tool.run(["run", folder.file("a.yml", CheckTests.passes), "--no-bounds", "--json", "-"])
        #expect(!result.output.contains("\"interrupted\" :"))
    }

    @Test func `advice tells what was tried up to there`() throws {
        let folder = try Scratch()
        let scenario = try folder.file("idle.yml", Self.idle)
        let json = "\(folder.path)/a.json"
        let advise = try RunningTool(["advise", scenario, "--json", json])
        #expect(advise.waitUntilItHoldsSignals())
        advise.send(SIGTERM)
        #expect(try advise.nextLine() == "INTERRUPTED: 0 remedies were run, 0 of them are enough")
        #expect(advise.exitCode() == 1)
        let advice = try JSONReport.advice(String(contentsOfFile: json, encoding: .utf8))
        #expect(advice.interrupted == true)
        #expect(advice.asItIs.reasons.first?.hasPrefix("interrupted after ") == true)
    }

    @Test(arguments: [SIGINT, SIGTERM])
    func `a sweep is orderly from its first moment on`(signal: Int32) throws {
        let folder = try Scratch()
        _ = try folder.file("idle.yml", Self.idle)
        let matrix = try folder.file("m.yml", "scenario: idle.yml\naxes: {clock: [80, 160]}\n")
        let json = "\(folder.path)/s.json"
        let sweep = try RunningTool(["sweep", matrix, "--json", json])
        #expect(sweep.waitUntilItHoldsSignals())
        sweep.send(signal)
        #expect(sweep.exitCode() == 1)
        let report = try JSONDecoder().decode(SweepReport.self, from: Data(contentsOf: URL(fileURLWithPath: json)))
        #expect(report.interrupted)
        #expect(report.points.isEmpty)
    }

    @Test func `what has nothing to say up to there ends by the signal`() throws {
        let folder = try Scratch()
        let exec = try RunningTool(["exec", folder.file("loop.elf", TinyELF.bytes(code: TinyELF.endless))])
        #expect(exec.waitUntilItHoldsSignals())
        exec.send(SIGTERM)
        #expect(exec.exitCode() == -SIGTERM)
    }
}
