import Foundation
import Record
import Reports
import Testing
import TestSupport

/// `--pcap` and `--keylog`, read by tshark.
@Suite(.serialized, .timeLimit(.minutes(10)), .enabled(if: Tool.hasFirmware, "needs make firmware"))
struct CaptureTests {
    private static let hasTshark = FileManager.default.fileExists(atPath: "/usr/bin/tshark")
    private static let noTshark: Comment = "tshark is not installed: make test-deps"
    private let folder: Scratch

    init() throws { folder = try Scratch() }

    private func capture(_ arguments: [String], code: Int32) throws -> RunRecord {
        let files = ["--pcap", "\(folder.path)/run.pcap", "--keylog", "\(folder.path)/run.keys", "--json", "-"]
        let result = try Tool.run(["run"] + arguments + files)
        #expect(result.code == code, "\(result.errors)")
        return try JSONReport.record(result.output)
    }

    /// One line of tab-separated fields for each packet that passes `filter`.
    private func tshark(_ filter: String, _ fields: [String]) throws -> [[String]] {
        let options = [
            "tls.keylog_file:run.keys", "tcp.check_checksum:TRUE", "ip.check_checksum:TRUE",
        ].map { "-o \($0)" }
        let columns = fields.map { "-e \($0)" }
        let line =
            "tshark -r run.pcap \(options.joined(separator: " ")) -d tcp.port==8883,tls -Y '\(filter)' -T fields "
            + columns.joined(separator: " ")
        let result = try Tool.shell(line, in: folder.path)
        #expect(result.code == 0, "\(result.errors)")
        return result.output.split(separator: "\n").map { $0.components(separatedBy: "\t") }
    }

    @Test(.enabled(if: hasTshark, noTshark))
    func `tshark decrypts handshake and MQTT, and finds nothing wrong with the packets`() throws {
        let record = try capture(["Fixtures/scenarios/p-256-160mhz.yml"], code: 0)
        let bad = "ip.checksum.status != 1 || tcp.checksum.status != 1 || tcp.analysis.flags || _ws.malformed"
        #expect(try tshark(bad, ["frame.number"]) == [])
        #expect(try tshark("tcp.flags.syn == 1", ["tcp.flags.ack", "tcp.seq_raw"]).map(\.first) == ["0", "1"])
        let messages = try tshark("tls.handshake", ["tls.handshake.type"]).flatMap {
            $0[0].split(separator: ",").map(String.init)
        }
        // Each Finished (20) is readable only with the secrets.
        #expect(messages == ["1", "2", "11", "12", "13", "14", "11", "16", "15", "20", "20"])
        let packets = try tshark("mqtt", ["mqtt.msgtype", "mqtt.topic"])
        #expect(packets.map(\.first) == ["1", "2", "8", "9", "3", "4", "3", "4"])
        #expect(packets.contains { $0[1] == "esp8266/status" })

        let hello = try #require(try tshark("tls.handshake.type == 1", ["frame.time_epoch"]).first?[0])
        let connecting = try #require(record.timeline.phases.first { $0.name == "ClientHello" })
        let time = try #require(Double(hello))
        let window = Double(connecting.start.microseconds) / 1e6...Double(connecting.end.microseconds) / 1e6
        #expect(window.contains(time), "\(time) not in \(window)")
    }

    @Test(.enabled(if: hasTshark, noTshark))
    func `a chip that resets leaves its connection without a word and opens another`() throws {
        let record = try capture(["Fixtures/scenarios/rsa-2048-80mhz-reset.yml"], code: 1)
        #expect(try tshark("tcp.flags.syn == 1 && tcp.flags.ack == 0", ["tcp.srcport"]).count == record.boots.count)
        #expect(try tshark("tcp.flags.fin == 1 || tcp.flags.reset == 1", ["frame.number"]) == [])
        #expect(try tshark("ip.checksum.status != 1 || tcp.checksum.status != 1", ["frame.number"]) == [])
    }

    @Test func `the record holds packets only when asked, and the same run otherwise`() throws {
        var record = try capture(["Fixtures/scenarios/p-256-160mhz.yml"], code: 0)
        #expect(record.traffic?.keyLog.count == 1)
        record.traffic = nil
        let plain = try Tool.run(["run", "Fixtures/scenarios/p-256-160mhz.yml", "--json", "-"])
        #expect(try JSONReport.record(plain.output) == record)
        #expect(!plain.output.contains("\"traffic\""))
    }

    @Test func `the secrets of a real server are not known`() throws {
        let result = try Tool.run(["run", "--tcp", "127.0.0.1:1", "--keylog", "\(folder.path)/keys"])
        #expect(result.code == 64 && result.errors.contains("--keylog"))
    }
}
