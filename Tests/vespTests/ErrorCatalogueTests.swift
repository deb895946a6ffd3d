import Foundation
import Record
import Reports
import Testing
import TestSupport

/// What goes wrong with AWS IoT, and how it looks at both ends.
@Suite(.timeLimit(.minutes(10)), .enabled(if: Tool.hasFirmware, "needs make firmware"))
struct ErrorCatalogueTests {
    private static let folder = "\(Tool.packageRoot)/Fixtures/scenarios-cloud"

    private func record(_ yaml: String) throws -> RunRecord {
        let scratch = try Scratch()
        let files = yaml.replacing("../certificates", with: "\(Self.folder)/../certificates")
            .replacing("policy: own", with: "policy: \(Self.folder)/own")
            .replacing("policy: subscribe", with: "policy: \(Self.folder)/subscribe")
            .replacing("policy: publish", with: "policy: \(Self.folder)/publish")
        let result = try Tool.run(["run", try scratch.file("s.yml", files), "--no-bounds", "--json", "-"])
        try #require(result.code <= 1, "\(result.errors)")
        return try JSONReport.record(result.output)
    }

    @Test(arguments: ErrorCatalogue.all)
    func `the endpoint and the device do what the table says`(row: ErrorCatalogue.Row) throws {
        let record = try record(row.yaml)
        let cloud = try #require(record.cloud)
        let first = try #require(cloud.connections.first)
        #expect(first.reason == row.endpoint)
        #expect(record.handshake.error == row.code)
        var output = record.console.map(\.text).joined(separator: "\n")[...]
        for text in row.prints {
            let place = try #require(output.firstRange(of: text), "'\(text)' in \(record.console.map(\.text))")
            output = output[place.upperBound...]
        }
    }

    @Test func `the table of the documentation is this one`() throws {
        let path = "\(Tool.packageRoot)/docs/errors.md"
        let page = try String(contentsOfFile: path, encoding: .utf8)
        let begin = "<!-- errors -->\n", end = "<!-- end of errors -->"
        let start = try #require(page.firstRange(of: begin)).upperBound
        let stop = try #require(page.firstRange(of: end)).lowerBound
        if ProcessInfo.processInfo.environment["VESP_WRITE_DOCS"] != nil {
            let new = page[..<start] + ErrorCatalogue.table + page[stop...]
            try new.write(toFile: path, atomically: true, encoding: .utf8)
        } else {
            #expect(page[start..<stop] == ErrorCatalogue.table, "run `make docs`")
        }
    }

    @Test func `scenarios with an account are as they expect`() throws {
        let result = try Tool.run(["check", Self.folder])
        #expect(result.code == 0, "\(result.output)")
    }

    @Test(arguments: [
        "nodemcu-nonos-2.2", "nodemcu-nonos-3.0.5", "arduino-2.7", "esp-open-rtos", "mongoose-os", "rtos-sdk-3.4",
    ])
    func `every SDK's device sends its CA's certificate too, and comes again`(profile: String) throws {
        let scratch = try Scratch()
        let arguments = ["--profile", profile, "--no-bounds", "--pcap", "\(scratch.path)/x.pcapng", "--json", "-"]
        let result = try Tool.run(["run", "\(Self.folder)/jitr.yml"] + arguments)
        #expect(result.code == 0, "\(result.errors)")
        let record = try JSONReport.record(result.output)
        #expect(record.cloud?.connections.map(\.refused) == [true, false])
        let sent = try #require(record.traffic).segments.filter { $0.kind == .sent && $0.connection == 1 }.map(
            \.payload
        )
        let text = try String(contentsOfFile: "\(Tool.certificates)/device-p256-with-ca.pem", encoding: .utf8)
        let certificates = text.split(separator: "-----").filter { $0.contains("=\n") || $0.count > 400 }.map {
            Data(base64Encoded: $0.filter { !$0.isNewline })
        }
        #expect(certificates.count == 2)
        let bytes = Data(sent.joined())
        for certificate in certificates { #expect(bytes.range(of: try #require(certificate)) != nil) }
    }

    @Test func `just-in-time registration, end to end`() throws {
        let result = try Tool.run(["run", "\(Self.folder)/jitr.yml", "--no-bounds", "--json", "-"])
        #expect(result.code == 0, "\(result.errors)")
        let record = try JSONReport.record(result.output), cloud = try #require(record.cloud)
        #expect(cloud.connections.count == 2)
        let refused = try #require(cloud.connections.first), welcome = try #require(cloud.connections.last)
        #expect(refused.refused && refused.reason?.hasSuffix("is PENDING_ACTIVATION") == true)
        #expect(!welcome.refused && welcome.events.contains { $0.name == .connected })
        #expect(welcome.certificate == refused.certificate)
        let event = try #require(cloud.messages.first { $0.topic.hasPrefix("$aws/events/certificates/registered/") })
        #expect(event.payload.contains("PENDING_ACTIVATION") && event.at > refused.at && event.at < welcome.at)
        // Each handshake stalls the chip by its private-key operation.
        let stalls = record.stalls.filter { $0.tlsState != nil && $0.start > refused.at }
        #expect(stalls.contains { $0.start < welcome.at } && stalls.contains { $0.start > welcome.at })
        #expect(record.handshake.attempts == 2 && record.mqtt.published > 0)
        let again = try Tool.run(["run", "\(Self.folder)/jitr.yml", "--no-bounds", "--json", "-"])
        #expect(again.output == result.output)
    }
}
