import Testing

@testable import CloudEndpoint

/// Policies as AWS's developer guide explains them.
struct PolicyTests {
    private static let prefix = "arn:aws:iot:us-east-1:123456789012:"

    private func decision(
        _ statements: String,
        _ action: String,
        _ resource: String,
        _ context: PolicyContext = PolicyContext(),
        version: String = "2012-10-17"
    ) throws -> Authorization {
        let document = try PolicyDocument("{\"Version\":\"\(version)\",\"Statement\":[\(statements)]}")
        return Authorization(action, on: Self.prefix + resource, [("policy", document)], context)
    }

    private func statement(_ effect: String, _ action: String, _ resource: String, _ more: String = "") -> String {
        "{\"Effect\":\"\(effect)\",\"Action\":\"\(action)\",\"Resource\":\"\(resource)\"\(more)}"
    }

    @Test func `everything is allowed by the document of the tutorials, nothing by none`() throws {
        let all = statement("Allow", "iot:*", "*")
        #expect(try decision(all, "iot:Connect", "client/x").decision == .allowed)
        #expect(Authorization("iot:Connect", on: "*", [], PolicyContext()).decision == .implicitDeny)
        #expect(
            try decision(statement("Allow", "iot:Publish", "*"), "iot:Connect", "client/x").decision == .implicitDeny
        )
    }

    @Test func `a denial wins over everything that allows`() throws {
        let both =
            statement("Allow", "iot:*", "*") + "," + statement("Deny", "iot:Publish", "\(Self.prefix)topic/secret/*")
        #expect(try decision(both, "iot:Publish", "topic/open").decision == .allowed)
        let denied = try decision(both, "iot:Publish", "topic/secret/a")
        #expect(denied.decision == .explicitDeny && denied.policies == ["policy"])
        #expect(denied.reason == "'policy' denies iot:Publish on \(Self.prefix)topic/secret/a")
    }

    @Test(arguments: [
        ("topic/a/*", "topic/a/b/c", true), ("topic/a/*", "topic/a", false), ("topic/?", "topic/x", true),
        ("topic/?", "topic/xy", false), ("topicfilter/a/+/b", "topicfilter/a/x/b", false),
        ("topicfilter/a/+/b", "topicfilter/a/+/b", true), ("topicfilter/a/#", "topicfilter/a/#", true),
        ("topicfilter/a/*", "topicfilter/a/#", true), ("*", "anything/at/all", true),
    ])
    func `wildcards cross levels, those of MQTT stand for themselves`(pattern: String, name: String, isTaken: Bool)
        throws
    {
        let policy = statement("Allow", "iot:Subscribe", Self.prefix + pattern)
        #expect(try decision(policy, "iot:Subscribe", name).isAllowed == isTaken)
    }

    @Test func `a pattern that is a bomb is answered at once`() throws {
        let stars = String(repeating: "*a", count: 400)
        let policy = statement("Allow", "iot:Publish", Self.prefix + stars)
        #expect(try !decision(policy, "iot:Publish", String(repeating: "a", count: 300) + "b").isAllowed)
    }

    @Test func `variables are the client's, and what has no value matches nothing`() throws {
        var context = PolicyContext()
        context.connect(clientID: "esp*", sourceIP: "10.1.2.3", lastWill: false, persistent: true)
        context.attach(thing: nil)
        let own = statement("Allow", "iot:Connect", Self.prefix + "client/${iot:ClientId}")
        #expect(try decision(own, "iot:Connect", "client/esp*", context).isAllowed)
        // The value's wildcard is none.
        #expect(try !decision(own, "iot:Connect", "client/esp32", context).isAllowed)
        let thing = statement("Allow", "iot:Connect", Self.prefix + "client/${iot:Connection.Thing.ThingName}")
        let refused = try decision(thing, "iot:Connect", "client/esp*", context)
        #expect(refused.decision == .implicitDeny && refused.missing == ["iot:Connection.Thing.ThingName"])
        context.attach(thing: ("esp*", "sensor", ["room": "7"]))
        #expect(try decision(thing, "iot:Connect", "client/esp*", context).isAllowed)
        let room = statement("Allow", "iot:Publish", Self.prefix + "topic/${iot:Connection.Thing.Attributes[room]}")
        #expect(try decision(room, "iot:Publish", "topic/7", context).isAllowed)
        // Before version 2012-10-17 there are no variables.
        #expect(try !decision(own, "iot:Connect", "client/esp*", context, version: "2008-10-17").isAllowed)
    }

    @Test func `an attribute of a certificate that means something in a policy is not put in`() throws {
        var context = PolicyContext()
        let policy = statement("Allow", "iot:Publish", Self.prefix + "topic/${iot:Certificate.Subject.CommonName}")
        for (name, isAllowed) in [("door", true), ("d*r", false), ("#", false)] {
            context["iot:Certificate.Subject.CommonName"] = [name]
            #expect(try decision(policy, "iot:Publish", "topic/\(name)", context).isAllowed == isAllowed)
        }
    }

    @Test(arguments: [
        (#""Bool":{"iot:Connection.Thing.IsAttached":["true"]}"#, true),
        (#""Bool":{"iot:Connection.Thing.IsAttached":false}"#, false),
        (#""StringEquals":{"iot:ClientId":["a","esp-1"]}"#, true),
        (#""StringNotEquals":{"iot:ClientId":"esp-1"}"#, false),
        (#""StringLike":{"iot:ClientId":"esp-?"}"#, true),
        (#""StringEqualsIgnoreCase":{"iot:ClientId":"ESP-1"}"#, true),
        (#""IpAddress":{"aws:SourceIp":"10.0.0.0/8"}"#, true),
        (#""NotIpAddress":{"aws:SourceIp":"10.0.0.0/8"}"#, false),
        (#""ForAnyValue:StringEquals":{"iot:ConnectAttributes":"LastWill"}"#, true),
        (#""ForAllValues:StringEquals":{"iot:ConnectAttributes":["LastWill"]}"#, false),
        (#""ForAllValues:StringEquals":{"iot:ConnectAttributes":["LastWill","PersistentConnect"]}"#, true),
        (#""StringEquals":{"iot:Unknown":"x"}"#, false), (#""StringEqualsIfExists":{"iot:Unknown":"x"}"#, true),
        (#""Null":{"iot:Unknown":"true"}"#, true), (#""Null":{"iot:ClientId":"true"}"#, false),
        (#""StringEquals":{"iot:ClientId":"esp-1"},"Bool":{"iot:Connection.Thing.IsAttached":"false"}"#, false),
    ])
    func `a statement applies when all its conditions hold`(condition: String, isAllowed: Bool) throws {
        var context = PolicyContext()
        context.connect(clientID: "esp-1", sourceIP: "10.1.2.3", lastWill: true, persistent: true)
        context.attach(thing: ("esp-1", nil, [:]))
        let policy = statement("Allow", "iot:Connect", "*", ",\"Condition\":{\(condition)}")
        #expect(try decision(policy, "iot:Connect", "client/esp-1", context).isAllowed == isAllowed)
    }

    @Test func `all resources but some`() throws {
        let policy =
            #"{"Effect":"Deny","Action":["iot:Publish"],"NotResource":["\#(Self.prefix)topic/mine"]},"#
            + statement("Allow", "iot:*", "*")
        #expect(try decision(policy, "iot:Publish", "topic/mine").isAllowed)
        #expect(try decision(policy, "iot:Publish", "topic/yours").decision == .explicitDeny)
    }

    @Test(arguments: [
        ("", "not a JSON object"), ("[]", "not a JSON object"), ("{}", "'Statement' must be"),
        (#"{"Statement":[]}"#, "'Statement' must be"), (#"{"Statement":[7]}"#, "is not an object"),
        (#"{"Version":"2020-01-01","Statement":{}}"#, "'Version' must be"),
        (#"{"Statement":{"Effect":"allow","Action":"*","Resource":"*"}}"#, "'Effect' must be"),
        (#"{"Statement":{"Effect":"Allow","Resource":"*"}}"#, "'Action' must be"),
        (#"{"Statement":{"Effect":"Allow","Action":"Connect","Resource":"*"}}"#, "such as iot:Connect"),
        (#"{"Statement":{"Effect":"Allow","Action":"*"}}"#, "either 'Resource' or 'NotResource'"),
        (#"{"Statement":{"Effect":"Allow","Action":"*","Resource":"topic/x"}}"#, "must be * or an ARN"),
        (
            #"{"Statement":{"Effect":"Allow","Action":"*","Resource":"*","Condition":{"Is":{"a":"b"}}}}"#,
            "'Is' is not known"
        ),
        (#"{"Statement":{"Effect":"Allow","Action":"*","Resource":"*","Principal":"*"}}"#, "'Principal' is not known"),
        (
            #"{"Statement":{"Effect":"Allow","Action":"*","Resource":["arn:\#(String(repeating: "x", count: 2048))"]}}"#,
            "2048"
        ),
        (String(repeating: "[", count: 2000), "not a JSON object"),
    ])
    func `what is no policy is refused in one line`(text: String, reason: String) {
        #expect { try PolicyDocument(text) } throws: { "\($0)".contains(reason) }
    }
}
