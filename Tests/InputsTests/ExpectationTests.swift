import TestSupport
import Testing

@testable import Inputs
@testable import Record

/// Every key of `expect:` with a record it holds for and one it does not hold for.
@Suite struct ExpectationTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var yaml: String
        var good: RunRecord
        var bad: RunRecord
        var seen: String
        var testDescription: String { yaml }

        init(_ yaml: String, seen: String, good: (inout RunRecord) -> Void, bad: (inout RunRecord) -> Void) {
            self.yaml = yaml
            self.seen = seen
            self.good = RunRecord.good
            self.bad = RunRecord.good
            good(&self.good)
            bad(&self.bad)
        }
    }

    private static func stall(_ microseconds: Int64, _ state: String? = nil) -> [RunRecord.Stall] {
        [RunRecord.Stall(start: .zero, seconds: Seconds(microseconds: microseconds), tlsState: state, where: [])]
    }

    private static func bite(_ watchdog: inout RunRecord.Watchdog, at: Int64, in state: String? = nil) {
        watchdog.tripped = true
        watchdog.trippedAt = Seconds(microseconds: at)
        watchdog.tlsState = state
    }

    static let cases = [
        Case("ok: true", seen: "false: soft watchdog at 6.40 s", good: { _ in }) {
            $0.verdict = RunRecord.Verdict(ok: false, reasons: ["soft watchdog at 6.40 s"])
        },
        Case("connected: true", seen: "false", good: { _ in }) { $0.connected = false },
        Case("handshake_completed: true", seen: "false: TLS error -0x2700", good: { _ in }) {
            $0.handshake.completed = false
            $0.handshake.error = -9984
        },
        Case("watchdog: none", seen: "soft (at 6.4 s in CertificateVerify)", good: { _ in }) {
            bite(&$0.watchdog.soft, at: 6_400_000, in: "CertificateVerify")
        },
        Case("watchdog: soft", seen: "none", good: { bite(&$0.watchdog.soft, at: 1) }, bad: { _ in }),
        Case("watchdog: hard", seen: "soft (at 0.000001 s)") {
            bite(&$0.watchdog.hard, at: 1)
            bite(&$0.watchdog.soft, at: 2)
        } bad: {
            bite(&$0.watchdog.soft, at: 1)
            bite(&$0.watchdog.hard, at: 2)
        },
        Case("ended: boots", seen: "done", good: { $0.ended = .boots }, bad: { _ in }),
        Case("failed_allocation: true", seen: "false", good: { $0.heap.failedAllocation = 9 }, bad: { _ in }),
        Case("stack_overflow: true", seen: "false: 7 of 8192 bytes used", good: { $0.stack.overflowed = true }) {
            $0.stack.peak = 7
        },
        Case("boots: 2", seen: "1", good: { $0.boots += $0.boots }, bad: { _ in }),
        Case("led: on", seen: "off (never switched)") {
            $0.led = [RunRecord.LEDChange(at: .zero, on: false), RunRecord.LEDChange(at: .zero, on: true)]
        } bad: { _ in
        },
        Case("led: off", seen: "on", good: { _ in }) { $0.led = [RunRecord.LEDChange(at: .zero, on: true)] },
        Case("published: 2", seen: "1", good: { $0.mqtt.published = 2 }, bad: { $0.mqtt.published = 1 }),
        Case("tls_error: -9984", seen: "-1", good: { $0.handshake.error = -9984 }, bad: { $0.handshake.error = -1 }),
        Case("longest_stall_below: 3.2", seen: "3.2 s", good: { $0.stalls = stall(3_199_999) }) {
            $0.stalls = stall(3_200_000)
        },
        Case("handshake_below: 1.000001", seen: "handshake not completed", good: { _ in }) {
            $0.handshake.completed = false
            $0.handshake.seconds = .zero
        },
        Case("handshake_below: 2", seen: "2.000004 s", good: { _ in }) {
            $0.handshake.seconds = Seconds(microseconds: 2_000_004)
        },
        Case("duration_below: 5", seen: "5.0 s", good: { _ in }) { $0.duration = Seconds(microseconds: 5_000_000) },
        Case("watchdog_margin_above: 0.5", seen: "-0.004 s") {
            $0.watchdog.soft.margin = Seconds(microseconds: 500_001)
        } bad: {
            $0.watchdog.soft.margin = Seconds(microseconds: 600_000)
            $0.watchdog.hard.margin = Seconds(microseconds: -4_000)
        },
        Case("watchdog_margin_above: 0", seen: "no watchdog was enabled") {
            $0.watchdog.hard.margin = Seconds(microseconds: 1)
        } bad: { _ in
        },
        Case("heap_peak_below: 30000", seen: "30000 bytes", good: { $0.heap.peak = 29_999 }) {
            $0.heap.peak = 30_000
        },
        Case("heap_peak_below: 9", seen: "the heap was never set up", good: { _ in }) { $0.heap.capacity = 0 },
        Case("stack_peak_below: 4096", seen: "4096 bytes", good: { $0.stack.peak = 4095 }) { $0.stack.peak = 4096 },
        Case("stack_peak_below: 9", seen: "the stack was never measured", good: { _ in }) { $0.stack.size = 0 },
        Case("longest_stall_in: CertificateVerify", seen: "none", good: { $0.stalls = stall(1, "CertificateVerify") }) {
            $0.stalls = stall(1)
        },
        Case("trip_in: ClientHello", seen: "Finished") {
            bite(&$0.watchdog.hard, at: 1, in: "ClientHello")
        } bad: {
            bite(&$0.watchdog.hard, at: 1, in: "Finished")
        },
        Case("ciphersuite: A", seen: "B", good: { $0.handshake.ciphersuite = "A" }) {
            $0.handshake.ciphersuite = "B"
        },
        Case("curve: x25519", seen: "none", good: { $0.handshake.curve = "x25519" }, bad: { _ in }),
        Case("console_contains: [rld, hel]", seen: "'hel' in none of 1 lines") {
            $0.console = [RunRecord.ConsoleLine(at: .zero, text: "hello world")]
        } bad: {
            $0.console = [RunRecord.ConsoleLine(at: .zero, text: "world")]
        },
        Case("serial_contains: [\"a\\nb\", c]", seen: "'c' not among 2 lines") {
            $0.console = ["a", "bc"].map { RunRecord.ConsoleLine(at: .zero, text: $0) }
        } bad: {
            $0.console = ["a", "b"].map { RunRecord.ConsoleLine(at: .zero, text: $0) }
        },
        Case("serial_matches: \"up in \\\\d+ s\"", seen: "'up in \\d+ s' not among 1 lines") {
            $0.console = [RunRecord.ConsoleLine(at: .zero, text: "up in 12 s")]
        } bad: {
            $0.console = [RunRecord.ConsoleLine(at: .zero, text: "up in x s")]
        },
        Case("console_lacks: Fatal exception", seen: "'Fatal exception' in the console", good: { _ in }) {
            $0.console = [RunRecord.ConsoleLine(at: .zero, text: "Fatal exception 28")]
        },
    ]

    private func expectations(_ yaml: String) throws -> Expectations {
        try Scenario(yaml: "expect: {\(yaml)}\n", file: "s.yml").expect
    }

    @Test(arguments: cases)
    func `holds for the good record and not for the bad one`(example: Case) throws {
        let expectations = try expectations(example.yaml)
        let key = try #require(expectations.values.first?.key)
        #expect(expectations.deviations(in: example.good).filter { $0.key == key } == [])
        let deviations = expectations.deviations(in: example.bad).filter { $0.key == key }
        #expect(deviations.map(\.seen) == [example.seen])
    }

    @Test func `every key has such a case`() {
        let tested = Set(Self.cases.map { String($0.yaml.prefix { $0 != ":" }) })
        #expect(tested == Set(ExpectationKey.all.map(\.name)))
    }

    @Test func `without a fault among the expectations the verdict must be good`() throws {
        var record = RunRecord.good
        record.verdict = RunRecord.Verdict(ok: false, reasons: ["no TLS handshake was begun"])
        #expect(Expectations().deviations(in: record).map(\.key) == ["ok"])
        #expect(try expectations("led: off").deviations(in: record).map(\.key) == ["ok"])
        #expect(try expectations("connected: true, ok: false").deviations(in: record) == [])
    }

    @Test func `an expected fault excuses no other`() throws {
        var record = RunRecord.good
        record.verdict.ok = false
        record.heap.failedAllocation = 4096
        #expect(try expectations("failed_allocation: true").deviations(in: record) == [])
        record.stack.overflowed = true
        #expect(try expectations("failed_allocation: true").deviations(in: record).map(\.key) == ["stack_overflow"])
    }

    @Test func `what is not known of a user's firmware is below no limit`() throws {
        var record = RunRecord.good
        record.heap.capacity = 0
        record.firmware = .unrecognised
        let wanted = try expectations("longest_stall_below: 3, heap_peak_below: 1000")
        #expect(
            wanted.deviations(in: record).map(\.seen)
                == ["no scheduler of the firmware was seen", "the heap was never set up"]
        )
        record.firmware?.scheduler = .etsRun
        #expect(wanted.deviations(in: record).map(\.key) == ["heap_peak_below"])
    }

    @Test(arguments: [
        (
            "expect: {longest_stal_below: 3}",
            "unknown key 'expect.longest_stal_below'; did you mean 'longest_stall_below'?"
        ),
        ("expect: {conected: true}", "unknown key 'expect.conected'; did you mean 'connected'?"),
        ("expect: {watchdog: maybe}", "key 'expect.watchdog': 'maybe' is not one of none, soft, hard"),
        ("expect: {boots: 0}", "key 'expect.boots': '0' is not a whole number from 1 to 1000"),
        ("expect: {handshake_below: fast}", "key 'expect.handshake_below': 'fast' is not a number of seconds"),
        ("expect: {console_contains: []}", "key 'expect.console_contains': names nothing"),
        ("expect: [connected]", "'expect' must be a mapping"),
    ])
    func `a wrong key or value is refused by name`(yaml: String, message: String) {
        #expect(throws: EmulationError.badInput(file: "s.yml", line: 1, message: message)) {
            try Scenario(yaml: yaml + "\n", file: "s.yml")
        }
    }
}
