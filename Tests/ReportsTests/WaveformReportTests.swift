import Foundation
import Record
import Testing

@testable import Reports

/// The value change dump, read back by rules of IEEE 1364 chapter 18, and by GTKWave's converter.
@Suite struct WaveformReportTests {
    private static let converter = "/usr/bin/vcd2fst"

    private static func at(_ milliseconds: Int64) -> Seconds { Seconds(microseconds: milliseconds * 1000) }

    private static var record: RunRecord {
        var record = RunRecord()
        record.duration = at(100)
        record.led = [RunRecord.LEDChange(at: at(90), on: true)]
        record.timeline.pins = [
            .init(pin: 2, at: at(5), high: true), .init(pin: 16, at: at(6), high: false),
            .init(pin: 2, at: at(90), high: false),
        ]
        record.timeline.uart = [.init(start: at(1), end: at(3), bytes: 9), .init(start: at(7), end: at(7), bytes: 1)]
        record.timeline.feeds = [
            .init(watchdog: .soft, first: at(10), last: at(20), count: 4),
            .init(watchdog: .hard, first: at(12), last: at(12), count: 1),
        ]
        record.timeline.bites = [.init(watchdog: .soft, at: at(80))]
        record.timeline.phases = [
            .init(lane: .wifi, name: "scan", start: at(2), end: at(9)),
            .init(lane: .tls, name: "ClientHello", start: at(30), end: at(40)),
            .init(lane: .tls, name: "CertificateVerify", start: at(40), end: at(85)),
            .init(lane: .application, name: "TLS handshake", start: at(30), end: at(100)),
        ]
        record.timeline.heap = [
            .init(at: at(0), free: 40_000, largest: 39_000), .init(at: at(50), free: 9, largest: 8),
        ]
        return record
    }

    @Test func `every signal changes when it should`() throws {
        let dump = try Waveforms(WaveformReport.text(Self.record))
        #expect(dump.timescale == "1 us")
        #expect(dump.end == 100_000)
        #expect(dump["led"] == [.init(0, "0"), .init(90_000, "1")])
        #expect(dump["gpio2"] == [.init(0, "0"), .init(5_000, "1"), .init(90_000, "0")])
        #expect(dump["gpio16"] == [.init(0, "1"), .init(6_000, "0")])
        #expect(
            dump["uart0_tx_busy"] == [
                .init(0, "0"), .init(1_000, "1"), .init(3_000, "0"), .init(7_000, "1"), .init(7_001, "0"),
            ]
        )
        #expect(dump["soft_wdt_fed"] == [.init(0, "0"), .init(10_000, "1"), .init(20_000, "0")])
        #expect(dump["hard_wdt_fed"] == [.init(0, "0"), .init(12_000, "1"), .init(12_001, "0")])
        #expect(dump["soft_wdt_bite"] == [.init(80_000, "1")])
        #expect(dump["hard_wdt_bite"] == [])
        #expect(
            dump["tls_state"] == [
                .init(0, "z"), .init(30_000, "1"), .init(40_000, "1001"), .init(85_000, "z"),
            ]
        )
        #expect(
            dump["tls_state_name"] == [
                .init(0, "-"), .init(30_000, "ClientHello"), .init(40_000, "CertificateVerify"), .init(85_000, "-"),
            ]
        )
        #expect(dump["application"] == [.init(0, "-"), .init(30_000, "TLS_handshake"), .init(100_000, "-")])
        #expect(dump["heap_free"] == [.init(0, "x"), .init(0, "1001110001000000"), .init(50_000, "1001")])
    }

    @Test func `a run without anything is a valid dump`() throws {
        let dump = try Waveforms(WaveformReport.text(RunRecord()))
        #expect(dump["led"] == [.init(0, "0")])
    }

    @Test(.enabled(if: FileManager.default.fileExists(atPath: converter), "needs gtkwave: make test-deps"))
    func `GTKWave reads the same values`() throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("vesp-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let text = WaveformReport.text(Self.record)
        try Data(text.utf8).write(to: folder.appendingPathComponent("run.vcd"))
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/bin/sh")
        process.arguments = ["-c", "vcd2fst run.vcd run.fst >log 2>&1 && fst2vcd -o back.vcd run.fst >>log 2>&1"]
        process.currentDirectoryURL = folder
        try process.run()
        process.waitUntilExit()
        #expect(process.terminationStatus == 0)
        let back = try Waveforms(String(contentsOf: folder.appendingPathComponent("back.vcd"), encoding: .utf8))
        let mine = try Waveforms(text)
        #expect(back.names == mine.names)
        for name in mine.names { #expect(back[name] == mine[name], "\(name)") }
    }
}

/// A reader of value change dumps.
private struct Waveforms {
    struct Change: Equatable {
        var at: Int
        var value: String

        init(_ at: Int, _ value: String) {
            self.at = at
            self.value = value
        }
    }

    struct Malformed: Error {
        var line: String
    }

    private(set) var timescale = ""
    private(set) var end = 0
    private var codes: [String: (name: String, width: Int)] = [:]
    private var changes: [String: [Change]] = [:]

    var names: [String] { codes.values.map(\.name).sorted() }
    subscript(name: String) -> [Change] { changes[name] ?? [] }

    init(_ text: String) throws {
        var isDefining = true
        for line in text.split(separator: "\n").map(String.init) {
            let words = line.split(separator: " ").map(String.init)
            if isDefining {
                try define(words, line)
                isDefining = words.first != "$enddefinitions"
            } else if line.hasPrefix("#") {
                let time = Int(line.dropFirst()) ?? -1
                guard time > end || (time == 0 && end == 0) else { throw Malformed(line: line) }
                end = time
            } else if !line.hasPrefix("$") {
                try change(words, line)
            }
        }
    }

    private mutating func define(_ words: [String], _ line: String) throws {
        switch words.first {
        case "$timescale": timescale = words.dropFirst().dropLast().joined(separator: " ")
        case "$var":
            guard words.count >= 6, let width = Int(words[2]), codes[words[3]] == nil else {
                throw Malformed(line: line)
            }
            codes[words[3]] = (words[4], words[1] == "string" ? .max : width)
        default: break
        }
    }

    private mutating func change(_ words: [String], _ line: String) throws {
        guard let first = line.first else { return }
        let isWide = "bs".contains(first)
        guard words.count == (isWide ? 2 : 1) else { throw Malformed(line: line) }
        let code = isWide ? words[1] : String(line.dropFirst())
        var value = isWide ? String(words[0].dropFirst()) : String(first)
        guard let signal = codes[code], value.count <= signal.width else { throw Malformed(line: line) }
        if first == "b" {
            // Leading bits may be left out: 0 for 0 and 1, else the first one repeated.
            let digits = value.drop { $0 == "0" }
            value = digits.isEmpty ? "0" : String(digits)
            if Set(value).count == 1, value.first == "x" || value.first == "z" { value = String(value.prefix(1)) }
        }
        changes[signal.name, default: []].append(Change(end, value))
    }
}
