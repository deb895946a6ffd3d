import Foundation
import Inputs
import Record
import Reports
import Testing
import TestSupport

/// The committed schemas are those of the code, take every file of ours and refuse what the tool refuses.
@Suite struct SchemaTests {
    private static let root = URL(fileURLWithPath: Tool.packageRoot)

    private func committed(_ file: FileSchema) throws -> String {
        try String(contentsOfFile: "\(Tool.packageRoot)/schemas/\(file.fileName)", encoding: .utf8)
    }

    private func schema(_ file: FileSchema) throws -> Any {
        try JSONSerialization.jsonObject(with: Data(JSONReport.text(file.document()).utf8))
    }

    /// Paths of YAML files below `folder`.
    private static func files(_ folder: String) -> [String] {
        let names = FileManager.default.enumerator(atPath: "\(Tool.packageRoot)/\(folder)")?.compactMap {
            $0 as? String
        }
        return (names ?? []).filter { $0.hasSuffix(".yml") }.sorted().map { "\(folder)/\($0)" }
    }

    @Test(arguments: FileSchema.allCases)
    func `the committed schema is that of the code`(file: FileSchema) throws {
        #expect(try committed(file) == JSONReport.text(file.document()), "run `make schemas`")
        let printed = try Tool.run(["schema", file.rawValue])
        #expect(printed.output == (try committed(file)))
        #expect(try Tool.run(["schema", file.rawValue, "--name"]).output == "\(file.fileName)\n")
    }

    @Test func `nothing but our schemas is committed`() throws {
        let names = try FileManager.default.contentsOfDirectory(atPath: "\(Tool.packageRoot)/schemas")
        #expect(Set(names) == Set(FileSchema.allCases.map(\.fileName) + ["junit.xsd"]))
    }

    static let fixtures: [(FileSchema, String)] =
        (files("Fixtures/scenarios") + files("Fixtures/scenarios-cloud")).map { (.scenario, $0) }
        + files("Profiles").map { (.profile, $0) }
        + files("Fixtures/profiles").map { (.profile, $0) } + files("Fixtures/matrices").map { (.matrix, $0) }

    @Test(arguments: fixtures)
    func `the schema takes every file of ours`(file: FileSchema, path: String) throws {
        let text = try String(contentsOfFile: "\(Tool.packageRoot)/\(path)", encoding: .utf8)
        #expect(SchemaValidator.findings(try SchemaValidator.value(yaml: text), try schema(file)) == [])
    }

    @Test func `there are files of every kind`() {
        for kind in [FileSchema.scenario, .profile, .matrix] {
            #expect(Self.fixtures.contains { $0.0 == kind })
        }
    }

    @Test func `the schema takes the baseline and a record with everything in it`() throws {
        let text = try Data(contentsOf: Self.root.appending(path: "Fixtures/baselines/scenarios.json"))
        #expect(SchemaValidator.findings(try JSONSerialization.jsonObject(with: text), try schema(.baseline)) == [])
        var record = RunRecord()
        record.handshake.states = [.init(name: "ClientHello", cycles: 1, seconds: .zero)]
        record.stalls = [.init(start: .zero, seconds: Seconds(microseconds: 4), tlsState: nil, where: ["f"])]
        record.stalls[0].delayed = .init()
        record.delayed = .init()
        record.watchdog.soft.margin = Seconds(microseconds: -4)
        record.boots = [.init(cause: "power-on", romCause: 1, sdkReason: nil, at: .zero)]
        record.timeline.phases = [.init(lane: .wifi, name: "scan", start: .zero, end: .zero)]
        record.callProfile = RunRecord.CallProfile()
        let data = Data(try JSONReport.text(record).utf8)
        #expect(SchemaValidator.findings(try JSONSerialization.jsonObject(with: data), try schema(.record)) == [])
    }

    @Test(.enabled(if: Tool.hasFirmware, "needs make firmware"))
    func `the schema takes the record of a run`() throws {
        let scratch = try Scratch()
        let scenario = try scratch.file("s.yml", "time_limit_s: 1\n")
        let output = try Tool.run(["run", scenario, "--json", "-"]).output
        let record = try JSONSerialization.jsonObject(with: Data(output.utf8))
        #expect(SchemaValidator.findings(record, try schema(.record)) == [])
        var mutilated = try #require(record as? [String: Any])
        mutilated["heap"] = nil
        mutilated["heapp"] = 1
        let findings = SchemaValidator.findings(mutilated, try schema(.record))
        #expect(findings == ["$: heap is missing", "$: heapp is not allowed"])
    }

    @Test(.enabled(if: Tool.hasFirmware && RealFirmware.isHere, "needs make firmware test-firmware"))
    func `the schema takes the record of firmware of others`() throws {
        let file = "\(RealFirmware.folder)/micropython.bin"
        let output = try Tool.run(["run", file, "--time-limit", "1", "--json", "-"]).output
        let record = try JSONSerialization.jsonObject(with: Data(output.utf8))
        #expect((record as? [String: Any])?["firmware"] != nil)
        #expect(SchemaValidator.findings(record, try schema(.record)) == [])
    }

    static let bad: [(FileSchema, String)] = [
        (.scenario, "clok: 80"), (.scenario, "clock: 100"), (.scenario, "wifi: {fault: rain}"),
        (.scenario, "expect: {conected: true}"), (.scenario, "expect: {boots: 0}"),
        (.scenario, "expect: {watchdog: maybe}"), (.scenario, "expect: {led: true}"),
        (.scenario, "stop: {when: dinner}"), (.scenario, "stop: {when: []}"), (.scenario, "seed: -1"),
        (.scenario, "messages: [{topic: t}]"), (.scenario, "messages: {}"), (.scenario, "link: {loss_permille: 1000}"),
        (.scenario, "wifi: {channel: 14}"), (.scenario, "wifi: {deauthenticate: [{reason: 3}]}"),
        (.scenario, "wifi: {lost_beacons: [{from: 1}]}"), (.scenario, "wifi: {mode: a}"),
        (.scenario, "serial: [{at: 1}]"), (.scenario, "flash_size: 3MB"), (.scenario, "time_limit_s: soon"),
        (.scenario, "expect: {longest_stall_below: -1}"), (.scenario, "cloud: {era: 1999}"),
        (.scenario, "cloud: {thing: {type: t}}"), (.scenario, "cloud: {fault: {kind: rain}}"),
        (.scenario, "cloud: {expect: [{count: 1}]}"), (.scenario, "cloud: {publish: [{topic: t, qos: 2}]}"),
        (.profile, "description: x"), (.profile, "sdk: {name: n, log_style: nonos, tls_build: b, feeding: hourly}"),
        (.profile, "sdk: {name: n, log_style: nonos, tls_build: b, feeding: idle}\nflash: {mhz: 33}"),
        (.profile, "sdk: {name: n, log_style: nonos, tls_build: b, feeding: idle}\ntiming: {lunch: 1}"),
        (.matrix, "axes: {clok: 80}"), (.matrix, "axes: {clock: [80, 100]}"), (.matrix, "axes: {seed: []}"),
        (.matrix, "keys: {a: {cert: c}}\naxes: {seed: 1}"),
    ]

    @Test(arguments: bad)
    func `schema and reader refuse the same`(file: FileSchema, text: String) throws {
        #expect(SchemaValidator.findings(try SchemaValidator.value(yaml: text), try schema(file)) != [])
        #expect(throws: EmulationError.self) {
            switch file {
            case .scenario: _ = try Scenario(yaml: text, file: "f")
            case .profile: _ = try Profile(yaml: text, file: "f")
            case .matrix: _ = try Matrix(yaml: text, file: "f")
            case .record, .baseline: break
            }
        }
    }

    @Test(arguments: [FileSchema.scenario, .profile, .matrix])
    func `editors can say what a key means`(file: FileSchema) throws {
        let root = try #require(schema(file) as? [String: Any])
        let properties = try #require(root["properties"] as? [String: [String: Any]])
        for (key, property) in properties { #expect(property["description"] is String, "\(key)") }
        #expect(!properties.values.contains { Set($0.keys) == ["description"] }, "a key is read as nothing")
    }
}
