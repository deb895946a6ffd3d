import JSON
import Testing
import X509

@testable import CloudEndpoint

/// Just-in-time provisioning (developer guide, Just-in-time provisioning).
struct ProvisioningTests {
    private static let policy =
        #"{\"Version\":\"2012-10-17\",\"Statement\":{\"Effect\":\"Allow\",\"Action\":\"iot:*\",\"Resource\":\"*\"}}"#

    private static func template(groups: String = "[]", parameters: String = "") -> String {
        """
        {"Parameters":{"AWS::IoT::Certificate::CommonName":{"Type":"String"},"AWS::IoT::Certificate::Id":{"Type":"String"}\(parameters)},
        "Resources":{
        "thing":{"Type":"AWS::IoT::Thing","Properties":{"ThingName":{"Ref":"AWS::IoT::Certificate::CommonName"},
        "AttributePayload":{"made":"jitp"},"ThingGroups":\(groups)},
        "OverrideSettings":{"AttributePayload":"MERGE","ThingGroups":"REPLACE"}},
        "certificate":{"Type":"AWS::IoT::Certificate","Properties":{"CertificateId":{"Ref":"AWS::IoT::Certificate::Id"},"Status":"ACTIVE"}},
        "policy":{"Type":"AWS::IoT::Policy","Properties":{"PolicyDocument":"\(policy)"}}}}
        """
    }

    private let device: [UInt8]

    init() throws {
        let pem = try Account.issued(subject: try DistinguishedName { CommonName("esp-1") }).serializeAsPEM().pemString
        device = try #require(X509Certificate(pem: pem)).der
    }

    private func connect(_ registry: Registry) throws -> RegistryAdmission {
        registry.admit(chain: [device], sourceIP: nil, now: Account.now)
    }

    @Test func `a template makes thing, policy and attachments, and activates`() throws {
        let registry = try Account.registry()
        _ = try registry.createThingGroup("sensors", now: Account.now)
        let config = RegistrationConfig(
            templateBody: Self.template(groups: #"["sensors"]"#),
            roleArn: "arn:aws:iam::1:role/x"
        )
        _ = try Account.registerAuthority(registry, provisioning: config)
        guard case .registered(let id, _, .done?) = try connect(registry) else {
            Issue.record("not provisioned")
            return
        }
        #expect(try connect(registry) == .active(certificateID: id))
        let name = "esp-1", thing = try registry.thing(name)
        #expect(thing.attributes == ["made": "jitp"] && thing.groups == ["sensors"])
        #expect(registry.principals(of: name).map(\.id) == [id])
        let policies = registry.policies(of: id)
        #expect(policies.count == 1)
        let context = registry.context(certificateID: id, clientID: name, sourceIP: nil)
        #expect(Authorization("iot:Connect", on: "*", policies, context).isAllowed)
        #expect(context["iot:Connection.Thing.Attributes[made]"] == ["jitp"])
    }

    @Test func `what a template needs and nobody made keeps the certificate pending until it is there`() throws {
        let registry = try Account.registry()
        let config = RegistrationConfig(templateBody: Self.template(groups: #"["sensors"]"#))
        _ = try Account.registerAuthority(registry, provisioning: config)
        guard case .registered(let id, _, .failed("The thing group 'sensors' does not exist")?) = try connect(registry)
        else {
            Issue.record("not failed")
            return
        }
        #expect(try registry.certificate(id).status == .pendingActivation && registry.policies().isEmpty)
        _ = try registry.createThingGroup("sensors", now: Account.now)
        guard case .pending(id, _, .done?) = try connect(registry) else {
            Issue.record("not provisioned")
            return
        }
        #expect(try connect(registry) == .active(certificateID: id))
    }

    @Test func `a parameter that the certificate has no value for fails`() throws {
        let registry = try Account.registry()
        let body = Self.template(parameters: #","AWS::IoT::Certificate::Country":{"Type":"String"}"#)
        _ = try Account.registerAuthority(registry, provisioning: RegistrationConfig(templateBody: body))
        guard case .registered(_, _, .failed?) = try connect(registry) else {
            Issue.record("not failed")
            return
        }
    }

    @Test func `a named template is taken, and kept while a CA has it`() throws {
        let console = try Console()
        let template: JSONValue = [
            "templateName": "jitp", "templateBody": .string(Self.template()), "type": "JITP", "enabled": .bool(true),
            "provisioningRoleArn": "arn:aws:iam::123456789012:role/jitp",
        ]
        #expect(console.call("POST", "/provisioning-templates", template).status == 200)
        _ = try Account.registerAuthority(console.registry, provisioning: RegistrationConfig(templateName: "jitp"))
        guard case .registered(_, _, .done?) = try connect(console.registry) else {
            Issue.record("not provisioned")
            return
        }
        #expect(console.call("DELETE", "/provisioning-templates/jitp").error == "DeleteConflictException")
    }

    @Test(arguments: [
        "", "[]", "{}", #"{"Resources":{"a":{"Type":"AWS::IoT::Nothing"}}}"#,
        #"{"Resources":{"a":{"Type":"AWS::IoT::Thing"}},"Parameters":[]}"#,
    ]) func `what is no template is refused when the CA is registered`(body: String) throws {
        let registry = try Account.registry()
        #expect(throws: APIError.self) {
            try Account.registerAuthority(registry, provisioning: RegistrationConfig(templateBody: body))
        }
    }

    @Test func `RegisterThing makes a thing and a certificate of a request`() throws {
        let console = try Console()
        let body = #"""
            {"Parameters":{"Name":{"Type":"String"},"CSR":{"Type":"String"},"Room":{"Type":"String","Default":"7"}},
            "Resources":{"thing":{"Type":"AWS::IoT::Thing","Properties":{"ThingName":{"Ref":"Name"},"AttributePayload":{"room":{"Ref":"Room"}}}},
            "cert":{"Type":"AWS::IoT::Certificate","Properties":{"CertificateSigningRequest":{"Ref":"CSR"}}}}}
            """#
        let request = try Account.request(.init(pemEncoded: Account.key(3).privatePEM))
        let answer = console.call(
            "POST",
            "/things",
            ["templateBody": .string(body), "parameters": ["Name": "esp-1", "CSR": .string(request)]]
        )
        #expect(answer.status == 200)
        #expect(answer["resourceArns"]?["thing"]?.text == "arn:aws:iot:us-east-1:123456789012:thing/esp-1")
        #expect(try console.registry.thing("esp-1").attributes == ["room": "7"])
        let certificate = try #require(console.registry.certificates().first)
        #expect(certificate.status == .active && certificate.pem == answer.text("certificatePem"))
    }
}
