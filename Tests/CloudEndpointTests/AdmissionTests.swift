import Testing

@testable import CloudEndpoint

/// Which client certificates are let in, and how the others are sent away.
@Suite struct AdmissionTests {
    private static func talk(_ configuration: EndpointConfiguration, device: String? = "device-p256") throws
        -> Conversation
    {
        try talk(CloudEndpoint(configuration), device: device)
    }

    private static func talk(_ endpoint: CloudEndpoint, device name: String? = "device-p256") throws -> Conversation {
        let ca = try Fixtures.text("root-ca.pem")
        let talk = Conversation(try TLSClient(name.map(Fixtures.device), ca: ca), try endpoint.accept())
        talk.run()
        return talk
    }

    private static func der(_ name: String) throws -> [UInt8] { try Fixtures.device(name).certificateDER }

    private func expectRefusal(
        _ talk: Conversation,
        _ error: EndpointError,
        alert: Int32,
        _ location: SourceLocation = #_sourceLocation
    ) {
        #expect(talk.events == [.tlsFailed(error)], sourceLocation: location)
        #expect(talk.client.alert == alert, sourceLocation: location)
        #expect(talk.connection.isClosed && !talk.connection.isEstablished, sourceLocation: location)
    }

    @Test(arguments: [("device-p256", "device-rsa-2048"), ("device-rsa-2048", "device-p256")])
    func `a certificate that is not registered is refused with alert 46`(registered: String, device: String) throws {
        let configuration = try Fixtures.configuration(registered: Self.der(registered))
        expectRefusal(try Self.talk(configuration, device: device), .certificateRefused(.notRegistered), alert: 46)
    }

    @Test func `an empty registry lets nobody in`() throws {
        let configuration = try Fixtures.configuration(registered: nil)
        expectRefusal(try Self.talk(configuration), .certificateRefused(.notRegistered), alert: 46)
    }

    @Test(arguments: [CertificateStatus.inactive, .revoked])
    func `a registered certificate that is not active is refused with alert 46`(status: CertificateStatus) throws {
        let configuration = try Fixtures.configuration(registered: Self.der("device-p256"), status: status)
        let talk = try Self.talk(configuration)
        expectRefusal(talk, .certificateRefused(.notActive(status)), alert: 46)
    }

    @Test func `each of several registered certificates is let in`() throws {
        var configuration = try Fixtures.configuration(registered: Self.der("device-p256"))
        configuration.judge = Fixtures.judge([
            (try Self.der("device-p256"), .active), (try Self.der("device-rsa-2048"), .active),
        ])
        let endpoint = try CloudEndpoint(configuration)
        for device in ["device-p256", "device-rsa-2048"] {
            #expect(try Self.talk(endpoint, device: device).connection.isEstablished)
        }
    }

    @Test func `a change of the registry counts for the next handshake`() throws {
        let endpoint = try CloudEndpoint(Fixtures.configuration(registered: nil))
        expectRefusal(try Self.talk(endpoint), .certificateRefused(.notRegistered), alert: 46)
        endpoint.judge = Fixtures.judge([(try Self.der("device-p256"), .active)])
        #expect(try Self.talk(endpoint).connection.isEstablished)
        endpoint.judge = Fixtures.judge([(try Self.der("device-p256"), .revoked)])
        expectRefusal(try Self.talk(endpoint), .certificateRefused(.notActive(.revoked)), alert: 46)
    }

    @Test func `a session is not resumed with a certificate revoked since`() throws {
        var configuration = try Fixtures.configuration(registered: Self.der("device-p256"))
        configuration.keepsSessions = true
        let endpoint = try CloudEndpoint(configuration)
        let first = try Self.talk(endpoint)
        let session = try #require(first.client.session)
        func resume() throws -> Conversation {
            let client = try TLSClient(Fixtures.device("device-p256"), ca: Fixtures.text("root-ca.pem"))
            try client.resume(session)
            let talk = Conversation(client, try endpoint.accept())
            talk.run()
            return talk
        }
        let second = try resume()
        #expect(second.connection.isEstablished)
        #expect(second.fromServer.count < first.fromServer.count / 4)
        endpoint.judge = Fixtures.judge([(try Self.der("device-p256"), .revoked)])
        expectRefusal(try resume(), .certificateRefused(.notActive(.revoked)), alert: 46)
    }

    @Test func `a device without a certificate is refused with alert 42`() throws {
        let configuration = try Fixtures.configuration(registered: Self.der("device-p256"))
        expectRefusal(try Self.talk(configuration, device: nil), .certificateMissing, alert: 42)
    }

    @Test func `a registered certificate of an unknown issuer is accepted`() throws {
        var configuration = try Fixtures.configuration(registered: Self.der("device-p256"))
        configuration.clientCAPEM = try Fixtures.text("root-ca.pem")
        #expect(try Self.talk(configuration).connection.isEstablished)
    }

    @Test func `a registered certificate is accepted whatever its dates say`() throws {
        var configuration = try Fixtures.configuration(registered: Self.der("device-p256"))
        configuration.time = 0
        let talk = try Self.talk(configuration)
        #expect(talk.connection.isEstablished)
        #expect(Array(talk.firstFlight[11..<15]) == [0, 0, 0, 0])
    }

    @Test func `where the client CA decides, it lets in what it issued, within its dates`() throws {
        var configuration = try Fixtures.configuration(registered: nil)
        configuration.admission = .issued
        #expect(try Self.talk(configuration).connection.isEstablished)
        configuration.time = 0
        expectRefusal(try Self.talk(configuration), .certificateRefused(.untrusted(.notYetValid)), alert: 46)
        configuration.time = 10_000_000_000
        expectRefusal(try Self.talk(configuration), .certificateRefused(.untrusted(.expired)), alert: 45)
    }

    @Test func `where the client CA decides, another issuer is refused with alert 48`() throws {
        var configuration = try Fixtures.configuration(registered: Self.der("device-p256"))
        configuration.admission = .issued
        configuration.clientCAPEM = try Fixtures.text("root-ca.pem")
        expectRefusal(try Self.talk(configuration), .certificateRefused(.untrusted(.notTrusted)), alert: 48)
    }

    @Test(arguments: ["device-p256", nil]) func `a server that asks for no certificate lets anyone in`(
        device: String?
    ) throws {
        var configuration = try Fixtures.configuration(registered: nil)
        configuration.admission = .anyone
        #expect(try Self.talk(configuration, device: device).connection.isEstablished)
    }

    @Test func `the gatekeeper sees the chain as the client sent it, leaf first`() throws {
        let leaf = try Self.der("device-p256"), other = try Self.der("device-rsa-2048")
        let gatekeeper = Gatekeeper(.registered, Fixtures.judge([(leaf, .active)]))
        #expect(gatekeeper.refusal(of: [leaf, other], faults: .notTrusted) == nil)
        #expect(gatekeeper.refusal(of: [other, leaf], faults: []) == .notRegistered)
        #expect(gatekeeper.refusal(of: [], faults: []) == .notRegistered)
    }

    @Test func `the fingerprint is the certificateId of AWS IoT`() throws {
        // openssl x509 -in device-p256.pem -outform der | sha256sum
        let expected = "bffe04067a3da4cf0cbe948f9085342e9a34648cbf4a96d0d10af920faf32d49"
        #expect(CertificateFingerprint(der: try Self.der("device-p256")).description == expected)
    }

    @Test func `every refusal is one line in lower case`() {
        let refusals: [CertificateRefusal] = [
            .notRegistered, .notActive(.inactive), .untrusted([.expired, .notTrusted]), .untrusted(.weakDigest),
            .untrusted(.unacceptedKey), .untrusted(.unacceptedKeyKind), .untrusted(ChainFaults(rawValue: 0x40)),
        ]
        let texts = refusals.map(\.description)
        #expect(Set(texts).count == texts.count)
        #expect(texts.allSatisfy { !$0.contains("\n") && $0.first?.isLowercase == true })
        #expect(refusals.map(\.alert.number) == [46, 46, 45, 46, 43, 43, 46])
    }
}
