import Crypto
import JSON
import TestSupport
import Testing

@testable import CloudEndpoint

/// Requests that somebody signed and somebody else edited.
struct ForgedSignatureTests {
    private let check = SignatureV4(region: "us-east-1")
    private let key = SignatureV4.exampleKeys["AKIAVESPDESKEXAMPLE0"]?.secret ?? ""
    private static let now: Int64 = 1_767_225_600_000

    /// A request signed with header fields, as any client of AWS does it.
    private func signed(_ method: String, _ target: String, body: [UInt8], service: String = "iot") throws -> APIRequest
    {
        let time = SignatureTime(Self.now).text
        var request = APIRequest(
            method,
            target,
            headers: [
                .init("Host", "localhost"), .init("X-Amz-Date", time),
                .init("x-amzn-iot-principal", "arn:aws:iot:a:1:cert/0"),
            ],
            body: body
        )
        let scope = "\(time.prefix(8))/us-east-1/\(service)/aws4_request"
        func authorization(_ signature: String) -> APIRequest.Header {
            let fields = "SignedHeaders=host;x-amz-date;x-amzn-iot-principal"
            return .init(
                "Authorization",
                "AWS4-HMAC-SHA256 Credential=AKIAVESPDESKEXAMPLE0/\(scope), \(fields), Signature=\(signature)"
            )
        }
        var unsigned = request
        unsigned.headers.append(authorization("0"))
        request.headers.append(authorization(try signature(of: unsigned, scope)))
        return request
    }

    private func signature(of request: APIRequest, _ scope: String) throws -> String {
        let claim = try SignatureClaim(request)
        let form = try #require(CanonicalRequest.forms(of: request, claim).first)
        let hash = SignatureV4.hexHash(Array(form.utf8))
        let texts =
            scope.split(separator: "/").map(String.init)
            + [["AWS4-HMAC-SHA256", claim.time.text, scope, hash].joined(separator: "\n")]
        let mac = texts.reduce(Array("AWS4\(key)".utf8)) { key, text in
            Array(HMAC<SHA256>.authenticationCode(for: Array(text.utf8), using: SymmetricKey(data: key)))
        }
        return Hexadecimal.text(mac)
    }

    private func isTaken(_ request: APIRequest) -> Bool {
        (try? check.check(request, for: ["iot"], now: Self.now)) != nil
    }

    /// What a request says, apart from how.
    private static func meaning(_ request: APIRequest) -> [String] {
        let query = request.queryItems.map { "\($0.name)=\($0.value)" }.sorted()
        let headers = request.headers.filter { $0.name != "Authorization" && $0.name != "Host" }.map(\.value)
        return [request.method, request.path] + query + headers + request.body.map { "\($0)" }
    }

    @Test func `a request with one bit changed is refused, or means the same`() throws {
        let seed = Fuzz.seed
        print("seed \(seed)")
        var random = SeededGenerator(state: seed)
        let requests = [
            try signed("POST", "/policies/p?a=b%2Fc&x=1", body: Array("{\"policyDocument\":\"{}\"}".utf8)),
            try signed("GET", "/things/x?maxResults=3", body: []),
            try signed("PUT", "/certificates/0123?newStatus=ACTIVE", body: []),
        ]
        for request in requests {
            #expect(isTaken(request))
            for _ in 0..<Fuzz.count(300) {
                var forged = request
                var target = "\(request.path)?\(request.query)"
                switch random.below(5) {
                case 0: target = Self.changed(target, &random)
                case 1 where !request.body.isEmpty:
                    forged.body[random.index(below: request.body.count)] ^= 1 << UInt8(random.below(8))
                case 2: forged.method = Self.changed(request.method, &random)
                default:
                    let index = random.index(below: request.headers.count)
                    forged.headers[index].value = Self.changed(request.headers[index].value, &random)
                }
                let rest = APIRequest(forged.method, target, headers: forged.headers, body: forged.body)
                if isTaken(rest) { #expect(Self.meaning(rest) == Self.meaning(request), "\(rest)") }
            }
        }
    }

    private static func changed(_ text: String, _ random: inout SeededGenerator) -> String {
        var bytes = Array(text.utf8)
        bytes[random.index(below: bytes.count)] ^= 1 << UInt8(random.below(7))
        return String(decoding: bytes, as: UTF8.self)
    }

    @Test(arguments: ["/topics/b/../a", "/topics//a", "/topics/./a", "/topics/a/b/..", "//topics/a", "/x/../topics/a"])
    func `a path that is signed as another is refused`(path: String) throws {
        let console = Console(try Account.registry(), signatures: check)
        console.now = Self.now
        var request = try signed("POST", "/topics/a", body: [1], service: "iotdata")
        #expect(console.send(request).status == 200)
        #expect(console.published.count == 1)
        request.path = path
        #expect([403, 404].contains(console.send(request).status))
        #expect(console.published.count == 1)
    }

    @Test func `a signed request is good for five minutes, as often as it comes`() throws {
        let request = try signed("GET", "/things/x", body: [])
        for _ in 0..<3 { #expect(isTaken(request)) }
        #expect(throws: APIError.self) { try check.check(request, for: ["iot"], now: Self.now + 301_000) }
    }
}
