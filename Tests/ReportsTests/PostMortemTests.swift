import Record
import Testing

@testable import Reports

@Suite struct PostMortemTests {
    private static var trip: RunRecord.Trip {
        var registers: [String: String] = [:]
        for (index, name) in RunRecord.Trip.registerNames.enumerated() {
            registers[name] = "0x000000" + (index < 16 ? "0" : "") + String(index, radix: 16)
        }
        return RunRecord.Trip(
            watchdog: .soft,
            at: Seconds(microseconds: 6_400_000),
            sinceSoftFeed: Seconds(microseconds: 3_200_000),
            tlsState: "CertificateVerify",
            computing: "mbedtls_pk_sign",
            goesOn: Seconds(microseconds: 4_000),
            backtrace: [
                .init(address: "0x40210010", function: "mpi_mul_hlp", offset: 16),
                .init(address: "0x40000080", function: nil, offset: 0),
            ],
            registers: registers
        )
    }

    @Test func `the first bite is shown in full, the next in a line`() {
        var record = RunRecord()
        record.onTrip = .reset
        var second = Self.trip
        second.watchdog = .hard
        second.at = Seconds(microseconds: 8_390_000)
        second.goesOn = nil
        second.tlsState = nil
        record.trips = [Self.trip, second]
        let golden = """
            post-mortem of the first bite
              soft watchdog at 6.40 s, soft fed 3.20 s ago, hard off
              computing mbedtls_pk_sign in TLS state CertificateVerify, which would have gone on for 0.004 s
              pc  0x00000000  ps  0x00000001  sar 0x00000002
              a0  0x00000003  a1  0x00000004  a2  0x00000005  a3  0x00000006
              a4  0x00000007  a5  0x00000008  a6  0x00000009  a7  0x0000000a
              a8  0x0000000b  a9  0x0000000c  a10 0x0000000d  a11 0x0000000e
              a12 0x0000000f  a13 0x00000010  a14 0x00000011  a15 0x00000012
              #0  0x40210010  mpi_mul_hlp+0x10
              #1  0x40000080  ?
              then hard watchdog at 8.39 s, computing mbedtls_pk_sign, for a time not known
            """
        #expect(PostMortem.lines(record).joined(separator: "\n") == golden)
        record.onTrip = .observe
        #expect(PostMortem.lines(record)[2].hasSuffix("which went on for 0.004 s"))
    }

    @Test func `without bites there is none`() {
        #expect(PostMortem.lines(RunRecord()) == [])
    }
}
