import Foundation
import TestSupport
import Testing

@testable import Record

@Suite struct ComparisonTests {
    private static var measurement: Record.Measurement {
        var record = RunRecord.good
        record.handshake.cycles = 1_000_000
        record.handshake.states = [
            RunRecord.State(name: "ClientHello", cycles: 400_000, seconds: .zero),
            RunRecord.State(name: "Finished", cycles: 600_000, seconds: .zero),
        ]
        record.callProfile = RunRecord.CallProfile()
        record.callProfile?.functions = [
            RunRecord.CallProfile.Function(name: "multiply", selfCycles: 500_000, totalCycles: 500_000, calls: 2),
            RunRecord.CallProfile.Function(name: "main", selfCycles: 10, totalCycles: 500_010, calls: 1),
        ]
        return Record.Measurement(record)
    }

    private static var baseline: Baseline {
        var baseline = Baseline()
        baseline.scenarios["a.yml"] = measurement
        return baseline
    }

    @Test func `nothing changed is no change`() {
        #expect(Self.baseline.changes(in: Self.measurement, of: "a.yml") == [])
        #expect(Self.baseline.functionChanges(in: Self.measurement, of: "a.yml") == [])
    }

    @Test func `one cycle more is a change, told for the metric and the TLS state`() {
        var now = Self.measurement
        now.metrics[.handshakeCycles] = 1_000_001
        now.states[1].cycles += 1
        #expect(
            Self.baseline.changes(in: now, of: "a.yml").map(\.text) == [
                "handshake cycles: baseline 1,000,000 cycles, now 1,000,001 cycles (+1 cycles, +0.0001 %)",
                "TLS state Finished: baseline 600,000 cycles, now 600,001 cycles (+1 cycles, +0.0002 %)",
            ]
        )
    }

    @Test func `states and functions that come or go are changes`() {
        var now = Self.measurement
        now.states = [.init(name: "ClientHello", cycles: 400_000), .init(name: "Certificate", cycles: 7)]
        now.functions = ["multiply": 490_000, "square": 9_990, "main": 10]
        #expect(
            Self.baseline.changes(in: now, of: "a.yml").map(\.name) == ["TLS state Finished", "TLS state Certificate"]
        )
        #expect(
            Self.baseline.functionChanges(in: now, of: "a.yml").map(\.text) == [
                "multiply: baseline 500,000 cycles, now 490,000 cycles (-10,000 cycles, -2.00 %)",
                "square: baseline none, now 9,990 cycles (+9,990 cycles)",
            ]
        )
    }

    @Test func `words are compared`() {
        var now = Self.measurement
        now.ok = false
        now.reasons = ["soft watchdog at 6.40 s"]
        now.watchdog = "soft"
        #expect(
            Self.baseline.changes(in: now, of: "a.yml").map(\.text) == [
                "verdict: baseline good, now bad: soft watchdog at 6.40 s", "watchdog: baseline none, now soft",
            ]
        )
    }

    @Test func `a scenario without a baseline is a change`() {
        #expect(Self.baseline.changes(in: Self.measurement, of: "b.yml").map(\.name) == ["baseline"])
    }

    @Test func `within its tolerance a metric may differ`() throws {
        let text = """
            {"schema_version": 1, "scenarios": {}, "tolerances": {"handshake_cycles": "0.5 %", "heap_peak_bytes": 16}}
            """
        var baseline = try JSONDecoder().decode(Baseline.self, from: Data(text.utf8))
        baseline.scenarios["a.yml"] = Self.measurement
        var now = Self.measurement
        now.metrics[.handshakeCycles] = 1_005_000
        now.metrics[.heapPeak] = 16
        #expect(baseline.changes(in: now, of: "a.yml") == [])
        now.metrics[.handshakeCycles] = 1_005_001
        now.metrics[.heapPeak] = 17
        #expect(baseline.changes(in: now, of: "a.yml").map(\.name) == ["handshake cycles", "heap peak"])
    }

    @Test(arguments: ["-1", "5 percent", "%", "0.0000001 %", ""])
    func `a tolerance that is none is refused`(text: String) {
        #expect(Tolerance(text: text) == nil)
    }

    @Test func `a baseline survives its file`() throws {
        var baseline = Self.baseline
        baseline.tolerances = [.cycles: .share(milliPercent: 1500), .boots: .absolute(1)]
        let data = try JSONEncoder().encode(baseline)
        #expect(try JSONDecoder().decode(Baseline.self, from: data) == baseline)
    }

    @Test(arguments: [
        ("Fixtures/scenarios/a.yml", "Fixtures/baselines/b.json", "../scenarios/a.yml"),
        ("./a.yml", "b.json", "a.yml"), ("/x/a.yml", "/x/b.json", "a.yml"), ("../a.yml", "b.json", "../a.yml"),
    ])
    func `scenarios are named from the baseline's folder`(file: String, baseline: String, name: String) {
        #expect(Baseline.name(of: file, from: baseline) == name)
    }

    @Test func `a difference never reads as none`() {
        #expect(
            Comparison.difference(1_000_000_000_000, 1_000_000_000_001, .cycles) == "+1 cycles, +less than 0.000001 %"
        )
        #expect(Comparison.difference(0, 4_000, .microseconds) == "+0.004 s")
        #expect(Comparison.difference(2_000, 1_000, .bytes) == "-1000 bytes, -50.00 %")
    }
}
