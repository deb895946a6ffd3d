import Foundation
import Record
import Reports
import TestSupport
import Testing

/// Runs that last longer than anyone watches.
@Suite(.serialized, .timeLimit(.minutes(5)), .enabled(if: Tool.hasFirmware, "needs make firmware"))
struct LongRunTests {
    private static func certificate(_ name: String) -> String { "\(Tool.certificates)/\(name)" }

    /// Connected after 20 s, and from then on a device that publishes every 10 s and sleeps.
    private static let idle = """
        profile: rtos-sdk-3.4
        credentials: {cert: \(certificate("device-p256.pem")), key: \(certificate("device-p256.key.pem"))}
        time_limit_s: 86400
        stop: {when: time}

        """

    @Test func `a day of idle has a record of bounded size that says what it folded`() throws {
        let scratch = try Scratch()
        let result = try Tool.run(["run", try scratch.file("idle.yml", Self.idle), "--no-bounds", "--json", "-"])
        #expect(result.code == 0, "\(result.errors)")
        #expect(result.output.utf8.count < 4_000_000)
        let record = try JSONReport.record(result.output)
        #expect(record.duration.microseconds == 86_400_000_000 && record.ended == .timeLimit)
        #expect(record.mqtt.published > 8000)
        let folded = try #require(record.folded)
        for list in [record.timeline.feeds.count, record.timeline.uart.count, record.timeline.phases.count] {
            #expect(list <= 2000)
        }
        #expect(folded.uart > 1000 && folded.uartGap != nil)
        #expect(record.timeline.feeds.last?.last.microseconds ?? 0 > 86_390_000_000)
        #expect(TextReport.text(record).contains("\nfolded     "))
    }
}
