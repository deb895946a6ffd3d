import Foundation
import Record
import Reports
import Testing
import TestSupport

/// `--snapshot` and `--from`: a run that begins at a moment of another is that run.
@Suite(.serialized, .timeLimit(.minutes(10)), .enabled(if: Tool.hasFirmware, "needs make firmware"))
struct SnapshotTests {
    private static let scenario = "Fixtures/scenarios/rsa-2048-80mhz-reset.yml"
    private let scratch: Scratch

    init() throws { scratch = try Scratch() }

    private func file(_ name: String) -> String { "\(scratch.path)/\(name)" }

    private func record(_ name: String) throws -> Data { try Data(contentsOf: URL(fileURLWithPath: file(name))) }

    /// Runs `subject` alone, with a snapshot taken at `moment`, and from that: three records.
    private func records(_ subject: [String], at moment: String) throws -> [Data] {
        let quiet = ["--quiet", "--no-bounds", "--json"]
        let alone = try Tool.run(["run"] + subject + quiet + [file("alone.json")])
        let first = try Tool.run(
            ["run"] + subject + quiet + [file("first.json"), "--snapshot", file("s.json"), "--snapshot-at", moment]
        )
        let second = try Tool.run(["run", "--from", file("s.json")] + quiet + [file("second.json")])
        #expect(alone.code == first.code && first.code == second.code, "\(alone) \(first) \(second)")
        return try ["alone.json", "first.json", "second.json"].map(record)
    }

    @Test(arguments: ["0", "4.25", "5.5", "12.0000001"])
    func `taking a snapshot and beginning at one changes no byte of the record`(moment: String) throws {
        let records = try records([Self.scenario], at: moment)
        #expect(records[0] == records[1] && records[0] == records[2])
    }

    @Test(.enabled(if: TestFirmware.isHere, TestFirmware.missing), arguments: ["0.3", "1.23456"])
    func `firmware of the user's own begins at a moment, too`(moment: String) throws {
        let records = try records([TestFirmware.micropython, "--time-limit", "2"], at: moment)
        #expect(records[0] == records[1] && records[0] == records[2])
    }

    @Test func `what is told of a run that begins at a snapshot begins there`() throws {
        _ = try records([Self.scenario], at: "5.5")
        let told = try Tool.run(["run", "--from", file("s.json"), "--quiet", "--no-bounds", "--verbose"])
        #expect(told.errors.contains("rst cause:2") && !told.errors.contains("mode : sta"), "\(told.errors)")
    }

    @Test func `a debugger takes a snapshot, and another one stands there and goes back beyond it`() throws {
        let common = ["--quiet", "--no-bounds", "--gdb", "0"]
        func session(_ arguments: [String]) throws -> (RunningTool, GDBClient) {
            let tool = try RunningTool(["run"] + arguments + common, readsErrors: true)
            let port = try #require(tool.nextLine().split(separator: ":").last.flatMap { Int($0) })
            return (tool, try GDBClient(port: port))
        }
        let (first, gdb) = try session([Self.scenario, "--snapshot", file("s.json")])
        let bite = try gdb.go("c")
        #expect(bite.console.contains("the soft watchdog bites"))
        #expect(try gdb.monitor("snapshot").hasPrefix("taken at "))
        let (pc, time) = try (gdb.pc, gdb.monitor("time"))
        #expect(try gdb.ask("k", orClosed: true) == nil)
        _ = first.exitCode()

        let (second, other) = try session(["--from", file("s.json")])
        #expect(try other.pc == pc && other.monitor("time") == time)
        _ = try other.monitor("stop on feed")
        var feed = try other.go("bc")
        while feed.console.contains("hardware") { feed = try other.go("bc") }
        #expect(feed.console.contains("the soft watchdog was fed"))
        #expect(try other.ask("P10=00001040") == "OK")
        #expect(try other.monitor("snapshot").contains("cannot be repeated"))
        #expect(try other.ask("k", orClosed: true) == nil)
        _ = second.exitCode()
    }

    @Test func `what is no such moment is refused in one line`() throws {
        let input = file("scenario.yml")
        let text = try String(contentsOfFile: "\(Tool.packageRoot)/\(Self.scenario)", encoding: .utf8)
            .replacingOccurrences(of: "../certificates", with: "\(Tool.packageRoot)/Fixtures/certificates")
        try text.write(toFile: input, atomically: true, encoding: .utf8)
        let snapshot = file("s.json")
        _ = try Tool.run(["run", input, "--quiet", "--no-bounds", "--snapshot", snapshot, "--snapshot-at", "3"])
        try Tool.expectRefusal(64, "the run is not what it was", ["run", "--from", snapshot, "--clock", "160"])
        try Tool.expectRefusal(64, "is over before 3.000000 s", ["run", "--from", snapshot, "--time-limit", "2"])
        try Tool.expectRefusal(64, "--from says what is run", ["run", input, "--from", snapshot])
        try Tool.expectRefusal(64, "--snapshot-at needs --snapshot", ["run", "--snapshot-at", "3"])
        try Tool.expectRefusal(66, "none.json: no such file", ["run", "--from", file("none.json")])
        try Tool.expectRefusal(65, "\(input): is no snapshot of a run", ["run", "--from", input])
        try Tool.expectRefusal(
            64,
            "the run was over after",
            ["run", input, "--no-bounds", "--quiet", "--snapshot", snapshot, "--snapshot-at", "400"]
        )
        try (text + "seed: 7\n").write(toFile: input, atomically: true, encoding: .utf8)
        try Tool.expectRefusal(65, "\(input) is not what it was", ["run", "--from", snapshot])
    }
}
