import Foundation
import Testing
import TestSupport

@testable import CloudEndpoint

@Suite struct TLSServerTests {
    private static let suites: [(suite: UInt16, name: String)] = [
        (0xC02C, "TLS-ECDHE-ECDSA-WITH-AES-256-GCM-SHA384"), (0xC02B, "TLS-ECDHE-ECDSA-WITH-AES-128-GCM-SHA256"),
        (0xC02F, "TLS-ECDHE-RSA-WITH-AES-128-GCM-SHA256"), (0xC027, "TLS-ECDHE-RSA-WITH-AES-128-CBC-SHA256"),
        (0x009C, "TLS-RSA-WITH-AES-128-GCM-SHA256"), (0x002F, "TLS-RSA-WITH-AES-128-CBC-SHA"),
    ]

    private static func conversation(
        device name: String = "device-p256",
        suite: UInt16 = 0,
        host: String? = Fixtures.host,
        fragmentCode: UInt8 = 0,
        seed: UInt64 = 1,
        rsaChain: String = "server-rsa-2048.chain.pem",
        flight: EndpointConfiguration.ServerFlight = .recordPerGroup
    ) throws -> Conversation {
        let device = try Fixtures.device(name)
        let configuration = try Fixtures.configuration(
            registered: device.certificateDER,
            seed: seed,
            rsaChain: rsaChain,
            flight: flight
        )
        let client = try TLSClient(device, ca: device.caPEM, host: host, suite: suite, fragmentCode: fragmentCode)
        return Conversation(client, try CloudEndpoint(configuration).accept())
    }

    @Test(arguments: ["device-rsa-2048", "device-p256"], suites)
    func `mutual authentication completes`(device: String, suite: (suite: UInt16, name: String)) throws {
        let talk = try Self.conversation(device: device, suite: suite.suite)
        talk.run()
        #expect(talk.client.isEstablished)
        #expect(talk.connection.isEstablished)
        let curve = suite.name.contains("ECDHE") ? "secp521r1" : nil
        #expect(talk.events == [.tlsEstablished(ciphersuite: suite.name, curve: curve)])
    }

    @Test(arguments: suites)
    func `the key log has the client's random and a master secret once keys are agreed on`(
        suite: (suite: UInt16, name: String)
    ) throws {
        let talk = try Self.conversation(suite: suite.suite)
        #expect(talk.connection.keyLogLine == nil)
        talk.run()
        let words = try #require(talk.connection.keyLogLine).split(separator: " ")
        // The random of ClientHello, behind the headers of record and message and the version.
        let random = talk.fromClient[11..<43].map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
        #expect(words.map(\.count) == [13, 64, 96])
        #expect(words[0] == "CLIENT_RANDOM" && words[1] == random)
        #expect(Set(words[2]).count > 4)
    }

    @Test(arguments: [1, 3, 700]) func `the handshake completes whatever the pieces`(piece: Int) throws {
        let talk = try Self.conversation()
        talk.run(piece: piece)
        #expect(talk.client.isEstablished)
    }

    @Test(arguments: ["device-rsa-2048", "device-p256"])
    func `the same seed gives the same bytes, another seed others`(device: String) throws {
        let runs = try ([1, 1, 2] as [UInt64]).map { seed in
            let talk = try Self.conversation(device: device, seed: seed)
            talk.run()
            return talk.fromServer
        }
        #expect(runs[0] == runs[1])
        #expect(runs[0] != runs[2])
    }

    @Test func `an endpoint for real clients takes no seed`() throws {
        let device = try Fixtures.device("device-p256")
        var configuration = try Fixtures.configuration(registered: device.certificateDER)
        configuration.isUnpredictable = true
        let flights = try (0..<2).map { _ in
            let talk = Conversation(
                try TLSClient(device, ca: device.caPEM),
                try CloudEndpoint(configuration).accept()
            )
            talk.run()
            #expect(talk.client.isEstablished)
            return talk.firstFlight
        }
        #expect(flights[0] != flights[1])
    }

    @Test func `each connection has random bytes of its own`() throws {
        let device = try Fixtures.device("device-p256")
        let endpoint = try CloudEndpoint(Fixtures.configuration(registered: device.certificateDER))
        let flights = try (0..<2).map { _ in
            let talk = Conversation(try TLSClient(device, ca: device.caPEM), try endpoint.accept())
            talk.run()
            return talk.firstFlight
        }
        #expect(flights[0] != flights[1])
    }

    @Test func `the server's random starts with the endpoint's time`() throws {
        let talk = try Self.conversation()
        talk.run()
        #expect(Array(talk.firstFlight[11..<15]) == [0x69, 0x55, 0xB9, 0x00])
    }

    @Test func `SNI may be missing`() throws {
        let talk = try Self.conversation(host: nil)
        talk.run()
        #expect(talk.client.isEstablished)
    }

    @Test func `a host that the certificate does not name is refused by the device`() throws {
        let talk = try Self.conversation(host: "example.org")
        talk.run()
        #expect(talk.events == [.tlsFailed(.alertReceived(TLSAlert(42)))])
        #expect(talk.connection.isClosed)
    }

    @Test func `a suite that AWS IoT does not serve is refused`() throws {
        let talk = try Self.conversation(suite: 0xCCA9)
        talk.run()
        #expect(talk.events == [.tlsFailed(.noCommonSuite)])
        #expect(talk.client.alert == 40)
    }

    @Test func `flights are laid out in records as configured`() throws {
        let layouts: [EndpointConfiguration.ServerFlight] = [.recordPerMessage, .recordPerGroup, .oneRecord]
        let flights = try layouts.map { layout in
            let talk = try Self.conversation(suite: 0xC02F, flight: layout)
            talk.run()
            #expect(talk.client.isEstablished)
            return Conversation.records(talk.firstFlight)
        }
        #expect(flights.map(\.count) == [5, 3, 1])
        #expect(Set(flights.map { $0.reduce(0, +) }).count == 1)
    }

    @Test func `the server's chains have the sizes of AWS'`() throws {
        let certificate = try ["server-rsa-2048.chain.pem", "server-rsa-2048-ats.chain.pem"].map { chain in
            let talk = try Self.conversation(suite: 0xC02F, rsaChain: chain)
            talk.run()
            #expect(talk.client.isEstablished)
            return Conversation.records(talk.firstFlight)[1]
        }
        #expect(certificate == [2543, 4884])
        let ecdsa = try Self.conversation(suite: 0xC02C, flight: .oneRecord)
        ecdsa.run()
        #expect(Conversation.records(ecdsa.firstFlight)[0] < 4096)
    }

    @Test(arguments: [(4, 4096, 1), (3, 2048, 3)] as [(UInt8, Int, Int)])
    func `a negotiated fragment length bounds every record`(code: UInt8, limit: Int, records: Int) throws {
        let talk = try Self.conversation(suite: 0xC02C, fragmentCode: code, flight: .oneRecord)
        talk.run()
        #expect(talk.client.isEstablished)
        let lengths = Conversation.records(talk.firstFlight)
        #expect(lengths.count == records)
        #expect(lengths.allSatisfy { $0 <= limit })
    }

    @Test(arguments: [(1, 512), (2, 1024)] as [(UInt8, Int)])
    func `a message longer than the negotiated fragment is split`(code: UInt8, limit: Int) throws {
        let talk = try Self.conversation(suite: 0xC02F, fragmentCode: code)
        talk.run()
        let lengths = Conversation.records(talk.firstFlight)
        #expect(lengths.allSatisfy { $0 <= limit })
        #expect(lengths.dropFirst().prefix { $0 == limit }.count == 2543 / limit)
        #expect(talk.client.error == -0x7080, "libmbedtls 2 cannot put it together")
    }

    @Test(arguments: ["device-rsa-2048", "device-p256"], [1, 64, 512])
    func `a client may spread its messages over records`(device: String, most: Int) throws {
        let talk = try Self.conversation(device: device)
        talk.run(fragment: most)
        #expect(talk.connection.isEstablished)
        #expect(talk.client.isEstablished)
        let whole = try Self.conversation(device: device)
        whole.run()
        #expect(talk.firstFlight.elementsEqual(whole.firstFlight), "the same choices")
    }

    @Test func `a message longer than libmbedtls reads ends the connection`() throws {
        let talk = try Self.conversation()
        talk.connection.receive([22, 3, 3, 0, 6, 1, 0xFF, 0xFF, 0xFF, 3, 3])
        #expect(talk.connection.isClosed)
    }

    @Test func `bytes that are no TLS end the connection`() throws {
        let device = try Fixtures.device("device-p256")
        let endpoint = try CloudEndpoint(Fixtures.configuration(registered: device.certificateDER))
        var generator = SeededGenerator(state: 11)
        for round in 0..<200 {
            let connection = try endpoint.accept()
            var bytes = (0..<400).map { _ in UInt8(truncatingIfNeeded: generator.next() >> 24) }
            if round.isMultiple(of: 2) { bytes.replaceSubrange(0..<6, with: [22, 3, 3, 1, 0x8B, 1]) }
            connection.receive(bytes)
            #expect(connection.isClosed, "seed 11, round \(round)")
            #expect(connection.takeEvents().count == 1)
        }
    }

    @Test func `an endpoint whose key is unusable does not start`() throws {
        var configuration = try Fixtures.configuration(registered: nil)
        configuration.rsa.keyPEM = "no key"
        #expect(throws: EndpointError.unusableIdentity(TLSLibraryError(code: -0x3D00))) {
            try CloudEndpoint(configuration)
        }
    }

    @Test func `the process keeps its own time`() throws {
        let talk = try Self.conversation()
        talk.run()
        #expect(abs(time(nil) - Int(Date().timeIntervalSince1970)) <= 1)
    }
}
