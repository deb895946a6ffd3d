import JSON
import Testing

@testable import CloudEndpoint

/// What a database keeps of a registry.
struct RegistryRestoreTests {
    /// An account with one of everything.
    private static func fill(_ console: Console) throws {
        let registry = console.registry, principal = ["x-amzn-iot-principal": ""]
        let authority = try Account.registerAuthority(registry)
        _ = registry.admit(chain: [try Account.der("device-p256.pem")], sourceIP: nil, now: Account.now)
        let keys = console.call("POST", "/keys-and-certificate?setAsActive=true")
        let arn = keys.text("certificateArn")
        var headers = principal
        headers["x-amzn-iot-principal"] = arn
        headers["x-amzn-principal"] = arn
        console.call("POST", "/policies/all", ["policyDocument": .string(Account.everything)])
        console.call("POST", "/policies/all/version", ["policyDocument": .string(Account.everything)])
        console.call("PUT", "/principal-policies/all", headers: headers)
        console.call("POST", "/thing-types/sensor", [:])
        console.call("POST", "/thing-groups/house", [:])
        console.call("POST", "/thing-groups/room", ["parentGroupName": "house"])
        console.call(
            "POST",
            "/things/esp-1",
            ["thingTypeName": "sensor", "attributePayload": ["attributes": ["a": "b"]]]
        )
        console.call("PUT", "/things/esp-1/principals", headers: headers)
        console.call("PUT", "/thing-groups/addThingToThingGroup", ["thingName": "esp-1", "thingGroupName": "room"])
        let sql = "SELECT * FROM '$aws/events/certificates/registered/\(authority.id)'"
        console.call("POST", "/rules/jitr", ["sql": .string(sql), "actions": .array([])])
        console.call("PATCH", "/event-configurations", ["eventConfigurations": ["THING": ["Enabled": .bool(true)]]])
    }

    @Test func `the changes of a registry make it again, and so does its snapshot`() throws {
        let registry = try Account.registry(), console = Console(registry)
        var changes: [KeptChange] = []
        registry.onChange = { changes.append($0) }
        try Self.fill(console)
        #expect(Set(changes.map(\.kind)) == Set(RegistryTables.kinds.map { $0.kind }).subtracting([.template]))
        let again = try Account.registry(restoring: changes)
        #expect(again.tables == registry.tables && again.snapshot == registry.snapshot)
        #expect(try Account.registry(restoring: registry.snapshot).tables == registry.tables)
        let id = try #require(registry.certificates().first { $0.status == .active }).id
        #expect(again.policies(of: id).map(\.name) == ["all"])
        #expect(again.registrationCode() == registry.registrationCode())
    }

    @Test func `an entity that goes is a change without JSON`() throws {
        let registry = try Account.registry(), console = Console(registry)
        try Self.fill(console)
        var changes: [KeptChange] = []
        let before = registry.snapshot
        registry.onChange = { changes.append($0) }
        #expect(console.call("DELETE", "/thing-groups/room").status == 200)
        #expect(changes.map(\.kind) == [.thing, .thingGroup])
        #expect(changes.last == KeptChange(kind: .thingGroup, key: "room", value: nil))
        #expect(try Account.registry(restoring: before + changes).tables == registry.tables)
    }

    @Test func `no private key is ever among the changes`() throws {
        let registry = try Account.registry(), console = Console(registry)
        var texts: [String] = []
        registry.onChange = { texts.append(String(decoding: $0.value ?? [], as: UTF8.self)) }
        let key = console.call("POST", "/keys-and-certificate")["keyPair"]?["PrivateKey"]?.text ?? ""
        #expect(key.contains("PRIVATE KEY"))
        #expect(!texts.isEmpty && texts.allSatisfy { !$0.contains("PRIVATE") })
    }

    @Test func `what a registry did not write is refused by its name`() throws {
        let changes = [KeptChange(kind: .policy, key: "p", value: Array("{}".utf8))]
        #expect {
            try Account.registry(restoring: changes)
        } throws: { error in
            "\(error)" == "the kept policy 'p' cannot be read"
        }
    }

    @Test func `the same calls and the same seed give the same answers`() throws {
        let first = Console(try Account.registry()), second = Console(try Account.registry())
        let other = Console(try Account.registry(seed: 2))
        for target in ["/keys-and-certificate", "/certificates"] {
            let request = try Account.request(.init(pemEncoded: Account.key(3).privatePEM))
            let body: JSONValue = ["certificateSigningRequest": .string(request)]
            let answer = first.call("POST", target, body).document
            #expect(second.call("POST", target, body).document == answer)
            #expect(other.call("POST", target, body).document != answer)
        }
    }
}
