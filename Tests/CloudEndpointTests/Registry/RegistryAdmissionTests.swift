import JSON
import Testing
import X509

@testable import CloudEndpoint

/// Who gets in, and just-in-time registration (developer guide, Automatic/just-in-time registration; aws-iot.md 3.3, 5).
struct RegistryAdmissionTests {
    private let device: [UInt8]
    private let authority: [UInt8]

    init() throws {
        device = try Account.der("device-p256.pem")
        authority = try Account.der("device-ca.pem")
    }

    private func admit(_ registry: Registry, after delay: Int64 = 0, leafOnly: Bool = false, sni: Bool = true)
        -> RegistryAdmission
    {
        let chain = leafOnly ? [device] : [device, authority]
        return registry.admit(chain: chain, sourceIP: "10.0.0.2", now: Account.now + delay, hasServerName: sni)
    }

    @Test(arguments: CertificateStatus.allCases) func `only ACTIVE gets in`(status: CertificateStatus) throws {
        let registry = try Account.registry()
        #expect(admit(registry) == .unknown)
        let id = try registry.register(der: device, status: status, now: Account.now)
        let expected =
            status == .active
            ? RegistryAdmission.active(certificateID: id) : .notActive(certificateID: id, status)
        #expect(admit(registry) == expected)
        #expect(registry.status(of: CertificateFingerprint(der: device)) == status)
    }

    @Test func `nothing and rubbish are unknown`() throws {
        let registry = try Account.registry()
        _ = try Account.registerAuthority(registry)
        #expect(registry.admit(chain: [], sourceIP: nil, now: 0) == .unknown)
        #expect(registry.admit(chain: [[1, 2, 3], authority], sourceIP: nil, now: 0) == .unknown)
    }

    @Test func `an active CA registers a device that connects first, and tells so until it is activated`() throws {
        let registry = try Account.registry()
        let authority = try Account.registerAuthority(registry)
        let id = CertificateFingerprint(der: device).description
        guard case .registered(id, let event, nil) = admit(registry) else {
            Issue.record("not registered")
            return
        }
        #expect(event.topic == "$aws/events/certificates/registered/\(authority.id)")
        var expected: [String: JSONValue] = [
            "certificateId": .string(id), "caCertificateId": .string(authority.id), "timestamp": .integer(Account.now),
            "certificateStatus": "PENDING_ACTIVATION", "awsAccountId": .string(Account.id),
            "certificateRegistrationTimestamp": .null, "sourceIp": "10.0.0.2",
        ]
        #expect(JSONValue(event.payload) == .object(expected))
        guard case .pending(id, let again, nil) = admit(registry, after: 5000) else {
            Issue.record("not pending")
            return
        }
        expected["timestamp"] = .integer(Account.now + 5000)
        expected["certificateRegistrationTimestamp"] = .string("\(Account.now)")
        #expect(JSONValue(again.payload) == .object(expected))
        #expect(try registry.certificate(id).authority == authority.id)
        try registry.update(id, to: .active, now: Account.now + 6000)
        #expect(admit(registry, after: 7000) == .active(certificateID: id))
    }

    @Test func `a CA that is switched off registers nothing`() throws {
        for (isActive, registers) in [(false, true), (true, false), (false, false)] {
            let registry = try Account.registry()
            _ = try Account.registerAuthority(registry, isActive: isActive, registersDevices: registers)
            #expect(admit(registry) == .unknown)
        }
    }

    @Test func `the CA need not be sent by a client that sends SNI`() throws {
        let registry = try Account.registry()
        _ = try Account.registerAuthority(registry)
        #expect(admit(registry, leafOnly: true, sni: false) == .unknown)
        guard case .registered = admit(registry, leafOnly: true) else {
            Issue.record("not registered")
            return
        }
    }

    @Test func `a certificate that claims the CA's name without its key is not registered`() throws {
        let registry = try Account.registry()
        _ = try Account.registerAuthority(registry)
        let forger = try Certificate.PrivateKey(pemEncoded: Account.key(11).privatePEM)
        let name = try Certificate(derEncoded: authority).subject
        let forged = try Certificate(
            version: .v3,
            serialNumber: Certificate.SerialNumber(UInt64(1)),
            publicKey: forger.publicKey,
            notValidBefore: .distantPast,
            notValidAfter: .distantFuture,
            issuer: name,
            subject: name,
            extensions: Certificate.Extensions(),
            issuerPrivateKey: forger
        )
        let der = try PEMText.der(in: forged.serializeAsPEM().pemString, ["CERTIFICATE"])
        #expect(registry.admit(chain: [try #require(der), authority], sourceIP: nil, now: 0) == .unknown)
    }

    @Test func `what stands in for the function attaches the policy and activates when its time has come`() throws {
        var settings = RegistrySettings()
        settings.jitrActivation = JITRActivation(policy: "all", delay: 2000)
        let registry = try Account.registry(settings)
        _ = try Account.registerAuthority(registry)
        try registry.createPolicy("all", Account.everything, now: Account.now)
        _ = admit(registry)
        #expect(registry.nextActivation == Account.now + 2000)
        guard case .pending = admit(registry, after: 1999) else {
            Issue.record("not pending")
            return
        }
        let id = CertificateFingerprint(der: device).description
        #expect(registry.activateDue(now: Account.now + 1999) == [])
        #expect(admit(registry, after: 2000) == .active(certificateID: id))
        #expect(registry.policies(of: id).map(\.name) == ["all"])
        #expect(registry.nextActivation == nil)
    }

    @Test func `without its policy the function fails, and is called again with the next connection's event`() throws {
        var settings = RegistrySettings()
        settings.jitrActivation = JITRActivation(policy: "all", delay: 10)
        let registry = try Account.registry(settings)
        _ = try Account.registerAuthority(registry)
        _ = admit(registry)
        #expect(registry.nextActivation == Account.now + 10)
        #expect(registry.activateDue(now: Account.now + 10) == [])
        #expect(registry.nextActivation == nil)
        try registry.createPolicy("all", Account.everything, now: Account.now)
        guard case .pending = admit(registry, after: 20) else {
            Issue.record("not pending")
            return
        }
        #expect(registry.nextActivation == Account.now + 30)
        let id = CertificateFingerprint(der: device).description
        #expect(admit(registry, after: 30) == .active(certificateID: id))
    }

    @Test func `a hook that needs a rule waits for one that is enabled`() throws {
        var settings = RegistrySettings()
        settings.jitrActivation = JITRActivation(policy: "all", delay: 0, needsRule: true)
        for isDisabled in [nil, true, false] {
            let registry = try Account.registry(settings)
            let console = Console(registry)
            let authority = try Account.registerAuthority(registry)
            try registry.createPolicy("all", Account.everything, now: Account.now)
            if let isDisabled {
                let sql = "SELECT * FROM '$aws/events/certificates/registered/\(authority.id)'"
                let lambda: JSONValue = ["lambda": ["functionArn": "arn:aws:lambda:us-east-1:123456789012:function:f"]]
                let payload: JSONValue = [
                    "sql": .string(sql), "actions": .array([lambda]), "ruleDisabled": .bool(isDisabled),
                ]
                #expect(console.call("POST", "/rules/jitr", payload).status == 200)
            }
            _ = admit(registry)
            let isIn = if case .active = admit(registry) { true } else { false }
            #expect(isIn == (isDisabled == false))
        }
    }
}
