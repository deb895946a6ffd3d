import Testing
import TestSupport

@testable import Emulation
@testable import Record

/// Handshakes of openssl, read from the wire and compared with what openssl says of them.
@Suite(.timeLimit(.minutes(2))) struct TLSWireTests {
    private typealias Conversation = TLSConversation

    private static let fullECDHE: [TLSState] = [
        .clientHello, .serverHello, .serverCertificate, .serverKeyExchange, .serverHelloDone, .clientKeyExchange,
        .changeCipherSpec, .clientFinished, .newSessionTicket, .serverChangeCipherSpec, .serverFinished,
    ]

    private func states(_ events: [TLSWire.Event]) -> [TLSState] {
        events.compactMap { if case .state(let state) = $0 { state } else { nil } }
    }

    private func read(_ talk: Conversation) throws -> (tls: RunRecord.Wire.TLS, events: [TLSWire.Event]) {
        let (wire, events) = TLSWire.reading(talk.parts)
        return (try #require(wire.facts), events)
    }

    @Test func `ECDHE-RSA: states, messages, chain and curve`() throws {
        let client = ["-tls1_2", "-cipher", "ECDHE-RSA-AES128-GCM-SHA256", "-servername", "broker.example"]
        let talk = try Conversation.hold(.rsaATS, clients: [client])[0]
        let (tls, events) = try read(talk)
        #expect(states(events) == Self.fullECDHE)
        #expect(Conversation.messages(tls) == talk.messages)
        #expect(tls.completed && tls.failure == nil)
        #expect(tls.version == "TLS 1.2" && tls.ciphersuite == "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256")
        #expect(tls.curve == "x25519")
        #expect(tls.offer?.serverName == "broker.example" && tls.offer?.suites.first == tls.ciphersuite)
        #expect(tls.offer?.version == "TLS 1.2" && tls.offer?.ticket == 0 && tls.offer?.hasSession == false)
        #expect(tls.chain.map(\.bytes) == [1445, 1101, 1174, 1145])
        #expect(tls.chain.map(\.key) == Array(repeating: "RSA-2048", count: 4))
        #expect(tls.chain.map(\.signature) == Array(repeating: "RSA with SHA-256", count: 4))
        #expect(tls.chain.map(\.subject).first == "*.iot.us-east-1.amazonaws.com")
        #expect(tls.chain[2].subject == "Example Root CA 1" && tls.chain[2].issuer == "Example Services Root CA - G2")
        #expect(tls.resumption == nil && !tls.asksForCertificate)
        #expect(events.contains(.suite(0xC02F)) && events.contains(.curve("x25519")) && events.last == .complete)
    }

    @Test func `RSA key exchange: no ServerKeyExchange is awaited`() throws {
        let client = ["-tls1_2", "-cipher", "AES128-SHA256"]
        let talk = try Conversation.hold(.rsa, server: ["-no_ticket"], clients: [client])[0]
        let (tls, events) = try read(talk)
        #expect(
            states(events) == [
                .clientHello, .serverHello, .serverCertificate, .serverHelloDone, .clientKeyExchange,
                .changeCipherSpec, .clientFinished, .serverChangeCipherSpec, .serverFinished,
            ]
        )
        #expect(Conversation.messages(tls) == talk.messages)
        #expect(tls.curve == nil && tls.ciphersuite == "TLS_RSA_WITH_AES_128_CBC_SHA256" && tls.completed)
    }

    @Test(arguments: ["-tls1", "-tls1_1"])
    func `older versions are told as they are`(version: String) throws {
        let suites = ["-cipher", "ECDHE-RSA-AES128-SHA:@SECLEVEL=0"]
        let talk = try Conversation.hold(.rsa, server: suites, clients: [[version] + suites])[0]
        let (tls, events) = try read(talk)
        #expect(states(events) == Self.fullECDHE)
        #expect(tls.version == (version == "-tls1" ? "TLS 1.0" : "TLS 1.1") && tls.completed)
        #expect(Conversation.messages(tls) == talk.messages)
    }

    @Test func `DHE: the size of its prime`() throws {
        let client = ["-tls1_2", "-cipher", "DHE-RSA-AES128-GCM-SHA256"]
        let talk = try Conversation.hold(.rsa, clients: [client])[0]
        let (tls, events) = try read(talk)
        #expect(states(events) == Self.fullECDHE)
        #expect(tls.curve?.hasPrefix("DH-") == true && tls.completed)
    }

    @Test func `ECDHE-ECDSA with a client certificate`() throws {
        let server = ["-Verify", "1", "-curves", "P-256"] + Conversation.file("-CAfile", "device-ca.pem")
        let client =
            ["-tls1_2"] + Conversation.file("-cert", "device-p256.pem")
            + Conversation.file("-key", "device-p256.key.pem")
        let talk = try Conversation.hold(.ecdsa, server: server, clients: [client])[0]
        let (tls, events) = try read(talk)
        var expected = Self.fullECDHE
        expected.insert(.clientCertificate, at: 5)
        expected.insert(.certificateVerify, at: 7)
        #expect(states(events) == expected)
        #expect(Conversation.messages(tls) == talk.messages)
        #expect(tls.asksForCertificate && tls.completed && tls.curve == "secp256r1")
        #expect(tls.chain.map(\.key) == ["P-256", "P-256"])
        #expect(tls.chain.map(\.signature) == ["ECDSA with SHA-256", "RSA with SHA-256"])
        #expect(tls.deviceChain.map(\.key) == ["P-256"])
        #expect(tls.deviceChain.map(\.subject) == ["Fictitious IoT Certificate"])
    }

    @Test func `a client that has no certificate sends an empty chain and proves nothing`() throws {
        let server = ["-verify", "1"] + Conversation.file("-CAfile", "device-ca.pem")
        let talk = try Conversation.hold(.rsa, server: server, clients: [["-tls1_2"]])[0]
        let (tls, events) = try read(talk)
        #expect(Conversation.messages(tls) == talk.messages)
        #expect(tls.asksForCertificate && tls.deviceChain.isEmpty && tls.completed)
        #expect(states(events).contains(.clientCertificate) && !states(events).contains(.certificateVerify))
    }

    @Test(arguments: [false, true])
    func `resumption by id and by ticket`(hasTicket: Bool) throws {
        let folder = try Scratch()
        let session = "\(folder.path)/session.pem"
        let common = ["-tls1_2"] + (hasTicket ? [] : ["-no_ticket"])
        let talks = try Conversation.hold(
            .rsa,
            server: hasTicket ? [] : ["-no_ticket"],
            clients: [common + ["-sess_out", session], common + ["-sess_in", session]]
        )
        let first = try read(talks[0]).tls, (tls, events) = try read(talks[1])
        #expect(first.completed && first.resumption == nil && first.offer?.hasSession == false)
        #expect(tls.completed && tls.resumption == (hasTicket ? .ticket : .id))
        #expect(tls.offer?.hasSession == true && tls.chain.isEmpty)
        #expect(Conversation.messages(tls) == talks[1].messages)
        #expect(
            states(events) == [
                .clientHello, .serverHello, .serverChangeCipherSpec, .serverFinished, .changeCipherSpec,
                .clientFinished,
            ]
        )
    }

    @Test func `fragments are as short as was granted`() throws {
        let client = ["-tls1_2", "-maxfraglen", "512"]
        let talk = try Conversation.hold(.rsaATS, clients: [client])[0]
        let (tls, events) = try read(talk)
        #expect(tls.offer?.fragmentLength == 512 && tls.fragmentLength == 512)
        #expect(tls.received.largest <= 512 + 64 && tls.received.count > 10)
        #expect(states(events) == Self.fullECDHE)
        #expect(Conversation.messages(tls) == talk.messages)
    }

    @Test func `an alert in the clear ends the handshake and has a name`() throws {
        let server = ["-tls1_2", "-cipher", "ECDHE-ECDSA-AES128-GCM-SHA256"]
        let client = ["-tls1_2", "-cipher", "ECDHE-RSA-AES128-GCM-SHA256"]
        let talk = try Conversation.hold(.ecdsa, server: server, clients: [client])[0]
        let (tls, events) = try read(talk)
        #expect(tls.failure == "the server sent the alert handshake_failure (40)" && !tls.completed)
        #expect(tls.alerts.map(\.level) == ["fatal"] && tls.alerts.map(\.by) == [.server])
        #expect(events.last == .failed("the server sent the alert handshake_failure (40)"))
    }

    @Test func `the device's alert about a chain that it does not trust`() throws {
        let client = ["-tls1_2", "-verify_return_error"] + Conversation.file("-CAfile", "device-ca.pem")
        let talk = try Conversation.hold(.rsa, clients: [client])[0]
        let (tls, _) = try read(talk)
        #expect(tls.failure == "the device sent the alert unknown_ca (48)")
    }

    @Test func `a refused client certificate is an alert of the server`() throws {
        let server = ["-Verify", "1", "-verify_return_error"] + Conversation.file("-CAfile", "root-ca.pem")
        let client =
            ["-tls1_2"] + Conversation.file("-cert", "device-p256.pem")
            + Conversation.file("-key", "device-p256.key.pem")
        let talk = try Conversation.hold(.rsa, server: server, clients: [client])[0]
        let (tls, _) = try read(talk)
        #expect(tls.failure == "the server sent the alert unknown_ca (48)")
        #expect(!tls.completed)
    }

    @Test func `TLS 1.3 as far as it is in the clear`() throws {
        let talk = try Conversation.hold(.rsa, clients: [["-tls1_3", "-groups", "P-256", "-alpn", "mqtt"]])[0]
        let (tls, events) = try read(talk)
        #expect(tls.version == "TLS 1.3" && tls.ciphersuite == "TLS_AES_256_GCM_SHA384" && tls.curve == "secp256r1")
        #expect(tls.completed && tls.chain.isEmpty && tls.offer?.alpn == ["mqtt"])
        #expect(states(events) == [.clientHello, .serverHello, .serverFinished])
        #expect(events.last == .complete)
    }

    @Test func `TLS 1.3 with a second ClientHello`() throws {
        let talk = try Conversation.hold(
            .rsa,
            server: ["-groups", "P-256"],
            clients: [["-tls1_3", "-groups", "X25519:P-256"]]
        )[0]
        let (tls, events) = try read(talk)
        #expect(tls.completed && tls.curve == "secp256r1")
        #expect(
            states(events) == [.clientHello, .serverHello, .clientHello, .serverHello, .serverFinished]
        )
    }

    @Test func `an alert under TLS 1.3's keys is no Finished`() throws {
        let client = ["-tls1_3", "-verify_return_error"] + Conversation.file("-CAfile", "device-ca.pem")
        let talk = try Conversation.hold(.rsa, clients: [client])[0]
        let (tls, _) = try read(talk)
        #expect(!tls.completed)
        #expect(tls.failure == "the device sent an encrypted alert in state ServerFinished")
    }
}
