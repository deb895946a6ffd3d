import Foundation
import Record
import Testing
import TestSupport

/// `vesp sweep`, `vesp merge` of its parts, `vesp compare`.
@Suite(.serialized, .timeLimit(.minutes(5)), .enabled(if: Tool.hasFirmware, "needs make firmware"))
struct SweepTests {
    private static let base = "time_limit_s: 1\n"
    private static let matrix = """
        scenario: base.yml
        keys: {mine: {cert: device.pem, key: device.key.pem}}
        axes:
          profile: [nodemcu-nonos-2.2, mongoose-os]
          clock: [80, 160]
          key: [p-256, mine]

        """

    private func folder(_ matrix: String = matrix) throws -> Scratch {
        let folder = try Scratch()
        _ = try folder.file("base.yml", Self.base)
        _ = try folder.file("matrix.yml", matrix)
        for (name, fixture) in [("device.pem", "device-rsa-2048.pem"), ("device.key.pem", "device-rsa-2048.key.pem")] {
            _ = try folder.file(name, String(contentsOfFile: "\(Tool.certificates)/\(fixture)", encoding: .utf8))
        }
        return folder
    }

    @Test func `a larger curve costs more, and one that is not compiled in ends the handshake`() throws {
        let axes = "axes: {profile: [rtos-sdk-3.4, nodemcu-nonos-2.2], key: p-256, curve: [secp256r1, secp384r1]}\n"
        let folder = try folder("scenario: whole.yml\n" + axes)
        _ = try folder.file("whole.yml", "clock: 160\n")
        let csv = "\(folder.path)/s.csv"
        #expect(try Tool.run(["sweep", "\(folder.path)/matrix.yml", "--csv", csv]).code == 0)
        let table = try String(contentsOfFile: csv, encoding: .utf8).split(separator: "\r\n").map {
            $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        }
        let column = try #require(table[0].firstIndex(of: "handshake_cycles"))
        #expect(table.dropFirst().map { $0[3] } == ["true", "true", "true", "false"])
        #expect(try #require(Int(table[1][column])) < #require(Int(table[2][column])))
        let report = try Tool.run(["run", try folder.file("curve.yml", "tls: {curves: secp384r1}\ntime_limit_s: 6\n")])
        #expect(report.output.hasPrefix("FAILS: the TLS client could not be set up: mbedTLS error -0x7080\n"))
    }

    @Test func `every combination is run once, the last axis fastest`() throws {
        let folder = try folder()
        let csv = "\(folder.path)/s.csv", html = "\(folder.path)/s.html"
        let result = try Tool.run(["sweep", "\(folder.path)/matrix.yml", "--csv", csv, "--html", html])
        #expect(result.code == 0, "\(result.errors)")
        #expect(result.output.hasSuffix("\n8 of 8 runs, 0 with a good verdict\n"))
        let rows = try String(contentsOfFile: csv, encoding: .utf8).split(separator: "\r\n").map {
            $0.split(separator: ",")
        }
        #expect(rows[0].prefix(4) == ["profile", "clock", "key", "ok"])
        #expect(rows[1].prefix(4) == ["nodemcu-nonos-2.2", "80", "p-256", "false"])
        #expect(rows[2].prefix(4) == ["nodemcu-nonos-2.2", "80", "mine", "false"])
        #expect(rows[8].prefix(4) == ["mongoose-os", "160", "mine", "false"])
        #expect(rows.count == 9)
        let page = try String(contentsOfFile: html, encoding: .utf8)
        #expect(page.matches(of: /<td class="ill"/).count == 8)
        #expect(page.contains("<th scope=\"col\">key mine</th>"))
    }

    @Test func `every run has its page, and the map links to it`() throws {
        let folder = try folder("scenario: base.yml\naxes: {clock: [80, 160]}\n")
        let html = "\(folder.path)/out/s.html", pages = "\(folder.path)/pages/of/runs"
        try FileManager.default.createDirectory(atPath: "\(folder.path)/out", withIntermediateDirectories: true)
        let matrix = "\(folder.path)/matrix.yml"
        #expect(try Tool.run(["sweep", matrix, "--html", html, "--pages", pages, "--quiet"]).code == 0)
        let map = try String(contentsOfFile: html, encoding: .utf8)
        for run in 0...1 {
            #expect(map.contains("<a href=\"../pages/of/runs/run-\(run).html\">"))
            let page = try String(contentsOfFile: "\(pages)/run-\(run).html", encoding: .utf8)
            #expect(page.contains("<title>FAILS: nodemcu-nonos-2.2, \(80 << run) MHz"))
        }
        let clash = try Tool.run(["sweep", matrix, "--pages", "\(matrix)/pages", "--quiet"])
        #expect(clash.code != 0 && clash.errors.contains("cannot be written"))
    }

    @Test func `an axis changes the run it names`() throws {
        let folder = try folder("scenario: base.yml\naxes: {clock: [80, 160]}\n")
        let json = "\(folder.path)/s.json"
        #expect(try Tool.run(["sweep", "\(folder.path)/matrix.yml", "--json", json, "--quiet"]).code == 0)
        let report = try SweepReport.saved(at: json)
        // The same second has twice as many cycles.
        let cycles = report.points.map { $0.measurement?[.cycles] ?? 0 }
        #expect(abs(cycles[1] - 2 * cycles[0]) < cycles[0] / 10, "\(cycles)")
    }

    @Test func `the parts of a sweep, merged, are the whole`() throws {
        let folder = try folder()
        let matrix = "\(folder.path)/matrix.yml"
        let whole = try Tool.run(["sweep", matrix, "--json", "-", "--jobs", "1"]).output
        let parts = (1...3).map { "\(folder.path)/\($0).json" }
        for (index, part) in parts.enumerated() {
            #expect(try Tool.run(["sweep", matrix, "--shard", "\(index + 1)/3", "--json", part, "--quiet"]).code == 0)
        }
        #expect(try Tool.run(["merge", "--json", "-"] + parts.reversed()).output == whole)
        let check = "\(folder.path)/check.json"
        _ = try Tool.run(["check", "\(folder.path)/base.yml", "--json", check, "--shard", "1/2", "--quiet"])
        #expect(try Tool.run(["merge", parts[0], check]).code == 65)
    }

    @Test(arguments: [
        ("axes: {}", "key 'axes': names no axis"),
        ("axes: {clok: [80]}", "unknown key 'axes.clok'; did you mean 'clock'?"),
        ("axes: {clock: [80, 100]}", "key 'axes.clock': '100' is not one of 80, 160"),
        ("axes: {clock: [80, 80]}", "key 'axes.clock': '80' is given twice"),
        ("axes: {key: [ed25519]}", "key 'axes.key': 'ed25519' is not one of rsa-2048, p-256"),
        ("axes: {seed: []}", "key 'axes.seed': has no values"), ("keys: {}", "key 'axes' is missing"),
        ("axes: {heap_bytes: [1]}", "'1' is not a whole number from 1024 to 81920"),
        ("keys: {a: {cert: x}}\naxes: {clock: [80]}", "key 'keys.a.key' is missing"),
    ])
    func `a wrong matrix is refused by name`(text: String, message: String) throws {
        let folder = try folder(text + "\n")
        let result = try Tool.run(["sweep", "\(folder.path)/matrix.yml"])
        #expect(result.code == 65)
        #expect(result.errors.contains(message), "\(result.errors)")
    }

    @Test func `a run that cannot be done is named, the others are done`() throws {
        let folder = try folder("scenario: base.yml\naxes: {profile: [nosuch, mongoose-os]}\n")
        let result = try Tool.run(["sweep", "\(folder.path)/matrix.yml"])
        #expect(result.code == 66)
        #expect(result.output.contains("cannot be run: no profile 'nosuch'"))
        #expect(result.output.contains("2 of 2 runs"))
    }

    @Test func `two records side by side`() throws {
        let folder = try Scratch()
        let scenario = try folder.file("base.yml", Self.base)
        let files = ["80", "160"].map { "\(folder.path)/\($0).json" }
        for (file, clock) in zip(files, ["80", "160"]) {
            _ = try Tool.run(["run", scenario, "--clock", clock, "--json", file, "--quiet"])
        }
        let result = try Tool.run(["compare"] + files)
        #expect(result.code == 0, "\(result.errors)")
        #expect(result.output.contains(/\ncycles +[0-9,]+ cycles +[0-9,]+ cycles +\+[0-9,]+ cycles, \+\d+\.\d+ %\n/))
        #expect(result.output.hasSuffix("\n\nthe two runs differ\n"))
        let same = try Tool.run(["compare", files[0], files[0]])
        #expect(same.output.hasSuffix("\n\nthe two runs measure the same\n"))
        let json = try Tool.run(["compare", "--json", "-"] + files)
        let root = try JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [String: Any]
        #expect((root?["changes"] as? [Any])?.isEmpty == false)
        let bad = try Tool.run(["compare", files[0], scenario])
        #expect(bad.code == 65)
        #expect(bad.errors == "vesp: \(scenario): not JSON\n")
    }
}
