import Foundation
import TestSupport
import Testing

/// What docs/cloud.md tells the reader to type works as it is written there.
@Suite(.serialized, .timeLimit(.minutes(2))) struct CloudDocumentTests {
    private static let policy = """
        {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "iot:*", "Resource": "*"}]}
        """

    /// The fenced `bash` blocks.
    private static var blocks: [String] {
        let text = (try? String(contentsOfFile: "\(Tool.packageRoot)/docs/cloud.md", encoding: .utf8)) ?? ""
        return text.matches(of: /```bash\n((?s).*?)```/).map { String($0.1) }
    }

    private let folder: Scratch

    init() throws {
        folder = try Scratch()
        for (name, file) in [("device.pem", "device-p256.pem"), ("device.key.pem", "device-p256.key.pem")] {
            _ = try folder.file(name, String(contentsOfFile: "\(Tool.certificates)/\(file)", encoding: .utf8))
        }
        _ = try folder.file("policy.json", Self.policy)
        try FileManager.default.createSymbolicLink(
            atPath: "\(folder.path)/vesp",
            withDestinationPath: Tool.executable.path
        )
    }

    /// A port that is free, or was a moment ago.
    private static func freePort() throws -> Int { try LoopbackServer(isListening: false).port }

    /// A shell's words that start the server at ports of its own, and wait for it.
    private static func start(_ options: String, _ mqtt: Int, _ control: Int, https: Int = 0) -> String {
        """
        vesp cloud serve \(options) --mqtt-port \(mqtt) --https-port \(https) --control-port \(control) 2>log & endpoint=$!
        until vesp cloud status --control-port \(control) >/dev/null 2>&1; do kill -0 $endpoint || exit 9; done
        """
    }

    @Test func `the endpoint, its root, two clients and its status`() throws {
        let mqtt = try Self.freePort(), control = try Self.freePort()
        // What a reader waits for by reading, a script waits for by asking.
        let script = try #require(Self.blocks.first).replacing("8883", with: "\(mqtt)").replacing(
            "8080",
            with: "\(control)"
        )
        .replacing(
            "vesp cloud serve --device device.pem &",
            with: Self.start("--device device.pem", mqtt, control)
        )
        .replacing(
            "-C 1 &",
            with: """
                -C 1 >heard & listener=$!
                until vesp cloud status --control-port \(control) | grep -q listener; do kill -0 $listener || exit 9; done
                """
        )
        let end = "wait $listener; code=$?; cat heard; kill $endpoint; wait $endpoint && exit $code"
        let result = try Tool.shell("PATH=.:$PATH; set -e\n\(script)\n\(end)", in: folder.path)
        #expect(result.code == 0, "\(result.errors)")
        #expect(result.output.contains("\nmessages     1 published\n"), "\(result.output)")
        #expect(result.output.hasSuffix("hello\n"), "\(result.output)")
    }

    @Test(.enabled(if: PythonTools.isHere)) func `the AWS CLI has a certificate made, with which a device publishes`()
        throws
    {
        let mqtt = try Self.freePort(), control = try Self.freePort()
        let block = try #require(Self.blocks.dropFirst().first)
        let script = """
            PATH=.:\(PythonTools.programs):$PATH; set -e
            \(Self.start("", mqtt, control))
            \(block.replacing("8080", with: "\(control)"))
            vesp cloud ca --control-port \(control) >root.pem
            mosquitto_pub -h localhost -p \(mqtt) --cafile root.pem --cert certificate.pem --key key.pem -i esp -t a -q 1 -m hello
            vesp cloud status --control-port \(control)
            kill $endpoint; wait $endpoint
            """
        let result = try Tool.shell(script, in: folder.path)
        #expect(result.code == 0, "\(result.errors)")
        #expect(result.output.contains(#""endpointAddress": "#), "\(result.output)")
        #expect(result.output.contains("\nmessages     1 published\n"), "\(result.output)")
    }

    @Test(.enabled(if: PythonTools.isHere)) func `a device registers itself under a CA of one's own`() throws {
        let mqtt = try Self.freePort(), control = try Self.freePort()
        let keys = try #require(Self.blocks.dropFirst().first).split(separator: "\n").prefix(2).joined(separator: "\n")
        let block = try #require(Self.blocks.dropFirst(2).first).replacing("8883", with: "\(mqtt)")
        let script = """
            PATH=.:\(PythonTools.programs):$PATH; set -e
            \(Self.start("--jitr-policy devices --jitr-delay 0", mqtt, control))
            \(keys.replacing("8080", with: "\(control)"))
            vesp cloud ca --control-port \(control) >root.pem
            \(block)
            vesp cloud status --control-port \(control)
            kill $endpoint; wait $endpoint; grep -c PENDING_ACTIVATION log
            """
        let result = try Tool.shell(script, in: folder.path)
        #expect(result.code == 0, "\(result.errors)")
        #expect(result.output.contains("\nmessages     1 published\n"), "\(result.output)")
        #expect(result.output.hasSuffix("\n1\n"), "\(result.output)")
    }

    @Test func `a device publishes over HTTPS`() throws {
        let mqtt = try Self.freePort(), control = try Self.freePort(), https = try Self.freePort()
        let block = try #require(Self.blocks.dropFirst(3).first).replacing("8443", with: "\(https)")
        let script = """
            PATH=.:$PATH; set -e
            \(Self.start("--device device.pem", mqtt, control, https: https))
            vesp cloud ca --control-port \(control) >root.pem
            \(block)
            kill $endpoint; wait $endpoint
            """
        let result = try Tool.shell(script, in: folder.path)
        #expect(result.code == 0, "\(result.errors)")
        #expect(result.output.contains(#"{"message":"OK","#), "\(result.output)")
    }

    @Test func `a policy is asked`() throws {
        let script = try #require(Self.blocks.last)
        let result = try Tool.shell("PATH=.:$PATH; \(script)", in: folder.path)
        #expect(result.code == 0, "\(result.errors)")
        #expect(result.output.hasPrefix("ALLOWED: 'policy.json' allows iot:Publish"))
    }
}
