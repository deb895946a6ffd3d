import JSON
import Testing

@testable import CloudEndpoint

/// The API's operations on policies, and what they allow.
struct PolicyOperationTests {
    private let console: Console
    private let arn: String

    init() throws {
        console = try Console()
        arn = console.call("POST", "/keys-and-certificate?setAsActive=true").text("certificateArn")
    }

    private func policy(_ name: String, _ document: String = Account.everything) -> Console.Answer {
        console.call("POST", "/policies/\(name)", ["policyDocument": .string(document)])
    }

    private func names(_ answer: Console.Answer) -> [String] {
        guard case .array(let policies)? = answer["policies"] else { return [] }
        return policies.map { $0["policyName"]?.text ?? "" }
    }

    @Test func `a policy has up to five versions, one of which counts`() {
        let made = policy("p")
        #expect(made.text("policyArn") == "arn:aws:iot:us-east-1:123456789012:policy/p")
        #expect(made.text("policyVersionId") == "1" && made.text("policyDocument") == Account.everything)
        #expect(policy("p").error == "ResourceAlreadyExistsException")
        func add(_ query: String = "") -> Console.Answer {
            console.call("POST", "/policies/p/version\(query)", ["policyDocument": .string(Account.everything)])
        }
        #expect(add().text("policyVersionId") == "2")
        #expect(add("?setAsDefault=true")["isDefaultVersion"] == .bool(true))
        for _ in 0..<2 { #expect(add().status == 200) }
        let refused = add()
        #expect(refused.error == "VersionsLimitExceededException" && refused.status == 409)
        #expect(console.call("GET", "/policies/p").text("defaultVersionId") == "3")
        #expect(console.call("DELETE", "/policies/p/version/3").error == "DeleteConflictException")
        #expect(console.call("PATCH", "/policies/p/version/1").status == 200)
        #expect(console.call("DELETE", "/policies/p/version/3").status == 200)
        #expect(console.call("GET", "/policies/p/version/3").error == "ResourceNotFoundException")
        // A number is not used again.
        #expect(add().text("policyVersionId") == "6")
        guard case .array(let versions)? = console.call("GET", "/policies/p/version")["policyVersions"] else {
            Issue.record("no versions")
            return
        }
        #expect(versions.map { $0["versionId"]?.text } == ["6", "5", "4", "2", "1"])
        #expect(console.call("DELETE", "/policies/p").error == "DeleteConflictException")
        for number in ["6", "5", "4", "2"] { console.call("DELETE", "/policies/p/version/\(number)") }
        #expect(console.call("DELETE", "/policies/p").status == 200)
        #expect(console.call("GET", "/policies/p").error == "ResourceNotFoundException")
    }

    @Test(arguments: ["", "{}", "[]", #"{"Statement":[]}"#, #"{"Statement":{"Effect":"Maybe"}}"#])
    func `a malformed policy is refused`(document: String) {
        let answer = policy("p", document)
        #expect(answer.status == 400 && answer.error == "MalformedPolicyException")
    }

    @Test(arguments: ["a%2Fb", "a%20b", "%C3%A4", String(repeating: "a", count: 129), "a*"])
    func `a policy cannot be called so`(name: String) { #expect(policy(name).error == "InvalidRequestException") }

    @Test func `policies are attached under both names of the operation, ten at most`() {
        let header = ["x-amzn-iot-principal": arn]
        for number in 0..<12 { #expect(policy("p\(number)").status == 200) }
        for number in 0..<5 {
            #expect(console.call("PUT", "/target-policies/p\(number)", ["target": .string(arn)]).status == 200)
        }
        for number in 4..<10 {
            #expect(console.call("PUT", "/principal-policies/p\(number)", headers: header).status == 200)
        }
        let eleventh = console.call("PUT", "/target-policies/p10", ["target": .string(arn)])
        #expect(eleventh.error == "LimitExceededException" && eleventh.status == 410)
        let encoded = PercentEncoding.encode(arn)
        let expected = (0..<10).map { "p\($0)" }
        #expect(names(console.call("GET", "/principal-policies?isAscendingOrder=true", headers: header)) == expected)
        #expect(Set(names(console.call("POST", "/attached-policies/\(encoded)"))) == Set(expected))
        #expect(console.call("POST", "/policy-targets/p0")["targets"] == .array([.string(arn)]))
        let principals = console.call("GET", "/policy-principals", headers: ["x-amzn-iot-policy": "p0"])
        #expect(principals["principals"] == .array([.string(arn)]))
        #expect(console.call("DELETE", "/policies/p0").error == "DeleteConflictException")
        #expect(console.call("POST", "/target-policies/p0", ["target": .string(arn)]).status == 200)
        #expect(console.call("POST", "/target-policies/p0", ["target": .string(arn)]).status == 200)
        #expect(console.call("DELETE", "/principal-policies/p0", headers: header).error == "ResourceNotFoundException")
        #expect(console.call("DELETE", "/principal-policies/p1", headers: header).status == 200)
        #expect(console.call("DELETE", "/policies/p0").status == 200)
    }

    @Test func `what cannot be attached, and to what, is told`() {
        _ = policy("p")
        func attach(_ name: String, _ target: String) -> String? {
            console.call("PUT", "/target-policies/\(name)", ["target": .string(target)]).error
        }
        let gone = "arn:aws:iot:us-east-1:123456789012:cert/" + String(repeating: "0", count: 64)
        #expect(attach("q", arn) == "ResourceNotFoundException")
        #expect(attach("p", gone) == "ResourceNotFoundException")
        #expect(attach("p", "arn:aws:iot:us-east-1:123456789012:thinggroup/none") == "ResourceNotFoundException")
        #expect(attach("p", "arn:aws:iot:eu-west-1:123456789012:cert/0") == "InvalidRequestException")
        #expect(attach("p", "") == "InvalidRequestException")
        #expect(console.call("PUT", "/principal-policies/p").error == "InvalidRequestException")
    }

    @Test func `policies of groups count for the certificates of their things, those of groups above too`() throws {
        for (name, parent) in [("house", nil), ("room", "house"), ("shelf", "room")] as [(String, String?)] {
            var body: [String: JSONValue] = [:]
            body["parentGroupName"] = parent.map(JSONValue.string)
            #expect(console.call("POST", "/thing-groups/\(name)", .object(body)).status == 200)
            _ = policy("of-\(name)")
            let group = "arn:aws:iot:us-east-1:123456789012:thinggroup/\(name)"
            #expect(console.call("PUT", "/target-policies/of-\(name)", ["target": .string(group)]).status == 200)
        }
        let id = String(arn.suffix(64)), registry = console.registry
        #expect(registry.policies(of: id).isEmpty)
        console.call("POST", "/things/esp-1", [:])
        console.call("PUT", "/things/esp-1/principals", headers: ["x-amzn-principal": arn])
        console.call("PUT", "/thing-groups/addThingToThingGroup", ["thingName": "esp-1", "thingGroupName": "room"])
        #expect(registry.policies(of: id).map(\.name) == ["of-room", "of-house"])
        let shelf = PercentEncoding.encode("arn:aws:iot:us-east-1:123456789012:thinggroup/shelf")
        #expect(names(console.call("POST", "/attached-policies/\(shelf)")) == ["of-shelf"])
        let all = Set(names(console.call("POST", "/attached-policies/\(shelf)?recursive=true")))
        #expect(all == ["of-shelf", "of-room", "of-house"])
        let effective = console.call("POST", "/effective-policies?thingName=esp-1", ["principal": .string(arn)])
        guard case .array(let policies)? = effective["effectivePolicies"] else {
            Issue.record("no policies")
            return
        }
        #expect(policies.map { $0["policyName"]?.text } == ["of-room", "of-house"])
        #expect(policies.allSatisfy { $0["policyDocument"]?.text == Account.everything })
    }

    @Test func `test-authorization tells what is allowed, by which policy, and what is missing`() {
        let prefix = "arn:aws:iot:us-east-1:123456789012:"
        let document = """
            {"Version":"2012-10-17","Statement":[
            {"Effect":"Allow","Action":"iot:Connect","Resource":"\(prefix)client/${iot:Connection.Thing.ThingName}"},
            {"Effect":"Allow","Action":"iot:Publish","Resource":"*"},
            {"Effect":"Deny","Action":"iot:Publish","Resource":"\(prefix)topic/secret"}]}
            """
        #expect(policy("p", document).status == 200)
        func ask(_ type: String, _ resources: [String], _ more: [String: JSONValue] = [:]) -> JSONValue {
            var body = more
            let question: JSONValue = [
                "actionType": .string(type), "resources": .array(resources.map { .string(prefix + $0) }),
            ]
            body["authInfos"] = .array([question])
            body["principal"] = body["principal"] ?? .string(arn)
            let answer = console.call("POST", "/test-authorization?clientId=esp-1", .object(body))
            guard case .array(let results)? = answer["authResults"], results.count == 1 else { return .null }
            return results[0]
        }
        func decision(_ result: JSONValue) -> String? { result["authDecision"]?.text }
        #expect(decision(ask("CONNECT", ["client/esp-1"])) == "IMPLICIT_DENY")
        console.call("PUT", "/target-policies/p", ["target": .string(arn)])
        let unattached = ask("CONNECT", ["client/esp-1"])
        #expect(decision(unattached) == "IMPLICIT_DENY")
        #expect(unattached["missingContextValues"] == .array(["iot:Connection.Thing.ThingName"]))
        console.call("POST", "/things/esp-1", [:])
        console.call("PUT", "/things/esp-1/principals", headers: ["x-amzn-principal": arn])
        #expect(decision(ask("CONNECT", ["client/esp-1"])) == "ALLOWED")
        let denied = ask("PUBLISH", ["topic/open", "topic/secret"])
        #expect(decision(denied) == "EXPLICIT_DENY")
        #expect(denied["denied"]?["explicitDeny"]?["policies"] != .array([]))
        #expect(decision(ask("PUBLISH", ["topic/open"], ["policyNamesToSkip": .array(["p"])])) == "IMPLICIT_DENY")
        #expect(decision(ask("SUBSCRIBE", ["topicfilter/a"], ["policyNamesToAdd": .array(["p"])])) == "IMPLICIT_DENY")
        #expect(console.call("POST", "/test-authorization", [:]).error == "InvalidRequestException")
        #expect(ask("FLY", ["topic/a"]) == .null)
    }

    @Test func `policies know the certificate's fields`() throws {
        let registry = console.registry
        let id = try registry.register(der: Account.der("device-p256.pem"), now: Account.now)
        let context = registry.context(certificateID: id, clientID: "esp-1", sourceIP: "10.0.0.2", lastWill: true)
        #expect(context["iot:CertificateId"] == [id])
        #expect(context["iot:ClientId"] == ["esp-1"] && context["aws:SourceIp"] == ["10.0.0.2"])
        #expect(context["iot:ConnectAttributes"] == ["LastWill"])
        #expect(context["iot:Connection.Thing.IsAttached"] == ["false"])
        let parsed = try #require(X509Certificate(der: Account.der("device-p256.pem")))
        let name = try #require(parsed.subject(.commonName).first)
        #expect(context["iot:Certificate.Subject.CommonName"] == [name])
        #expect(context["iot:Certificate.Subject.CommonName.0"] == [name])
        #expect(context["iot:Certificate.Subject.CommonName.1"] == [])
        #expect(context["iot:Certificate.Subject.CommonName.List"] == [name])
        #expect(context["iot:Certificate.SerialNumber"].first?.isEmpty == false)
        #expect(
            context["iot:Certificate.AvailableKeys"].contains("iot:Certificate.Issuer.OrganizationalUnit") == !context[
                "iot:Certificate.Issuer.OrganizationalUnit"
            ].isEmpty
        )
    }
}
