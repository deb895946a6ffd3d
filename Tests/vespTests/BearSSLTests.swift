import Foundation
import Record
import Reports
import TestSupport
import Testing

/// The tool's own application with BearSSL, driven as the Arduino core drives it.
@Suite(.timeLimit(.minutes(10)), .enabled(if: Tool.hasFirmware, "needs make firmware"))
struct BearSSLTests {
    private static let certificates = "\(packageRoot)/Fixtures/certificates"

    /// The record of a run whose scenario has `keys`, at 160 MHz with a P-256 key.
    private func record(_ keys: String, ca: String = "root-ca", time: String = "40") throws -> RunRecord {
        let folder = try Scratch()
        let file = try folder.file(
            "s.yml",
            """
            profile: arduino-3.1-bearssl
            clock: 160
            credentials:
              ca: \(Self.certificates)/\(ca).pem
              cert: \(Self.certificates)/device-p256.pem
              key: \(Self.certificates)/device-p256.key.pem
            on_trip: observe
            time_limit_s: \(time)
            stop: {when: [connected]}
            \(keys)
            """
        )
        return try JSONReport.record(try Tool.run(["run", file, "--json", "-"]).output)
    }

    @Test(arguments: [("rsa", "ECDHE_RSA"), ("ecdsa", "ECDHE_ECDSA")])
    func `a handshake with a server of either key reaches its end, state by state`(chain: String, exchange: String)
        throws
    {
        let record = try record("server_certificate: \(chain)")
        #expect(record.connected && record.verdict.ok)
        #expect(record.handshake.ciphersuite == "TLS_\(exchange)_WITH_AES_128_GCM_SHA256")
        #expect(record.handshake.curve == "secp256r1")
        #expect(
            record.handshake.states.map(\.name) == [
                "ClientHello", "ServerHello", "ServerCertificate", "ServerKeyExchange", "CertificateRequest",
                "ServerHelloDone",
                "ClientCertificate", "ClientKeyExchange", "CertificateVerify", "ChangeCipherSpec", "ClientFinished",
                "ServerChangeCipherSpec", "ServerFinished",
            ]
        )
        #expect(record.tlsLibrary?.name == "BearSSL")
        let second = try #require(record.stacks?.first)
        #expect(second.task == "BearSSL" && second.size == 6200)
        #expect((5000..<6200).contains(second.peak ?? 0), "6120 is the largest use that the core's authors know of")
        #expect((2000..<4096).contains(record.stack.peak))
    }

    @Test(arguments: [
        ("tls: {time: 1970-01-01T00:00:00Z}", "root-ca", 54), ("", "other-root", 62),
        ("tls: {fingerprint: '\(String(repeating: "00:", count: 19))00'}", "root-ca", 62),
    ])
    func `a chain that is not valid, or not trusted, ends it with the library's code`(
        keys: String,
        ca: String,
        error: Int
    ) throws {
        let record = try record(keys, ca: ca, time: "12")
        #expect(!record.handshake.completed && record.handshake.error == error)
        #expect(record.console.contains { $0.text.contains("Error: \(error)") })
    }

    @Test func `who takes any chain, or one fingerprint, needs neither clock nor root`() throws {
        let full = try record("")
        let insecure = try record("tls: {insecure: true, time: 1970-01-01T00:00:00Z}", ca: "other-root")
        #expect(insecure.connected)
        #expect(insecure.handshake.seconds < full.handshake.seconds, "no signature of the chain is verified")
        #expect(insecure.heap.peak < full.heap.peak)
    }

    @Test func `shorter records spare the heap, asked for at once or after a probe`() throws {
        let full = try record("")
        for probe in [false, true] {
            let short = try record("tls: {max_fragment_length: 2048, probe_fragment_length: \(probe)}")
            #expect(short.connected)
            #expect(full.heap.peak - short.heap.peak == 16_384 - 2048)
            #expect(short.console.contains { $0.text.contains("MFLN 2048: supported") } == probe)
        }
        let buffers = try record("tls: {output_buffer: 1024}")
        #expect(buffers.heap.peak - full.heap.peak == 512)
    }

    @Test func `a session is resumed in a fraction of the time`() throws {
        let record = try record("tls: {resume: true}")
        #expect(record.connected && record.handshake.attempts == 2)
        let again = try #require(record.handshake.reconnect)
        #expect(again.microseconds * 4 < record.handshake.seconds.microseconds)
    }

    @Test func `a key that means nothing to the library is refused`() throws {
        let folder = try Scratch()
        let ecp = try folder.file("e.yml", "profile: arduino-3.1-bearssl\ntls: {ecp_max_ops: 500}\n")
        try Tool.expectRefusal(64, "'tls.ecp_max_ops' has no effect on BearSSL", ["run", ecp])
        let insecure = try folder.file("i.yml", "tls: {insecure: true}\n")
        try Tool.expectRefusal(64, "'tls.insecure' has no effect on mbedTLS", ["run", insecure])
    }
}
