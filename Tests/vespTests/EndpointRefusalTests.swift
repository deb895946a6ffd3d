import Foundation
import Reports
import Testing
import TestSupport

/// Why the endpoint and the device do not agree stands in the verdict.
@Suite(.serialized, .timeLimit(.minutes(10)), .enabled(if: Tool.hasFirmware, "needs make firmware"))
struct EndpointRefusalTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let arguments: [String]
        let reason: String
        var testDescription: String { reason }
    }

    private static let device = [
        "--cert", "Resources/certificates/device-p256.pem", "--key", "Resources/certificates/device-p256.key.pem",
        "--clock", "160", "--time-limit", "10",
    ]

    private static let cases = [
        Case(
            arguments: ["--ca", "Resources/certificates/device-ca.pem"],
            reason: "the device sent the alert unknown_ca (48)"
        ),
        Case(
            arguments: ["--endpoint", "broker.example.com"],
            reason: "the device sent the alert bad_certificate (42)"
        ),
        Case(
            arguments: ["--profile", "esp-open-rtos", "--server-certificate", "rsa"],
            reason: "no cipher suite in common with the device"
        ),
    ]

    @Test(arguments: cases) func `the endpoint's reason is in text and JSON`(refusal: Case) throws {
        let folder = try Scratch()
        let file = "\(folder.path)/r.json"
        let result = try Tool.run(["run", "--json", file] + Self.device + refusal.arguments)
        #expect(result.code == 1)
        let first = result.output.prefix { $0 != "\n" }
        #expect(first.hasPrefix("FAILS: TLS handshake failed with mbedTLS error -0x"), "\(first)")
        #expect(first.hasSuffix("; endpoint: \(refusal.reason)"), "\(first)")
        let record = try JSONReport.record(String(contentsOfFile: file, encoding: .utf8))
        #expect(record.handshake.endpointError == refusal.reason)
        #expect(record.verdict.reasons.first.map { "FAILS: \($0)" } == String(first))
    }

    @Test(arguments: [
        // Record buffers of 16 KB and of 4 KB, against a flight of about 6 KB and one of about 3.5 KB.
        (profile: "rtos-sdk-3.4", chain: "ats", completes: true),
        (profile: "nodemcu-nonos-2.2", chain: "ats", completes: false),
        (profile: "nodemcu-nonos-2.2", chain: "legacy", completes: true),
    ])
    func `a flight in one record needs a device whose record buffer holds it`(
        profile: String,
        chain: String,
        completes: Bool
    ) throws {
        let folder = try Scratch()
        let scenario = try folder.file(
            "s.yml",
            "server_certificate: rsa\nserver_chain: \(chain)\nserver_flight: one-record\nstop: {when: handshake}\n"
        )
        let result = try Tool.run(["run", scenario, "--json", "-", "--profile", profile] + Self.device)
        #expect(result.code == (completes ? 0 : 1), "\(result.output)")
        #expect(try JSONReport.record(result.output).handshake.completed == completes)
    }
}
