import Foundation
import TestSupport
import Testing

/// `vesp cloud serve --data`.
@Suite(.serialized, .timeLimit(.minutes(5))) struct CloudDataTests {
    private let folder: Scratch
    private var data: String { "\(folder.path)/account.db" }

    init() throws { folder = try Scratch() }

    /// All that is on the disk of it.
    private func bytes() throws -> Data {
        try ["", "-wal"].reduce(Data()) { try $0 + Data(contentsOf: URL(fileURLWithPath: data + $1)) }
    }

    @Test func `certificates are in the file, private keys are not`() throws {
        let cloud = try ServedCloud(data: data)
        let answer = try cloud.call("POST", "/keys-and-certificate?setAsActive=true")
        let root = try #require(try JSONSerialization.jsonObject(with: Data(answer.body.utf8)) as? [String: Any])
        let pem = try #require((root["keyPair"] as? [String: String])?["PrivateKey"])
        let certificate = try #require(root["certificatePem"] as? String)
        cloud.kill()
        let file = try bytes()
        let lines = pem.split(separator: "\n")
        let key = try #require(Data(base64Encoded: lines.dropFirst().dropLast().joined()))
        #expect(key.count > 1000)
        // In front of the private exponent stands the modulus, which the certificate has, too (RFC 8017, A.1.2).
        for place in stride(from: 320, to: key.count - 16, by: 16) {
            #expect(file.range(of: key[place..<place + 16]) == nil, "byte \(place) of the key")
        }
        #expect(lines.dropFirst(7).allSatisfy { file.range(of: Data($0.utf8)) == nil })
        // A row that is longer than a page is in two pieces.
        let found = certificate.split(separator: "\n").count { file.range(of: Data($0.utf8)) != nil }
        #expect(found > 10)
    }

    @Test func `the account is there again, and no serial number twice`() throws {
        var cloud = try ServedCloud(data: data)
        let code = try cloud.call("GET", "/registrationcode").body
        let certificates = try cloud.call("POST", "/keys-and-certificate").body
        #expect(try cloud.call("POST", "/thing-groups/room", "{}").status == "200")
        cloud.kill()
        cloud = try ServedCloud(data: data)
        #expect(try cloud.call("GET", "/registrationcode").body == code)
        #expect(try cloud.call("GET", "/thing-groups/room").status == "200")
        let id = try #require(certificates.firstMatch(of: /"certificateId":"([0-9a-f]+)"/)?.1)
        #expect(try cloud.call("GET", "/certificates/\(id)").status == "200")
        #expect(try !cloud.call("POST", "/keys-and-certificate").body.contains(id))
    }

    @Test func `a disk that is full has changes refused, until there is room again`() throws {
        var cloud = try ServedCloud(data: data)
        let listener = try Peer(
            "mosquitto_sub",
            cloud.words("k") + ["-c", "-q", "1", "-t", "a", "-E"],
            hasInput: false
        )
        #expect(listener.waitForExit() == 0)
        func limit(_ size: String) throws {
            let line = "prlimit --pid \(cloud.tool.processIdentifier) --fsize=\(size):"
            #expect(try Tool.shell(line, in: "/").code == 0)
        }
        func publish(_ id: String) throws -> Int32 {
            let words = cloud.words(id) + ["-q", "1", "-t", "a", "-m", id]
            return try Peer("mosquitto_pub", words, hasInput: false).waitForExit()
        }
        try limit("\(try bytes().count + 100_000)")
        // The log of changes has some room left.
        var number = 0, answer = try cloud.call("POST", "/things/t0", "{}")
        while answer.status == "200", number < 1000 {
            number += 1
            answer = try cloud.call("POST", "/things/t\(number)", "{}")
        }
        #expect(answer.status == "503" && answer.body.contains("cannot be kept"), "\(answer)")
        #expect(try cloud.call("POST", "/things/other", "{}").status == "503")
        #expect(try cloud.call("GET", "/things/t0").status == "200")
        #expect(try publish("one") != 0)
        try limit("unlimited")
        for _ in 0..<3000 where answer.status == "503" { answer = try cloud.call("POST", "/things/last", "{}") }
        #expect(answer.status == "200" && number > 0)
        #expect(try publish("two") == 0)
        cloud.kill()
        cloud = try ServedCloud(data: data)
        for thing in ["t0", "t\(number - 1)", "last"] {
            #expect(try cloud.call("GET", "/things/\(thing)").status == "200", "\(thing)")
        }
        let words = cloud.words("k") + ["-c", "-q", "1", "-t", "a", "-F", "%p"]
        let file = "\(folder.path)/received"
        let subscriber = try Peer("stdbuf", ["-oL", "mosquitto_sub"] + words, output: file, hasInput: false)
        #expect(subscriber.waits(for: "two\n", in: file))
    }

    @Test func `a file that cannot be had is one line and an exit code`() throws {
        func serve(_ file: String) throws -> Tool.Result {
            try Tool.run([
                "cloud", "serve", "--mqtt-port", "0", "--https-port", "0", "--control-port", "0", "--data", file,
            ])
        }
        let text = try folder.file("text", String(repeating: "no database. ", count: 100))
        for (file, code, reason) in [
            (text, 65, "is not a database"), ("\(folder.path)/no/file", 66, "no such folder"),
            (folder.path, 73, "cannot be written: is no regular file"),
        ] as [(String, Int32, String)] {
            let result = try serve(file)
            #expect(result.code == code && result.errors == "vesp: \(file): \(reason)\n", "\(result)")
        }
        let cloud = try ServedCloud(data: data)
        let result = try serve(data)
        #expect(result.code == 69 && result.errors == "vesp: \(data): is in use by another process\n", "\(result)")
        cloud.tool.send(SIGTERM)
        #expect(cloud.tool.exitCode() == 0)
        #expect(!FileManager.default.fileExists(atPath: data + "-wal"))
    }
}
