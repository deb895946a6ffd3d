import CloudEndpoint
import Foundation
import TestSupport
import Testing

@testable import CloudServer

/// MQTT that is wrong in every way there is, through TLS at a server at work. Two clients that mean well exchange messages all
/// the while, each within `patience`.
@Suite(.serialized, .timeLimit(.minutes(5))) struct HostilePacketTests {
    static let patience = Duration.seconds(20)

    /// A packet of each type that a client sends, the server's own as well.
    private static let packets: [[UInt8]] = {
        let will = TLSSocket.text("will/topic") + TLSSocket.text("gone")
        let connect = TLSSocket.text("MQTT") + [4, 0xCE, 0, 60] + TLSSocket.text("victim") + will
        return [
            TLSSocket.packet(0x10, connect + TLSSocket.text("user") + TLSSocket.text("password")),
            [0x20, 2, 0, 0],
            TLSSocket.publish("some/topic", Array("payload".utf8), qos: 0),
            TLSSocket.publish("some/topic", Array("payload".utf8), qos: 1, id: 7),
            TLSSocket.publish("some/topic", Array("payload".utf8), qos: 2, id: 7),
            [0x40, 2, 0, 7], [0x50, 2, 0, 7], [0x62, 2, 0, 7], [0x70, 2, 0, 7],
            TLSSocket.subscribe("a/b", "c/+/d", "e/#"),
            [0x90, 3, 0, 1, 1],
            TLSSocket.packet(0xA2, TLSSocket.half(3) + TLSSocket.text("a/b")),
            [0xB0, 2, 0, 3], [0xC0, 0], [0xD0, 0], [0xE0, 0],
        ]
    }()

    /// What a client does: says CONNECT or not, `bytes`, and leaves in the middle of it.
    private func attack(_ server: TestServer, _ bytes: [UInt8], afterConnect: Bool) throws {
        let client = try TLSSocket(port: server.server.mqttPort)
        client.send((afterConnect ? TLSSocket.connect("attacker") : []) + bytes)
        shutdown(client.descriptor, Int32(SHUT_WR))
        let answers = try client.drain()
        #expect(answers.count < 64)
    }

    private func run(_ cases: [(bytes: [UInt8], afterConnect: Bool)], rules: BrokerRules = .aws) throws {
        let server = try TestServer { $0.endpoint.rules = rules }
        let others = try Bystanders(port: server.server.mqttPort)
        for (index, attempt) in cases.enumerated() {
            try attack(server, attempt.bytes, afterConnect: attempt.afterConnect)
            if index % 8 == 0 { #expect(try others.exchange() < Self.patience, "\(attempt)") }
        }
        #expect(try others.exchange() < Self.patience)
        // Everybody else has gone, and nothing of them is left.
        #expect(server.log.all.count { $0.contains("info connected") && $0.contains("speaker") } == 1)
    }

    @Test func `packets cut off at every byte harm nobody`() throws {
        var cases: [(bytes: [UInt8], afterConnect: Bool)] = []
        for (index, packet) in Self.packets.enumerated() {
            for end in 0..<packet.count { cases.append((Array(packet[..<end]), index > 0)) }
        }
        try run(cases)
    }

    @Test(arguments: [BrokerRules.aws, .generic])
    func `packets of every type, changed at random, harm nobody`(rules: BrokerRules) throws {
        let seed = Fuzz.seed
        print("seed \(seed)")
        var random = SeededGenerator(state: seed)
        let cases = (0..<Int(Fuzz.count(200))).map { round -> (bytes: [UInt8], afterConnect: Bool) in
            let index = round % Self.packets.count
            var packet = Self.packets[index]
            for _ in 0...random.index(below: 4) {
                let place = random.index(below: packet.count)
                switch random.below(4) {
                case 0: packet[place] = UInt8(truncatingIfNeeded: random.next())
                case 1: packet[place] ^= 1 << UInt8(random.below(8))
                case 2: packet.insert(UInt8(truncatingIfNeeded: random.next()), at: place)
                default: packet += packet[place...]
                }
            }
            return (packet, index > 0 || random.below(4) == 0)
        }
        try run(cases, rules: rules)
    }

    @Test func `any remaining length behind any first byte harms nobody`() throws {
        let seed = Fuzz.seed
        print("seed \(seed)")
        var random = SeededGenerator(state: seed)
        let cases = (0..<256).map { header -> (bytes: [UInt8], afterConnect: Bool) in
            let length = (0..<random.index(below: 5)).map { _ in UInt8(truncatingIfNeeded: random.next()) | 0x80 }
            let rest = (0..<random.index(below: 40)).map { _ in UInt8(truncatingIfNeeded: random.next()) }
            return ([UInt8(header)] + length + [UInt8(random.below(128))] + rest, header & 1 == 0)
        }
        try run(cases)
    }

    @Test func `a flood of the smallest packets does not keep others waiting`() throws {
        let server = try TestServer()
        let others = try Bystanders(port: server.server.mqttPort)
        let client = try TLSSocket(port: server.server.mqttPort, id: "flood")
        // 16 KB of PINGREQ in a record: 8192 packets.
        let pings = [[UInt8]](repeating: [0xC0, 0], count: 8192).flatMap { $0 }
        for _ in 0..<8 {
            client.send(pings)
            #expect(try others.exchange() < Self.patience)
        }
        for _ in 0..<8 * 8192 { #expect(try client.receive()?.header == 0xD0) }
    }

    @Test func `names of topics that mean something elsewhere mean nothing here`() throws {
        let server = try TestServer()
        let others = try Bystanders(port: server.server.mqttPort)
        let names = [
            "../../etc/passwd", "%2e%2e%2f", "a//b", "/", "//", " ", "\u{1B}[2J", "\r\nX: y",
            "'; DROP TABLE certificates; --",
            "${iot:ClientId}", "\u{FEFF}", "\u{202E}", "😀", String(repeating: "a", count: 256), "$aws", "$SYS/broker",
            "$share/g/a",
            "$aws/things/../shadow/get", "$aws/things//shadow/get", "$aws/things/a%2Fb/shadow/get",
            "$aws/things/x/shadow/name//get",
            "$aws/things/x/shadow/name/\u{202E}/get", "$aws/rules/", "$aws/events/presence/connected/x", "bystanders/",
        ]
        for name in names {
            let client = try TLSSocket(port: server.server.mqttPort)
            client.send(TLSSocket.connect("x") + TLSSocket.publish(name, Array("{}".utf8)) + [0xE0, 0])
            _ = try client.drain()
            let other = try TLSSocket(port: server.server.mqttPort)
            other.send(TLSSocket.connect("y") + TLSSocket.subscribe(name) + [0xE0, 0])
            _ = try other.drain()
            #expect(try others.exchange() < Self.patience, "\(name)")
        }
        let plain = server.log.all.allSatisfy { line in
            !line.unicodeScalars.contains { $0.value < 0x20 || $0.value == 0x7F }
        }
        #expect(plain, "control characters in the log")
    }
}

/// Clients that ask for more than their share.
extension HostilePacketTests {
    private static func generic(_ settings: inout CloudServerSettings) {
        settings.account = nil
        settings.endpoint.rules = .generic
        settings.endpoint.admission = .anyone
        settings.refusesAtConnect = false
    }

    @Test func `somebody who subscribes to everything again and again does not keep others waiting`() throws {
        let server = try TestServer(era: .current, Self.generic)
        let others = try Bystanders(port: server.server.mqttPort)
        let keeper = try TLSSocket(port: server.server.mqttPort, id: "keeper")
        for number in 0..<300 {
            keeper.send(TLSSocket.publish("kept/\(number)", [UInt8](repeating: 1, count: 500), qos: 0, retained: true))
        }
        keeper.send([0xC0, 0])
        #expect(try keeper.receive()?.header == 0xD0)
        let client = try TLSSocket(port: server.server.mqttPort, id: "greedy")
        let all = TLSSocket.subscribe("kept/#", qos: 0)
        // 1000 SUBSCRIBEs in a record, 150 MB of messages to answer them.
        client.send((0..<1000).flatMap { _ in all })
        let begin = ContinuousClock.now
        while server.log.all.allSatisfy({ !$0.contains("bytes wait for a client that does not read") }) {
            #expect(try others.exchange() < Self.patience)
            guard ContinuousClock.now - begin < .seconds(60) else { break }
        }
        #expect(server.log.line(with: "bytes wait for a client that does not read", "client='greedy'") != nil)
        #expect(try others.exchange() < Self.patience)
    }

    @Test func `many packets and the end in one go are all heard`() throws {
        let server = try TestServer()
        let listener = try TLSSocket(port: server.server.mqttPort, id: "counter")
        listener.send(TLSSocket.subscribe("count", qos: 0))
        #expect(try listener.receive()?.header == 0x90)
        let client = try TLSSocket(port: server.server.mqttPort)
        let messages = (0..<500).flatMap { TLSSocket.publish("count", TLSSocket.half($0), qos: 0) }
        client.send(TLSSocket.connect("burst") + messages + [0xE0, 0])
        client.finish()
        for number in 0..<500 {
            #expect(try listener.receive()?.body.suffix(2).elementsEqual(TLSSocket.half(number)) == true)
        }
        #expect(server.log.line(with: "disconnected: DISCONNECT", "client='burst'") != nil)
    }
}
