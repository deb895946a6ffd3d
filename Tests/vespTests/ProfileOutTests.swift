import Foundation
import Record
import Reports
import Testing
import TestSupport

/// `--profile-out`: exact cycles by call stack, and nothing else changed by counting them.
@Suite(.serialized, .timeLimit(.minutes(10)), .enabled(if: Tool.hasFirmware, "needs make firmware"))
struct ProfileOutTests {
    private static let scenario = "Fixtures/scenarios/p-256-160mhz.yml"
    private let folder: Scratch

    init() throws { folder = try Scratch() }

    private func run(_ arguments: [String]) throws -> RunRecord {
        let result = try Tool.run(["run", Self.scenario, "--json", "-"] + arguments)
        #expect(result.code == 0, "\(result.errors)")
        return try JSONReport.record(result.output)
    }

    @Test func `collapsed stacks add up to the cycles of the run, and the run is the same`() throws {
        var record = try run(["--profile-out", "\(folder.path)/cycles.folded"])
        let lines = try String(contentsOfFile: "\(folder.path)/cycles.folded", encoding: .utf8).split(separator: "\n")
        let counts = try lines.map { try #require($0.split(separator: " ").last.flatMap { UInt64($0) }) }
        #expect(counts.reduce(0, &+) == record.cycles)
        #expect(lines.allSatisfy { $0.split(separator: " ").count == 2 })
        #expect(lines.contains { $0.contains(";mbedtls_ssl_handshake_step;") })

        let profile = try #require(record.callProfile)
        #expect(profile.stacks.reduce(0) { $0 &+ $1.cycles } == record.cycles)
        #expect(profile.functions.reduce(0) { $0 &+ $1.selfCycles } == record.cycles)
        #expect(profile.functions.allSatisfy { $0.totalCycles >= $0.selfCycles })
        record.callProfile = nil
        record.heapUse = nil
        #expect(try record == run([]))
    }

    @Test func `a reboot loop, interrupts and a lost stack keep the sum exact`() throws {
        let arguments = ["run", "Fixtures/scenarios/rsa-2048-80mhz-reset.yml", "--call-profile", "--json", "-"]
        let record = try JSONReport.record(try Tool.run(arguments).output)
        let profile = try #require(record.callProfile)
        #expect(profile.stacks.reduce(0) { $0 &+ $1.cycles } == record.cycles)
        #expect(profile.functions.first { $0.name == "[NMI]" } != nil)
    }

    @Test func `the trace holds timeline and flame graph, and its own cycles add up too`() throws {
        let path = "\(folder.path)/trace.json"
        let record = try run(["--profile-out", path])
        let trace = try JSONDecoder().decode(Trace.self, from: Data(contentsOf: URL(fileURLWithPath: path)))
        let flames = trace.traceEvents.filter { $0.pid == 2 && $0.ph == "X" }
        #expect(flames.reduce(0) { $0 + UInt64($1.args?["own_cycles"]?.number ?? 0) } == record.cycles)
        // Of two that take the same time the outer one closes later.
        let roots = flames.indices.filter { index in
            !flames.indices.contains {
                flames[$0].holds(flames[index]) && (flames[$0].dur != flames[index].dur || $0 > index)
            }
        }.map { flames[$0] }
        #expect(roots.reduce(0) { $0 + UInt64($1.args?["cycles"]?.number ?? 0) } == record.cycles)

        let device = trace.traceEvents.filter { $0.pid == 1 }
        for state in record.handshake.states {
            #expect(device.contains { $0.name == state.name && $0.ph == "X" })
        }
        #expect(device.filter { $0.ph == "C" && $0.name == "heap" }.count == record.timeline.heap.count)
        #expect(device.filter { $0.ph == "C" && $0.name == "LED" }.map(\.ts) == record.led.map(\.at.inMicroseconds))
        let end = record.duration.inMicroseconds
        #expect(device.allSatisfy { $0.ts >= 0 && $0.ts + ($0.dur ?? 0) <= end })
    }

    @Test func `the text report names the ten functions with most cycles`() throws {
        let text = try Tool.run(["run", Self.scenario, "--call-profile"]).output
        let rows = text.split(separator: "\n\n").first { $0.hasPrefix("function ") }
        #expect(rows?.split(separator: "\n").count == 11, "\(text)")
        #expect(rows?.contains("__umulsidi3") == true)
        #expect(try !Tool.run(["run", Self.scenario]).output.contains("with callees"))
    }

    @Test func `a bare program's collapsed stacks add up to its cycles`() throws {
        let path = "\(folder.path)/bare.folded"
        let result = try Tool.run([
            "exec", ".build/firmware/selftest.elf", "--cycle-limit", "3000000", "--profile-out", path, "--json",
            "\(folder.path)/bare.json",
        ])
        #expect(result.code == 1)
        let data = try Data(contentsOf: URL(fileURLWithPath: "\(folder.path)/bare.json"))
        let cycles = try JSONDecoder().decode(Cost.self, from: data).cycles
        let lines = try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n")
        // Each byte of output counts as a cycle against the limit.
        #expect(cycles + UInt64(result.output.utf8.count) >= 3_000_000)
        #expect(lines.compactMap { $0.split(separator: " ").last.flatMap { UInt64($0) } }.reduce(0, &+) == cycles)
    }

    private struct Cost: Decodable {
        var cycles: UInt64
    }

    private struct Trace: Decodable {
        var traceEvents: [Event]
    }

    private struct Event: Decodable {
        var name: String
        var ph: String
        var pid: Int
        var ts: Double
        var dur: Double?
        var args: [String: Argument]?

        /// Whether `other` lies inside. Times are rounded, to much less than a cycle.
        func holds(_ other: Event) -> Bool {
            guard let dur, let inner = other.dur else { return false }
            let cycle = 1.0 / 160
            return ts <= other.ts + cycle / 2 && other.ts + inner <= ts + dur + cycle / 2
        }
    }

    private enum Argument: Decodable {
        case number(Double), text(String)

        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            if let value = try? container.decode(Double.self) {
                self = .number(value)
            } else {
                self = .text(try container.decode(String.self))
            }
        }

        var number: Double? {
            if case .number(let value) = self { value } else { nil }
        }
    }
}

extension Seconds {
    fileprivate var inMicroseconds: Double { Double(microseconds) }
}
