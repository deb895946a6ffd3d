import JSON
import Testing
import TestSupport
import X509

@testable import CloudEndpoint

/// Whatever is sent, the API answers.
struct ControlPlaneFuzzTests {
    /// Texts that are something, to be damaged.
    private static func seeds() throws -> [[UInt8]] {
        let request = try Account.request(Certificate.PrivateKey(pemEncoded: Account.key(3).privatePEM))
        let texts = [
            request, try Account.resource("device-p256.pem"), try Account.resource("device-ca.pem"),
            try Account.verification("x"), Account.everything, #"{"state":{"desired":{"a":[1,{"b":null}]}}}"#,
            #"{"Resources":{"t":{"Type":"AWS::IoT::Thing","Properties":{"ThingName":"x"}}}}"#,
            "SELECT * FROM '$aws/events/certificates/registered/#'",
        ]
        return texts.map { Array($0.utf8) }
    }

    private static func damaged(_ bytes: [UInt8], _ random: inout SeededGenerator) -> [UInt8] {
        var bytes = bytes
        for _ in 0..<random.index(below: 4) where !bytes.isEmpty {
            let index = random.index(below: bytes.count)
            switch random.below(4) {
            case 0: bytes[index] = UInt8(truncatingIfNeeded: random.next())
            case 1: bytes.removeSubrange(index..<min(bytes.count, index + 1 + random.index(below: 40)))
            case 2: bytes.insert(contentsOf: bytes[index...].prefix(20), at: index)
            default: bytes = Array(bytes.prefix(index))
            }
        }
        return bytes
    }

    @Test func `certificates, requests and keys of any bytes are read or refused`() throws {
        var random = SeededGenerator(state: Fuzz.seed)
        let issuer = try #require(Account.issuer)
        let pems = try Self.seeds().prefix(4)
        let ders = pems.compactMap {
            PEMText.der(in: String(decoding: $0, as: UTF8.self), ["CERTIFICATE", "CERTIFICATE REQUEST"])
        }
        #expect(ders.count == 4)
        for round in 0..<Int(Fuzz.count(600)) {
            let der = Self.damaged(ders[round % 4], &random)
            let pem = String(decoding: Self.damaged(Array(pems[round % 4]), &random), as: UTF8.self)
            for text in [
                pem, PEMText.certificate(der),
                PEMText.certificate(der).replacing("CERTIFICATE", with: "CERTIFICATE REQUEST"),
            ] {
                _ = try? issuer.issue(request: text, serial: [1], now: 0)
                guard let certificate = X509Certificate(pem: text) else { continue }
                _ = (
                    certificate.isAuthority, certificate.validity, certificate.alternativeNames,
                    certificate.serialNumber
                )
                for attribute in NameAttribute.allCases {
                    _ = (certificate.subject(attribute), certificate.issuer(attribute))
                }
            }
            _ = CertificateIssuer(keyPEM: pem)
        }
    }

    @Test func `every operation answers every body with a status of its own`() throws {
        let seed = Fuzz.seed
        var random = SeededGenerator(state: seed)
        let console = try Console(), seeds = try Self.seeds()
        let keys = Self.members
        let words = [
            "x", "esp-1", "%00", "..", "$aws", "%F0%9F%92%A9", "", String(repeating: "0", count: 64),
            "arn:aws:iot:us-east-1:123456789012:cert/x",
        ]
        func word() -> String { words[random.index(below: words.count)] }
        func value(_ depth: Int) -> JSONValue {
            switch random.below(depth > 3 ? 5 : 7) {
            case 0: return .null
            case 1: return .integer(Int64(truncatingIfNeeded: random.next()))
            case 2: return .bool(random.below(2) == 0)
            case 3:
                return .string(
                    String(decoding: Self.damaged(seeds[random.index(below: seeds.count)], &random), as: UTF8.self)
                )
            case 4: return .string(word())
            case 5: return .array((0..<random.index(below: 3)).map { _ in value(depth + 1) })
            default:
                let members = (0..<random.index(below: 4)).map { _ in
                    (keys[random.index(below: keys.count)], value(depth + 1))
                }
                return .object(Dictionary(members) { $1 })
            }
        }
        var successes = 0
        for _ in 0..<Int(Fuzz.count(6000)) {
            let route = ControlPlane.routes[random.index(below: ControlPlane.routes.count)]
            if route.operation == "CreateKeysAndCertificate" { continue }
            let path = route.segments.map { if case .word(let word) = $0 { word } else { word() } }.joined(
                separator: "/"
            )
            let query = (0..<random.index(below: 3)).map { _ in "\(keys[random.index(below: keys.count)])=\(word())" }
            var body = value(0).bytes
            if random.below(8) == 0 { body = Self.damaged(body, &random) }
            if random.below(3) != 0, let members = JSONValue(body), case .object = members {
            } else if random.below(2) == 0 {
                body = []
            }
            let headers = ["x-amzn-iot-principal", "x-amzn-principal", "x-amzn-iot-policy"].map {
                APIRequest.Header($0, word())
            }
            let target = "/\(path)?\(query.joined(separator: "&"))"
            let answer = console.send(APIRequest(route.method, target, headers: headers, body: body))
            if answer.status == 200 { successes += 1 }
            let kind = answer.error.flatMap(APIError.Kind.init)
            #expect(
                answer.status == 200 && answer.error == nil || kind?.status == answer.status,
                "seed \(seed): \(route.operation)"
            )
            #expect(kind != .internalFailure, "seed \(seed): \(route.operation)")
        }
        #expect(successes > 200)
        #expect(try Account.registry(restoring: console.registry.snapshot).tables == console.registry.tables)
    }

    /// Names that mean something in a body or a query.
    private static let members = [
        "certificateSigningRequest", "certificatePem", "caCertificatePem", "caCertificate", "verificationCertificate",
        "certificateMode", "registrationConfig", "templateBody", "templateName", "policyDocument", "target",
        "principal",
        "authInfos", "actionType", "resources", "attributePayload", "attributes", "merge", "thingTypeName",
        "thingGroupName", "thingName", "parentGroupName", "thingGroupProperties", "expectedVersion", "sql", "actions",
        "status", "newStatus", "pageSize", "marker", "nextToken", "maxResults", "isAscendingOrder", "name", "qos",
        "retain", "setAsActive", "allowAutoRegistration", "eventConfigurations", "parameters", "type",
        "provisioningRoleArn", "thingGroupsToAdd", "thingGroupsToRemove", "endpointType", "clientId",
    ]

    @Test func `any request and any signature are answered`() throws {
        var random = SeededGenerator(state: Fuzz.seed)
        let console = Console(try Account.registry(), signatures: SignatureV4(region: "us-east-1"))
        let seeds = [
            "/mqtt?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=A%2F20260101%2Fus-east-1%2Fiot%2Faws4_request&X-Amz-Date=20260101T000000Z&X-Amz-Expires=86400&X-Amz-SignedHeaders=host&X-Amz-Signature=00",
            "/endpoint?endpointType=iot:Data", "/../..//things/%zz/%",
        ]
        let field =
            "AWS4-HMAC-SHA256 Credential=A/20260101/us-east-1/iot/aws4_request, SignedHeaders=host;a, Signature=00"
        for _ in 0..<Int(Fuzz.count(3000)) {
            func text(_ seed: String) -> String {
                String(decoding: Self.damaged(Array(seed.utf8), &random), as: UTF8.self)
            }
            let target = text(seeds[random.index(below: seeds.count)])
            var headers = [APIRequest.Header("Host", text("localhost:8443"))]
            if random.below(2) == 0 { headers.append(APIRequest.Header("Authorization", text(field))) }
            headers.append(APIRequest.Header("X-Amz-Date", text("20260101T000000Z")))
            let answer = console.send(APIRequest("GET", target, headers: headers))
            #expect([403, 404].contains(answer.status), "\(target)")
        }
    }
}
