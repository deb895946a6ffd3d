import Record
import TestSupport
import Testing

@testable import Reports

/// What reports say of work that a stall delayed.
@Suite struct DelayedReportTests {
    private var record = Records.good

    init() {
        record.firmware = .unrecognised
        record.firmware?.scheduler = .etsRun
        record.delayed = .init()
    }

    @Test mutating func `a stall says what it delayed, the run what was in all`() {
        record.delayed?.beaconsMissed = 1025
        record.delayed?.segmentsAgain = 1
        record.stalls[0].delayed = .init()
        record.stalls[0].delayed?.beaconsMissed = 24
        record.stalls[0].delayed?.taskEvents = 31
        record.stalls[0].delayed?.longestTaskWait = Seconds(microseconds: 2_430_000)
        let text = TextReport.text(record)
        #expect(
            text.contains(
                """
                  1.10 s at 3.00 s in CertificateVerify: mbedtls_mpi_exp_mod ← mbedtls_rsa_private
                    delayed 24 beacons missed, 31 events of SDK tasks (longest wait 2.43 s)

                """
            )
        )
        #expect(text.contains("\ndelayed    1,025 beacons missed, 1 TCP segment sent again\n"))
        let page = HTMLReport.text(record)
        #expect(page.contains("24 beacons missed, 31 events of SDK tasks (longest wait 2.43 s)"))
        #expect(page.contains("Delayed in all of the run: 1,025 beacons missed, 1 TCP segment sent again."))
    }

    @Test mutating func `nothing is said to be nothing, and the tool's own firmware is not asked`() {
        #expect(TextReport.text(record).contains("\ndelayed    nothing\n"))
        #expect(!TextReport.text(Records.good).contains("delayed"))
        #expect(!HTMLReport.text(Records.good).contains("elayed"))
    }

    @Test func `every kind has its words, one and many`() {
        let counts: [WritableKeyPath<RunRecord.Delayed, Int>] = [
            \.beaconsMissed, \.framesMissed, \.framesAgain, \.eapolAgain, \.sentAway, \.segmentsAgain,
            \.ownSegmentsAgain, \.requestsAgain, \.lateAnswers, \.lateKeepAlives, \.taskEvents,
        ]
        var one = RunRecord.Delayed(), two = RunRecord.Delayed()
        for count in counts { (one[keyPath: count], two[keyPath: count]) = (1, 2) }
        #expect(
            one.text
                == "1 beacon missed, 1 frame missed, 1 frame sent again, 1 EAPOL message sent again, 1 deauthentication, "
                + "1 TCP segment sent again, 1 TCP segment of its own sent again, 1 request of its own made again, "
                + "1 late answer, 1 late keep-alive, 1 event of SDK tasks"
        )
        #expect(
            two.text
                == "2 beacons missed, 2 frames missed, 2 frames sent again, 2 EAPOL messages sent again, "
                + "2 deauthentications, 2 TCP segments sent again, 2 TCP segments of its own sent again, "
                + "2 requests of its own made again, 2 late answers, 2 late keep-alives, 2 events of SDK tasks"
        )
    }

    @Test mutating func `a saved record keeps it, and an old one has none`() throws {
        record.stalls[0].delayed = record.delayed
        #expect(try JSONReport.record(try JSONReport.text(record)) == record)
        #expect(try !JSONReport.text(Records.good).contains("delayed"))
    }
}
