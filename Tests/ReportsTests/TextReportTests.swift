import Record
import Testing

@testable import Reports

@Suite struct TextReportTests {
    @Test func `a good run reads as the golden text`() {
        let golden = """
            OK: longest stall 1.10 s, soft watchdog margin 2.10 s

            profile    nodemcu-nonos-2.2, 160 MHz, on trip reset, seed 1
            handshake  completed in 1.25 s, 200,000,000 cycles, TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384, secp256r1
            MQTT       connected, subscribed, published 1
            run        16.75 s, 1,234,567 instructions, ended: done

            TLS state               cycles   seconds      share
            ClientHello              1,000  0.000006   0.0005 %
            CertificateVerify  199,999,000     1.250  99.9995 %

            longest stalls
              1.10 s at 3.00 s in CertificateVerify: mbedtls_mpi_exp_mod ← mbedtls_rsa_private

            watchdogs  soft: bites after 3.20 s, longest gap 1.10 s, margin 2.10 s
                       hard: off
            heap       40000 bytes, peak 30000, low-water 10000 free, largest free block 9000
            stack      8192 bytes, high-water 3700
            cache      99.9 % hits, 1,000 line fills

            boot       0.00 s, rst cause 1 (power-on), SDK reason 0
            LED        6.57 s on

            """
        #expect(TextReport.text(Records.good) == golden)
    }

    @Test func `a trip comes first, in the words of its reason`() {
        let first = TextReport.text(Records.tripped).split(separator: "\n").first.map(String.init)
        #expect(
            first
                == "TRIPS: soft watchdog at 4.21 s, 3.20 s after its last feed, in mbedtls_mpi_exp_mod ← "
                + "mbedtls_rsa_private, TLS state CertificateVerify"
        )
    }

    @Test func `a margin of 4 ms is never printed as nothing`() {
        #expect(TextReport.text(Records.tripped).contains("margin -0.004 s, tripped at 4.21 s"))
    }

    @Test func `what failed without a trip says so, and every further reason`() {
        var record = Records.good
        record.verdict = RunRecord.Verdict(ok: false, reasons: ["stack overflow: 512 bytes are too few", "b"])
        record.stack.overflowed = true
        record.heap.failedAllocation = 4096
        let text = TextReport.text(record)
        #expect(text.hasPrefix("FAILS: stack overflow: 512 bytes are too few\n  also: b\n"))
        #expect(text.contains("high-water 3700, OVERFLOWED"))
        #expect(text.contains("an allocation of 4096 bytes failed"))
    }

    @Test func `an empty record has a report`() {
        #expect(TextReport.text(RunRecord()).hasPrefix("FAILS\n"))
    }
}
