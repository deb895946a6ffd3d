import Foundation
import Record
import Reports
import Testing
import TestSupport

/// Link loss through a whole run.
@Suite(.serialized, .timeLimit(.minutes(10)), .enabled(if: Tool.hasFirmware, "needs make firmware"))
struct LossyLinkTests {
    private func run(lossPermille: Int, seed: Int = 1) throws -> (json: String, record: RunRecord) {
        let folder = try Scratch()
        let scenario = try folder.file("lossy.yml", "clock: 160\nlink: {loss_permille: \(lossPermille)}\n")
        let result = try Tool.run([
            "run", scenario, "--cert", "Resources/certificates/device-p256.pem", "--key",
            "Resources/certificates/device-p256.key.pem", "--seed", "\(seed)", "--json", "-",
        ])
        #expect(result.code == 0, "\(result.output)")
        return (result.output, try JSONReport.record(result.output))
    }

    @Test func `a lossy link connects all the same, later, and twice alike`() throws {
        let clean = try run(lossPermille: 0).record
        let lossy = try run(lossPermille: 100)
        #expect(lossy.record.connected && lossy.record.mqtt.subscribed && lossy.record.led.last?.on == true)
        // The first retransmission comes after 1.5 s, part of which the device spends computing.
        let delay = lossy.record.duration.microseconds - clean.duration.microseconds
        #expect(delay >= 1_000_000)
        #expect(try run(lossPermille: 100).json == lossy.json)
    }

    @Test func `the seed decides which segments are lost`() throws {
        let durations = try (1...4).map { try run(lossPermille: 100, seed: $0).record.handshake.seconds }
        #expect(Set(durations.map { $0.microseconds / 500_000 }).count > 1)
    }
}
