import Foundation
import JSON
import Testing
import TestSupport

@testable import CloudEndpoint

/// Signatures as botocore makes them.
struct SignatureV4Tests {
    /// A request that botocore signed, one line of `Fixtures/signed-requests`.
    private struct Signed {
        var request: APIRequest
        var service: String
        var token: String?
        var time: Int64

        init(_ line: String) throws {
            let value = try #require(JSONValue(Array(line.utf8)))
            guard case .object(let headers)? = value["headers"], case .integer(let time)? = value["time"] else {
                throw Unreadable()
            }
            request = APIRequest(
                try #require(value["method"]?.text),
                try #require(value["target"]?.text),
                headers: headers.sorted { $0.key < $1.key }.map { APIRequest.Header($0.key, $0.value.text ?? "") },
                body: Array((value["body"]?.text ?? "").utf8)
            )
            service = try #require(value["service"]?.text)
            token = value["token"]?.text
            self.time = time
        }

        func error(after delay: Int64 = 0, region: String = "us-east-1", secret: String? = nil) -> APIError? {
            let example = SignatureV4.exampleKeys["AKIAVESPDESKEXAMPLE0"]?.secret ?? ""
            let key = SignatureV4.Key(secret: secret ?? example, sessionToken: token)
            let check = SignatureV4(keys: ["AKIAVESPDESKEXAMPLE0": key], region: region)
            do throws(APIError) {
                try check.check(request, for: [service], now: time + delay)
                return nil
            } catch {
                return error
            }
        }
    }

    private struct Unreadable: Error {}

    private static func lines(_ text: String) throws -> [Signed] {
        try text.split(separator: "\n").map { try Signed(String($0)) }
    }

    private static var kept: [Signed] {
        get throws {
            try lines(String(contentsOfFile: "\(packageRoot)/Fixtures/signed-requests/requests.jsonl", encoding: .utf8))
        }
    }

    @Test func `what botocore signed is taken`() throws {
        let requests = try Self.kept
        #expect(requests.count == 40)
        for signed in requests { #expect(signed.error() == nil, "\(signed.request)") }
    }

    @Test(.enabled(if: Python.hasBotocore, "needs python3 with botocore"))
    func `what botocore signs now is taken`() throws {
        let text = try #require(
            Python.run(["\(packageRoot)/Fixtures/signed-requests/make.py", "\(Fuzz.seed + 100)", "300"])
        )
        let requests = try Self.lines(text)
        #expect(requests.count == 300)
        for signed in requests { #expect(signed.error() == nil, "seed \(Fuzz.seed + 100): \(signed.request)") }
    }

    @Test func `whatever is changed after signing is refused`() throws {
        for signed in try Self.kept {
            #expect(signed.error(secret: "another")?.kind == .invalidSignature)
            #expect(signed.error(region: "eu-west-1")?.kind == .invalidSignature)
            var changed = signed
            changed.service = "s3"
            #expect(changed.error()?.kind == .invalidSignature)
            changed = signed
            changed.request.method = "OPTIONS"
            #expect(changed.error()?.kind == .invalidSignature)
            changed = signed
            changed.request.path += "x"
            #expect(changed.error()?.kind == .invalidSignature)
            changed = signed
            changed.request.query += "&more=1"
            #expect(changed.error()?.kind == .invalidSignature)
            changed = signed
            changed.request.body.append(0x20)
            #expect(changed.error()?.kind == .invalidSignature)
            changed = signed
            changed.token = signed.token == nil ? "other" : nil
            #expect(changed.error()?.kind == .unrecognizedClient)
        }
    }

    @Test func `a request of another time is refused: five minutes either way, a presigned URL for as long as it says`()
        throws
    {
        for signed in try Self.kept {
            let isPresigned = signed.request.query.contains("X-Amz-Expires=86400")
            let longest: Int64 = isPresigned ? 86_400_000 : 300_000
            #expect(signed.error(after: longest) == nil)
            #expect(signed.error(after: longest + 1000)?.message.hasPrefix("Signature expired: ") == true)
            #expect(signed.error(after: -300_000) == nil)
            #expect(signed.error(after: -301_000)?.message.hasPrefix("Signature not yet current: ") == true)
        }
    }

    @Test func `a stale time is told as AWS tells it`() throws {
        let signed = try #require(Self.kept.first { !$0.request.query.contains("X-Amz-Expires") })
        let message = try #require(signed.error(after: 600_000)?.message)
        let start = SignatureTime(signed.time).text
        #expect(
            message == "Signature expired: \(start) is now earlier than \(SignatureTime(signed.time + 300_000).text) "
                + "(\(SignatureTime(signed.time + 600_000).text) - 5 min.)"
        )
        #expect(signed.error(after: 600_000)?.kind.status == 403)
    }

    @Test(arguments: [
        ("", "MissingAuthenticationTokenException"),
        ("Basic abc", "IncompleteSignatureException"),
        ("AWS4-HMAC-SHA256", "IncompleteSignatureException"),
        ("AWS4-HMAC-SHA256 Credential=a/b", "IncompleteSignatureException"),
        (
            "AWS4-HMAC-SHA256 Credential=a/20260101/us-east-1/iot/aws4_request, SignedHeaders=x-amz-date, Signature=0",
            "IncompleteSignatureException"
        ),
        (
            "AWS4-HMAC-SHA256 Credential=a/20260101/us-east-1/iot/aws4_request, SignedHeaders=host, Signature=0",
            "UnrecognizedClientException"
        ),
        (
            "AWS4-HMAC-SHA256 Credential=AKIAVESPDESKEXAMPLE0/20260102/us-east-1/iot/aws4_request,SignedHeaders=host,"
                + "Signature=0",
            "InvalidSignatureException"
        ),
        (
            "AWS4-HMAC-SHA256 Credential=AKIAVESPDESKEXAMPLE0/20260101/us-east-1/iot/aws4_request,SignedHeaders=host,"
                + "Signature=0",
            "InvalidSignatureException"
        ),
    ]) func `what is no signature is refused with AWS's error type`(authorization: String, error: String) throws {
        let console = Console(try Account.registry(), signatures: SignatureV4(region: "us-east-1"))
        var headers = ["X-Amz-Date": "20260101T000000Z", "Host": "localhost"]
        if !authorization.isEmpty { headers["Authorization"] = authorization }
        let answer = console.call("GET", "/endpoint", headers: headers)
        #expect(answer.status == 403 && answer.error == error)
    }

    @Test func `times are read and written as the calendar has them`() throws {
        let figures: [(String, Int64)] = [
            ("19700101T000000Z", 0), ("20000229T235959Z", 951_868_799), ("20260101T000000Z", 1_767_225_600),
            ("21000301T000000Z", 4_107_542_400), ("99991231T235959Z", 253_402_300_799),
        ]
        for (text, seconds) in figures {
            #expect(SignatureTime(text)?.milliseconds == seconds * 1000)
            #expect(SignatureTime(seconds * 1000).text == text)
        }
        #expect(SignatureTime("19860618T123600Z")?.milliseconds == 519_482_160_000)
        for text in ["", "2026-01-01T00:00:00", "20261301T000000Z", "20260100T000000Z", "2026010aT000000Z"]
            + ["20260230T000000Z", "20260101T250000Z", "-0260101T000000Z", "20260101T000000Z "]
        {
            #expect(SignatureTime(text) == nil)
        }
        var random = SeededGenerator(state: Fuzz.seed)
        for _ in 0..<2000 {
            let seconds = Int64(random.next() % 253_402_300_800)
            #expect(SignatureTime(SignatureTime(seconds * 1000).text)?.milliseconds == seconds * 1000)
        }
    }

    @Test func `paths are signed without empty and dot segments`() {
        let figures = [("", "/"), ("/", "/"), ("//a/./b/../c/", "/a/c/"), ("/a%3Ab", "/a%253Ab"), ("/../..", "/")]
        for (path, expected) in figures { #expect(CanonicalRequest.path(path) == expected) }
    }
}

/// The python3 that a host may have.
enum Python {
    static let hasBotocore = run(["-c", "import botocore; print(1)"]) == "1\n"

    /// What a program prints; nil when it fails.
    static func run(_ arguments: [String]) -> String? {
        let process = Process(), output = Pipe()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["python3"] + arguments
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        guard (try? process.run()) != nil else { return nil }
        let data = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return process.terminationStatus == 0 ? String(decoding: data, as: UTF8.self) : nil
    }
}
