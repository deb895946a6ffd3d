import Foundation
import Testing
import TestSupport

/// `vesp run --html` and `vesp report`.
@Suite(.serialized, .timeLimit(.minutes(10)), .enabled(if: Tool.hasFirmware, "needs make firmware"))
struct HTMLTests {
    @Test func `a run and its saved record give the same page, which holds what the run was made of`() throws {
        let folder = try Scratch()
        let page = "\(folder.path)/run.html", saved = "\(folder.path)/run.json"
        let run = try Tool.run([
            "run", "Fixtures/scenarios/p-256-160mhz.yml", "--password", "s3cret-of-the-wifi", "--until", "handshake",
            "--quiet", "--html", page, "--json", saved,
        ])
        #expect(run.errors == "")
        #expect(run.output == "")
        let html = try String(contentsOfFile: page, encoding: .utf8)
        #expect(html.hasPrefix("<!DOCTYPE html>"))
        for part in [
            "CertificateVerify", "<dt>clock</dt><dd>160 <small>MHz</small>", "aria-label=\"Flame graph",
            "mbedtls_ecp_mul_restartable", "Soft watchdog", "rst cause:1",
        ] {
            #expect(html.contains(part), "\(part)")
        }
        #expect(!html.contains("s3cret-of-the-wifi"))
        #expect(!(try String(contentsOfFile: saved, encoding: .utf8)).contains("s3cret-of-the-wifi"))
        let report = try Tool.run(["report", saved, "--html", "-"])
        #expect(report.code == 0)
        #expect(report.output == html)
        let text = try Tool.run(["report", saved])
        #expect(text.output.contains("\nhandshake  completed in "))
    }

    @Test func `a page that cannot be written is named before anything runs`() throws {
        let path = "/nonexistent/x.html"
        for arguments in [["run", "--html", path], ["report", "missing.json", "--html", path]] {
            let result = try Tool.run(arguments)
            #expect(result.code == 73)
            #expect(result.output == "")
            #expect(result.errors == "vesp: \(path): cannot be written: no such file or directory\n")
        }
    }

    @Test func `two reports on stdout are a usage error`() throws {
        let result = try Tool.run(["run", "--html", "-", "--json", "-"])
        #expect(result.code == 64)
        #expect(result.errors.contains("--json - and --html - cannot share stdout"))
    }

    @Test func `what is no record is named with what is wrong`() throws {
        let folder = try Scratch()
        func report(_ text: String) throws -> Tool.Result { try Tool.run(["report", folder.file("r.json", text)]) }
        let cases = [
            ("hello", "is not a run record: "), ("[]", "is not a run record: "),
            ("{\"schema_version\": 1}", "is not a run record: verdict: missing"),
            ("{\"schema_version\": \"x\"}", "is not a run record: schema_version: "),
        ]
        for (text, message) in cases {
            let result = try report(text)
            #expect(result.code == 65, "\(text)")
            #expect(result.output == "")
            #expect(result.errors.hasPrefix("vesp: \(folder.path)/r.json: \(message)"), "\(result.errors)")
            #expect(result.errors.filter { $0 == "\n" }.count == 1)
        }
        #expect(try Tool.run(["report", "missing.json"]).code == 66)
    }
}
