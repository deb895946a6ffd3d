import Record
import Testing

@testable import Reports

/// Reports about what was heard of the device's connections.
@Suite struct WireReportTests {
    @Test func `text says who spoke what TLS with whom, and what the CPU did meanwhile`() {
        let golden = """

            wire       broker.example:8883 at 0.90 s: TLS 1.2, TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256, secp256r1, handshake in 2.30 s
                       chain 2 in 2,133 bytes: *.example (RSA-2048, RSA with SHA-256, 1,220 bytes) ← Root <1> (P-256, ECDSA with SHA-256, 900 bytes)
                       device's certificate asked for, none sent
                       session new, fragments of 1024 bytes not granted, server name broker.example
                       records 4 sent, largest 262 bytes; 6 received, largest 2,133 bytes
            wire       unknown host:37 at 4.00 s: no TLS, 0 bytes sent, 4 received, the server closed the connection
                       and 3 connections more

            message on the wire        silence before       at  bytes  CPU meanwhile
            device: ClientHello                        1.000 s    154
            server: ServerHello               0.080 s  1.080 s     65
            server: ServerHelloDone                    1.080 s      4
            device: ClientKeyExchange         2.020 s  3.100 s     70  br_rsa_i15_public 60 %, br_ec_all_m15 40 %
            device: ChangeCipherSpec                   3.100 s      1
            server: Finished                  0.200 s  3.300 s     40

            """
        #expect(TextReport.text(Records.heard).contains(golden))
        #expect(!TextReport.text(Records.ownFirmware).contains("wire"))
    }

    @Test func `the page has lanes and a section`() {
        let page = HTMLReport.text(Records.heard)
        for piece in [
            "<h2 id=\"wire-title\">Wire</h2>", ">Wire, device<", ">Wire, server<", ">CPU, wire silent<",
            "ClientKeyExchange of the device, 70 bytes, at 3.100 s", "br_rsa_i15_public 60 %, br_ec_all_m15 40 %",
            "Root &lt;1&gt; (P-256", "And 3 connections more.",
        ] {
            #expect(page.contains(piece), "\(piece)")
        }
        #expect(!HTMLReport.text(Records.ownFirmware).contains("Wire, device"))
    }

    @Test func `a post-mortem says what was heard last`() {
        func at(_ milliseconds: Int64) -> Seconds { Seconds(microseconds: milliseconds * 1000) }
        let wire = Records.heard.wire
        #expect(WireText.before(at(2080), in: wire) == "ServerHelloDone of the server, 1.00 s before")
        #expect(WireText.before(at(999), in: wire) == nil && WireText.before(at(3301), in: wire) == nil)
        var record = Records.heard
        var trip = Records.trip("mul")
        trip.at = at(2080)
        record.trips = [trip]
        #expect(TextReport.text(record).contains("\n  last on the wire ServerHelloDone of the server, 1.00 s before\n"))
        #expect(HTMLReport.text(record).contains("<dt>last on the wire</dt><dd>ServerHelloDone of the server"))
    }

    @Test func `a failure is told with its reason`() {
        var record = Records.heard
        record.handshake.completed = false
        record.handshake.failure = "the server sent the alert unknown_ca (48)"
        record.wire?.connections[0].tls?.completed = false
        record.wire?.connections[0].tls?.failure = record.handshake.failure
        record.wire?.connections[0].tls?.alerts = [
            .init(by: .server, at: .zero, level: "fatal", description: "unknown_ca (48)")
        ]
        let text = TextReport.text(record)
        #expect(
            text.contains("handshake  not completed after 2.30 s, 0 cycles, the server sent the alert unknown_ca (48)")
        )
        #expect(text.contains("failed after 2.30 s: the server sent the alert unknown_ca (48)\n"))
        #expect(text.contains("alert of the server at 0.00 s: unknown_ca (48), fatal\n"))
    }

    @Test func `a record of it is read back from JSON as it was`() throws {
        #expect(try JSONReport.record(JSONReport.text(Records.heard)) == Records.heard)
    }
}
