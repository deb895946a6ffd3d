import Foundation
import TestSupport
import Testing

/// `kill -9` of endpoints that keep their account, while the API changes it and devices publish.
@Suite(.serialized, .timeLimit(.minutes(10))) struct CloudKillTests {
    private static let isLong = ProcessInfo.processInfo.environment["VESP_LONG_TESTS"] != nil
    private static let kills = isLong ? 60 : 4
    /// Fewer than wait for a client at most.
    private static let messages = 900
    private static let keeper = ["-c", "-q", "1", "-t", "k/#"]

    private let folder: Scratch
    private var data: String { "\(folder.path)/account.db" }

    init() throws { folder = try Scratch() }

    private func text(_ name: String) -> String {
        (try? String(contentsOfFile: "\(folder.path)/\(name)", encoding: .utf8)) ?? ""
    }

    /// Has the API make things, set a shadow and keep messages; what it has confirmed is in the file `confirmed`.
    private func changes(_ cloud: ServedCloud, _ round: Int) throws -> Peer {
        func call(_ service: String, _ target: String, _ body: String) -> String {
            "\(cloud.curl(service)) -f -o /dev/null -X POST -d \"\(body)\" \"\(cloud.address(target))\""
        }
        let script = """
            i=0; while i=$((i+1)); do
            \(call("iot", "/things/t-\(round)-$i", "{}")) || exit; echo "thing $i"
            \(call("iotdata", "/things/s-\(round)/shadow", #"{\"state\":{\"reported\":{\"n\":$i}}}"#)) || exit; echo "shadow $i"
            \(call("iotdata", "/topics/r/\(round)/$i?qos=1&retain=true", "x")) || exit; echo "retained $i"
            done
            """
        return try Peer("sh", ["-c", script], output: "\(folder.path)/confirmed", hasInput: false)
    }

    /// Has a device publish; which PUBACKs have come is in the file `published`.
    private func publications(_ cloud: ServedCloud, _ round: Int) throws -> Peer {
        let words = ["-oL", "mosquitto_pub"] + cloud.words("publisher") + ["-d", "-l", "-q", "1", "-t", "k/\(round)"]
        let peer = try Peer("stdbuf", words, output: "\(folder.path)/published")
        let lines = (1...Self.messages).map { "\(round)-\($0)\n" }
        try peer.say(Array(lines.joined().utf8))
        return peer
    }

    private var acknowledged: [Int] {
        text("published").matches(of: /received PUBACK \(Mid: ([0-9]+),/).compactMap { Int($0.1) }
    }

    /// Works until a number of answers have come from the API or the broker, and a little longer; then kills.
    private func work(_ cloud: ServedCloud, _ round: Int, _ random: inout SeededGenerator) throws {
        let isAPI = random.below(3) == 0
        let most = random.index(below: isAPI ? 12 : Self.messages * 3 / 4)
        let longer = Int32(random.below(8))
        let changing = try changes(cloud, round), publishing = try publications(cloud, round)
        while changing.isRunning, publishing.isRunning {
            if (isAPI ? text("confirmed").split(separator: "\n").count : acknowledged.count) >= most { break }
            _ = poll(nil, 0, 1)
        }
        _ = poll(nil, 0, longer)
        #expect(changing.isRunning && publishing.isRunning)
        cloud.kill()
        _ = changing.waitForExit()
    }

    /// What the API has confirmed is there.
    private func check(_ cloud: ServedCloud, _ round: Int, _ place: String) throws {
        let confirmed = text("confirmed").split(separator: "\n").map { $0.split(separator: " ") }
        try #require(confirmed.allSatisfy { $0.count == 2 }, "\(place)")
        for (kind, service, path) in [
            ("thing", "iot", "/things/t-\(round)-"), ("retained", "iotdata", "/retainedMessage/r/\(round)/"),
        ] {
            let numbers = confirmed.filter { $0[0] == kind }.map { $0[1] }
            guard !numbers.isEmpty else { continue }
            let addresses = numbers.map { "-o /dev/null '\(cloud.address("\(path)\($0)"))'" }.joined(separator: " ")
            let codes = try Tool.shell("\(cloud.curl(service)) -w '%{http_code}\\n' \(addresses)", in: "/").output
            #expect(codes == String(repeating: "200\n", count: numbers.count), "\(place), \(kind) \(numbers)")
        }
        if let last = confirmed.last(where: { $0[0] == "shadow" }).flatMap({ Int($0[1]) }) {
            let shadow = try cloud.call("GET", "/things/s-\(round)/shadow", service: "iotdata")
            let version = shadow.body.firstMatch(of: /"version":([0-9]+)/).flatMap { Int($0.1) } ?? 0
            #expect(version == last || version == last + 1, "\(place), \(last): \(shadow)")
        }
    }

    /// What the broker has acknowledged comes to the subscriber that was not there.
    private func receive(_ cloud: ServedCloud, _ round: Int, _ place: String) throws {
        let end = cloud.words("end") + ["-q", "1", "-t", "k/end", "-m", "end-\(round)"]
        #expect(try Peer("mosquitto_pub", end, hasInput: false).waitForExit() == 0)
        let words = cloud.words("keeper") + Self.keeper + ["-F", "%p"]
        let peer = try Peer(
            "stdbuf",
            ["-oL", "mosquitto_sub"] + words,
            output: "\(folder.path)/received",
            hasInput: false
        )
        try #require(peer.waits(for: "end-\(round)\n", in: "\(folder.path)/received"), "\(place)")
        let received = Set(text("received").split(separator: "\n"))
        let lost = acknowledged.filter { !received.contains("\(round)-\($0)") }
        #expect(lost.isEmpty, "\(place), of \(acknowledged.count) acknowledged")
    }

    @Test func `what was confirmed or acknowledged before a kill is there after it`() throws {
        var random = SeededGenerator(state: Fuzz.seed)
        var cloud = try ServedCloud(data: data)
        let listener = try Peer("mosquitto_sub", cloud.words("keeper") + Self.keeper + ["-E"], hasInput: false)
        try #require(listener.waitForExit() == 0)
        for round in 1...Self.kills {
            try work(cloud, round, &random)
            let place = "VESP_SEED=\(Fuzz.seed), kill \(round)"
            cloud = try ServedCloud(data: data)
            try check(cloud, round, place)
            try receive(cloud, round, place)
            print(
                "\(place): \(text("confirmed").split(separator: "\n").count) confirmed, \(acknowledged.count) acknowledged"
            )
        }
    }
}
