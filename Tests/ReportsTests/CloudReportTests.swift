import Record
import Testing

@testable import Reports

/// Reports about what an account saw of the device.
@Suite struct CloudReportTests {
    private static let record: RunRecord = {
        var record = RunRecord()
        var cloud = RunRecord.Cloud()
        func seconds(_ number: Int64) -> Seconds { Seconds(microseconds: number * 1_000_000) }
        var refused = RunRecord.Cloud.Connection(number: 1, at: seconds(4), fault: "stall")
        refused.end = seconds(5)
        refused.reason = "closed after CONNECT: certificate <1> is INACTIVE"
        refused.refused = true
        refused.certificate = "01234567"
        refused.events = [.init(at: seconds(4), name: .tlsEstablished, detail: "SUITE")]
        cloud.connections = [refused, .init(number: 2, at: seconds(6), fault: nil)]
        cloud.connectionsDropped = 3
        cloud.messages = [.init(at: seconds(7), topic: "a/b", qos: 1, retained: false, bytes: 900, payload: "hello")]
        cloud.expected = [
            .init(wanted: "1 on a/#", count: 1, error: nil),
            .init(wanted: "1 on c", count: 0, error: "0 arrived instead of 1 on c"),
        ]
        record.cloud = cloud
        return record
    }()

    @Test func `text says why connections ended, and what arrived`() {
        let golden = """

            endpoint   1: 4.00 s, certificate 01234567, fault stall
                       TLS established
                       5.00 s closed after CONNECT: certificate <1> is INACTIVE
            endpoint   2: 6.00 s
                       nothing heard
                       and 3 connections more
            arrived    7.00 s a/b: hello… (900 bytes)
            expected   1 on a/#: 1
                       0 arrived instead of 1 on c

            """
        #expect(TextReport.text(Self.record).contains(golden), "\(TextReport.text(Self.record))")
        #expect(!TextReport.text(RunRecord()).contains("endpoint "))
    }

    @Test func `the page has a section`() {
        let page = HTMLReport.text(Self.record)
        for piece in ["<h2 id=\"endpoint-title\">Endpoint</h2>", "certificate &lt;1&gt; is INACTIVE", "a/b", "hello…"] {
            #expect(page.contains(piece), "\(piece)")
        }
        #expect(!HTMLReport.text(RunRecord()).contains("endpoint-title"))
    }
}
