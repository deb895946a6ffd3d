import Foundation
import Record
import Reports
import TestSupport
import Testing

/// The tool's own applications: what they say, and what becomes of them when something is wrong.
@Suite(.timeLimit(.minutes(10)), .enabled(if: Tool.hasFirmware, "needs make firmware"))
struct ApplicationTests {
    private func record(_ keys: String) throws -> RunRecord {
        let folder = try Scratch()
        let file = try folder.file("s.yml", keys)
        return try JSONReport.record(try Tool.run(["run", file, "--json", "-"]).output)
    }

    private func text(_ record: RunRecord) -> String { record.console.map(\.text).joined(separator: "\n") }

    @Test func `each of their scenarios ends as it says`() throws {
        let files = try FileManager.default.contentsOfDirectory(atPath: "\(packageRoot)/Fixtures/scenarios-systems")
        let paths = files.filter { $0.hasSuffix(".yml") }.sorted().map { "Fixtures/scenarios-systems/\($0)" }
        #expect(paths.count >= 17)
        let result = try Tool.run(["check"] + paths)
        #expect(result.code == 0, "\(result.output)")
    }

    private static let mongoose = """
        profile: mongoose-os
        application: {name: c_mqtt}
        stop: {when: [time]}
        time_limit_s: 12

        """

    @Test func `whatever is asked of c_mqtt is answered, and nothing of it brings it down`() throws {
        var random = SeededGenerator(state: Fuzz.seed)
        let pieces = [
            "{", "}", "\"", ":", ",", "[", "]", "gpio", "pin", "state", "i2c_read", "i2c_write", "data", "len", "addr",
            "-1", "2147483648", "16", "0", "\\", "button", " ", "null",
        ]
        let requests = (0..<40).map { _ in
            (0..<1 + random.index(below: 16)).map { _ in pieces[random.index(below: pieces.count)] }.joined()
        }
        let messages = requests.enumerated().map { number, request in
            let payload = request.replacing("'", with: "''")
            return "  - {after: subscribed, delay_s: \(Double(number) / 8), topic: /request, payload: '\(payload)'}"
        }
        let record = try record("\(Self.mongoose)messages:\n\(messages.joined(separator: "\n"))\n")
        let lines = record.console.map(\.text)
        #expect(record.connected && record.trips.isEmpty && record.boots.count == 1, "VESP_SEED=\(Fuzz.seed)")
        let asked = lines.count { $0.hasPrefix("got command: [") },
            answered = lines.count { $0.hasPrefix("/response -> ") }
        #expect(asked == requests.count && answered == asked, "VESP_SEED=\(Fuzz.seed): \(asked), \(answered)")
    }

    @Test(arguments: [
        (#"{"gpio": {"pin": 6, "state": 1}}"#, "unknown command"),
        (#"{"gpio": {"pin": 99, "state": 1}}"#, "unknown command"),
        (#"{"gpio": {"pin": 2}}"#, "unknown command"), (#"{"i2c_read": {"addr": 1, "len": 0}}"#, "Too long read"),
        (#"{"i2c_write": {"data": "zz"}}"#, #""status": 0"#), ("", "unknown command"), ("[1,2", "unknown command"),
    ])
    func `a request of c_mqtt that cannot be carried out is answered with why`(request: String, answer: String) throws {
        let record = try record(
            "\(Self.mongoose)messages: [{after: subscribed, topic: /request, payload: '\(request)'}]\n"
        )
        let last = try #require(record.console.map(\.text).last { $0.hasPrefix("/response -> ") })
        #expect(last.contains(answer), "\(last)")
    }

    @Test func `a button that bounces is one click, and one let go of too soon after another is none`() throws {
        let presses = [("7", 0.1), ("7.2", 0.05), ("9", 0.1)].map { "{gpio: 0, at: \($0), for_s: \($1)}" }.joined(
            separator: ", "
        )
        let record = try record(
            """
            \(Self.mongoose)messages: [{after: subscribed, topic: /request, payload: '{"button": {"pin": 0}}'}]
            buttons: [\(presses)]
            """
        )
        #expect(record.console.count { $0.text == "Click!" } == 2)
    }

    @Test func `the pauses of Mongoose OS between tries grow to a minute`() throws {
        let keys = Self.mongoose.replacing("time_limit_s: 12", with: "time_limit_s: 200")
        let record = try record("\(keys)cloud: {era: legacy-2016, fault: {kind: refuse}}\n")
        let pauses = text(record).matches(of: /MQTT connecting after ([0-9]+) ms/).compactMap { Int($0.1) }
        let nominal = [2000, 4000, 8000, 16_000, 32_000, 60_000, 60_000]
        #expect(pauses.count >= 6)
        for (pause, wanted) in zip(pauses, nominal) {
            #expect((wanted * 9 / 10...wanted * 11 / 10).contains(pause), "\(pauses)")
        }
    }

    @Test func `subscribe_publish doubles the time between tries to come again`() throws {
        let record = try record(
            """
            profile: rtos-sdk-3.4
            application: {name: subscribe_publish, client_id: mine}
            cloud: {era: legacy-2016, duplicate_at: 13, fault: {kind: refuse, first: 2}}
            stop: {when: [time]}
            time_limit_s: 300
            """
        )
        let starts = (record.cloud?.connections ?? []).map(\.at)
        let tries = zip(starts, starts.dropFirst()).map { Int(($1 - $0).microseconds / 1_000_000) }
        #expect(tries.dropFirst().prefix(7) == [2, 4, 8, 16, 32, 64, 128], "\(starts)")
        #expect(text(record).contains("An error occurred in the main loop."))
    }

    @Test func `an application that is not built for the library is named`() throws {
        let folder = try Scratch()
        let file = try folder.file("s.yml", "profile: mongoose-os\napplication: {name: thing_shadow}\n")
        let result = try Tool.run(["run", file])
        #expect(result.code == 66)
        #expect(result.errors.contains("thing_shadow-mbedtls-mongoose.elf: no such firmware image"), "\(result.errors)")
    }
}
