import Testing

@testable import CloudEndpoint

/// An account that a scenario sets up.
struct RegistrySetupTests {
    @Test func `a device with policy and thing may what the policy says`() throws {
        let registry = try Account.registry(), now = Account.now
        let id = try registry.register(der: Account.der("device-p256.pem"), now: now)
        let document = """
            {"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"iot:Connect",
            "Resource":"arn:aws:iot:us-east-1:123456789012:client/${iot:Connection.Thing.ThingName}"}}
            """
        try registry.setPolicy("p", Account.everything, now: now)
        try registry.setPolicy("p", document, now: now)
        try registry.attach(policy: "p", toCertificate: id)
        try registry.setThing("esp-1", type: "sensor", attributes: ["room": "7"], now: now)
        try registry.attach(certificate: id, toThing: "esp-1")
        func mayConnect(_ client: String) -> Bool {
            let context = registry.context(certificateID: id, clientID: client, sourceIP: nil)
            let resource = "arn:aws:iot:us-east-1:123456789012:client/\(client)"
            return Authorization("iot:Connect", on: resource, registry.policies(of: id), context).isAllowed
        }
        #expect(mayConnect("esp-1") && !mayConnect("esp-2"))
        #expect(
            registry.context(certificateID: id, clientID: "esp-1", sourceIP: nil)["iot:Connection.Thing.ThingTypeName"]
                == ["sensor"]
        )
        try registry.set(.inactive, of: id, now: now)
        #expect(registry.status(of: CertificateFingerprint(der: try Account.der("device-p256.pem"))) == .inactive)
    }

    @Test func `a CA needs no proof, and registers clients without SNI too`() throws {
        let registry = try Account.registry()
        let id = try registry.setAuthority(
            pem: Account.resource("device-ca.pem"),
            registersDevices: true,
            now: Account.now
        )
        #expect(try registry.authority(id).mode == .standard)
        let chain = [try Account.der("device-p256.pem"), try Account.der("device-ca.pem")]
        guard case .registered = registry.admit(chain: chain, sourceIP: nil, now: 0, hasServerName: false) else {
            Issue.record("not registered")
            return
        }
    }

    @Test func `names and documents are checked as the API checks them`() throws {
        let registry = try Account.registry()
        #expect(throws: APIError.self) { try registry.setPolicy("a b", Account.everything, now: 0) }
        #expect(throws: APIError.self) { try registry.setPolicy("p", "{}", now: 0) }
        #expect(throws: APIError.self) { try registry.setThing("a/b", now: 0) }
        #expect(throws: APIError.self) { try registry.attach(policy: "p", toCertificate: "0") }
        #expect(throws: APIError.self) { try registry.setAuthority(pem: "", registersDevices: true, now: 0) }
        #expect(registry.snapshot.isEmpty)
    }
}
