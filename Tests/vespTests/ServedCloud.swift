import Foundation
import TestSupport
import Testing

/// `vesp cloud serve` on free ports, and who speaks to it.
struct ServedCloud {
    let tool: RunningTool
    let mqttPort: Int
    let controlPort: Int

    private static let device = "\(Tool.certificates)/device-p256"
    /// Those of docs/cloud.md.
    static let keys = "AKIAVESPDESKEXAMPLE0:vesp/on/the/desk/secret/access/key/EXAMPLE"

    /// Starts it with `file` as its data.
    init(data file: String) throws {
        tool = try RunningTool(
            [
                "cloud", "serve", "--mqtt-port", "0", "--https-port", "0", "--control-port", "0", "--data", file,
                "--device", "\(Self.device).pem",
            ]
        )
        var ports: [Int] = []
        for start in ["mqtt 127.0.0.1:", "control 127.0.0.1:"] {
            let line = try tool.nextLine()
            ports.append(try #require(line.hasPrefix(start) ? Int(line.dropFirst(start.count)) : nil, "\(line)"))
        }
        (mqttPort, controlPort) = (ports[0], ports[1])
    }

    /// Ends it without a word.
    func kill() {
        tool.send(SIGKILL)
        #expect(tool.exitCode() == -SIGKILL)
    }

    /// Words of a client of mosquitto that may do everything.
    func words(_ id: String) -> [String] {
        ["-h", "localhost", "-p", "\(mqttPort)", "--cafile", "\(Tool.certificates)/root-ca.pem", "-i", id]
            + ["--cert", "\(Self.device).pem", "--key", "\(Self.device).key.pem"]
    }

    /// Words of a shell that call the API.
    func curl(_ service: String) -> String {
        "curl -s -m 20 --aws-sigv4 aws:amz:us-east-1:\(service) --user \(Self.keys)"
    }

    /// The address of something at the API.
    func address(_ target: String) -> String { "http://127.0.0.1:\(controlPort)\(target)" }

    /// The HTTP status and the body that the API answers.
    func call(_ method: String, _ target: String, _ body: String? = nil, service: String = "iot") throws -> (
        status: String, body: String
    ) {
        let data = body.map { "-d '\($0)'" } ?? ""
        let line = "\(curl(service)) -w '\\n%{http_code}' -X \(method) \(data) '\(address(target))'"
        let answer = try Tool.shell(line, in: "/").output
        let end = answer.lastIndex(of: "\n") ?? answer.startIndex
        return (String(answer[end...].dropFirst()), String(answer[..<end]))
    }
}

extension Peer {
    /// Waits until `file` has `text`; false when it is not there after 20 s, or when the program ends first.
    func waits(for text: String, in file: String) -> Bool {
        for _ in 0..<20_000 where isRunning {
            if (try? String(contentsOfFile: file, encoding: .utf8))?.contains(text) == true { return true }
            _ = poll(nil, 0, 1)
        }
        return false
    }
}
