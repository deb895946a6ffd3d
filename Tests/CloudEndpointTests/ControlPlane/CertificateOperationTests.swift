import Crypto
import JSON
import Testing
import X509

@testable import CloudEndpoint

/// The API's operations on certificates and CAs.
struct CertificateOperationTests {
    private let console: Console

    init() throws { console = try Console() }

    private func create(active: Bool = false) throws -> Console.Answer {
        let request = try Account.request(Certificate.PrivateKey(P256.Signing.PrivateKey()))
        let target = "/certificates\(active ? "?setAsActive=true" : "")"
        return console.call("POST", target, ["certificateSigningRequest": .string(request)])
    }

    @Test func `describe-endpoint gives the host of its type and era`() throws {
        #expect(
            console.call("GET", "/endpoint").text("endpointAddress") == "a1b2c3d4e5f6g7-ats.iot.us-east-1.amazonaws.com"
        )
        let types = [
            ("iot%3AData-ATS", "a1b2c3d4e5f6g7-ats.iot"), ("iot:CredentialProvider", "a1b2c3d4e5f6g7.credentials.iot"),
            ("iot:Jobs", "a1b2c3d4e5f6g7.jobs.iot"),
        ]
        for (type, host) in types {
            let answer = console.call("GET", "/endpoint?endpointType=\(type)")
            #expect(answer.text("endpointAddress") == "\(host).us-east-1.amazonaws.com")
        }
        for type in ["iot:Data", "nonsense"] {
            #expect(console.call("GET", "/endpoint?endpointType=\(type)").error == "InvalidRequestException")
        }
        console.registry.settings.defaultEndpoint = .legacy
        for target in ["/endpoint", "/endpoint?endpointType=iot:Data"] {
            #expect(console.call("GET", target).text("endpointAddress") == "a1b2c3d4e5f6g7.iot.us-east-1.amazonaws.com")
        }
        console.registry.settings.endpoints["iot:Data-ATS"] = "localhost"
        #expect(console.call("GET", "/endpoint?endpointType=iot:Data-ATS").text("endpointAddress") == "localhost")
    }

    @Test func `a certificate is issued on a request, inactive unless asked otherwise`() throws {
        for active in [false, true] {
            let answer = try create(active: active)
            #expect(answer.status == 200)
            let id = answer.text("certificateId")
            let parsed = try #require(X509Certificate(pem: answer.text("certificatePem")))
            #expect(parsed.id == id && answer.text("certificateArn").hasSuffix(":123456789012:cert/\(id)"))
            let description = try #require(console.call("GET", "/certificates/\(id)")["certificateDescription"])
            #expect(description["status"]?.text == (active ? "ACTIVE" : "INACTIVE"))
            #expect(description["certificatePem"]?.text == answer.text("certificatePem"))
            #expect(description["ownedBy"]?.text == Account.id)
            #expect(description["creationDate"] == .integer(Account.now / 1000))
            #expect(description["validity"]?["notAfter"] == .integer(2_524_607_999))
        }
    }

    @Test(arguments: [
        (#"{}"#, "certificateSigningRequest is missing"), (#"[]"#, "The body is no JSON object"),
        (#"{"#, "The body is no JSON object"),
        (#"{"certificateSigningRequest":7}"#, "certificateSigningRequest must be a string"),
        (#"{"certificateSigningRequest":""}"#, "certificateSigningRequest must have 1 to 4096 characters"),
        (
            #"{"certificateSigningRequest":"x"}"#,
            "Cannot use the certificate signing request: no PEM block of the kind that is wanted"
        ),
    ]) func `a bad request for a certificate is refused with the reason`(body: String, message: String) {
        let answer = console.send(APIRequest("POST", "/certificates", body: Array(body.utf8)))
        #expect(answer.status == 400 && answer.error == "InvalidRequestException" && answer.text("message") == message)
    }

    @Test func `a certificate goes through its statuses, and cannot be deleted before it is let go`() throws {
        let answer = try create(active: true), id = answer.text("certificateId"), arn = answer.text("certificateArn")
        let principal = ["x-amzn-iot-principal": arn, "x-amzn-principal": arn]
        console.call("POST", "/policies/p", ["policyDocument": .string(Account.everything)])
        console.call("POST", "/things/t", [:])
        #expect(console.call("PUT", "/principal-policies/p", headers: principal).status == 200)
        #expect(console.call("PUT", "/things/t/principals", headers: principal).status == 200)
        #expect(console.call("DELETE", "/certificates/\(id)").error == "CertificateStateException")
        for status in ["PENDING_TRANSFER", "PENDING_ACTIVATION", "nonsense"] {
            #expect(console.call("PUT", "/certificates/\(id)?newStatus=\(status)").error == "InvalidRequestException")
        }
        for status in ["REVOKED", "ACTIVE", "INACTIVE", "INACTIVE"] {
            #expect(console.call("PUT", "/certificates/\(id)?newStatus=\(status)").status == 200)
        }
        #expect(try console.registry.certificate(id).version == 4)
        #expect(console.call("DELETE", "/certificates/\(id)?forceDelete=true").error == "DeleteConflictException")
        #expect(console.call("DELETE", "/things/t/principals", headers: principal).status == 200)
        #expect(console.call("DELETE", "/certificates/\(id)").error == "DeleteConflictException")
        #expect(console.call("DELETE", "/certificates/\(id)?forceDelete=true").status == 200)
        #expect(console.call("GET", "/certificates/\(id)").error == "ResourceNotFoundException")
        #expect(console.call("GET", "/certificates/zz").error == "InvalidRequestException")
    }

    @Test func `lists come in pages, newest first unless asked otherwise`() throws {
        var ids: [String] = []
        for _ in 0..<5 {
            console.now += 1000
            ids.append(try create().text("certificateId"))
        }
        func walk(_ query: String) -> [String] {
            var found: [String] = [], marker = ""
            repeat {
                let page = console.call("GET", "/certificates?pageSize=2\(query)\(marker)")
                guard case .array(let items)? = page["certificates"], items.count <= 2 else { return [] }
                found += items.map { $0["certificateId"]?.text ?? "" }
                marker = page["nextMarker"]?.text.map { "&marker=\(PercentEncoding.encode($0))" } ?? ""
            } while !marker.isEmpty
            return found
        }
        #expect(walk("") == ids.reversed())
        #expect(walk("&isAscendingOrder=true") == ids)
        for query in ["pageSize=0", "pageSize=251", "pageSize=x", "marker=%25", "isAscendingOrder=yes"] {
            #expect(console.call("GET", "/certificates?\(query)").error == "InvalidRequestException")
        }
    }

    @Test func `a certificate is registered with and without its CA`() throws {
        let device = try Account.resource("device-p256.pem")
        let body: JSONValue = ["certificatePem": .string(device)]
        #expect(console.call("POST", "/certificate/register", body).error == "CertificateValidationException")
        let authority = try Account.registerAuthority(console.registry)
        let answer = console.call("POST", "/certificate/register?setAsActive=true", body)
        let id = answer.text("certificateId")
        #expect(answer.status == 200)
        let certificate = try console.registry.certificate(id)
        #expect(certificate.status == .active && certificate.authority == authority.id && certificate.mode == .standard)
        let again = console.call("POST", "/certificate/register", body)
        #expect(again.error == "ResourceAlreadyExistsException" && again.status == 409)
        #expect(again.text("resourceId") == id && again.text("resourceArn") == answer.text("certificateArn"))
        let list = console.call("GET", "/certificates-by-ca/\(authority.id)")
        #expect(list["certificates"] != .array([]))
        let other = try console.call(
            "POST",
            "/certificate/register-no-ca",
            ["certificatePem": .string(Account.resource("device-rsa-2048.pem")), "status": "ACTIVE"]
        )
        #expect(other.status == 200)
        #expect(try console.registry.certificate(other.text("certificateId")).mode == .sniOnly)
    }

    @Test func `a CA is registered with the registration code, and told when something is wrong`() throws {
        let certificate = try Account.resource("device-ca.pem")
        let code = console.call("GET", "/registrationcode").text("registrationCode")
        #expect(code.count == 64 && code == console.call("GET", "/registrationcode").text("registrationCode"))
        func register(_ verification: String?, _ more: [String: JSONValue] = [:]) -> Console.Answer {
            var body = more
            body["caCertificate"] = body["caCertificate"] ?? .string(certificate)
            body["verificationCertificate"] = verification.map(JSONValue.string)
            return console.call("POST", "/cacertificate?setAsActive=true&allowAutoRegistration=true", .object(body))
        }
        #expect(register(nil).error == "InvalidRequestException")
        #expect(register(try Account.verification("wrong")).error == "RegistrationCodeValidationException")
        #expect(register(certificate.replacing("M", with: "N")).error == "CertificateValidationException")
        #expect(register(try Account.resource("root-ca.pem")).error == "CertificateValidationException")
        let device: [String: JSONValue] = ["caCertificate": .string(try Account.resource("device-p256.pem"))]
        #expect(register(try Account.verification(code), device).error == "CertificateValidationException")
        let good = register(try Account.verification(code))
        #expect(good.status == 200 && good.text("certificateArn").contains(":cacert/"))
        #expect(register(try Account.verification(code)).error == "ResourceAlreadyExistsException")
        let id = good.text("certificateId")
        let description = console.call("GET", "/cacertificate/\(id)")["certificateDescription"]
        #expect(description?["autoRegistrationStatus"]?.text == "ENABLE" && description?["status"]?.text == "ACTIVE")
        #expect(console.call("DELETE", "/cacertificate/\(id)").error == "CertificateStateException")
        let change = "newStatus=INACTIVE&newAutoRegistrationStatus=DISABLE"
        #expect(console.call("PUT", "/cacertificate/\(id)?\(change)").status == 200)
        #expect(try !console.registry.authority(id).registersDevices)
        #expect(console.call("GET", "/cacertificates")["certificates"] != .array([]))
        #expect(console.call("DELETE", "/cacertificate/\(id)").status == 200)
        #expect(console.call("GET", "/cacertificate/\(id)").error == "ResourceNotFoundException")
    }

    @Test func `a CA of the mode SNI_ONLY needs no proof, and registers clients with SNI only`() throws {
        let body: JSONValue = [
            "caCertificate": .string(try Account.resource("device-ca.pem")), "certificateMode": "SNI_ONLY",
        ]
        let target = "/cacertificate?setAsActive=true&allowAutoRegistration=true"
        #expect(console.call("POST", target, body).status == 200)
        let chain = [try Account.der("device-p256.pem"), try Account.der("device-ca.pem")]
        let registry = console.registry
        #expect(registry.admit(chain: chain, sourceIP: nil, now: 0, hasServerName: false) == .unknown)
        guard case .registered = registry.admit(chain: chain, sourceIP: nil, now: 0) else {
            Issue.record("not registered")
            return
        }
    }
}
