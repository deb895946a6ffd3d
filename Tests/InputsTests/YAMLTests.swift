import Testing

@testable import Inputs
@testable import Record
import Yams

/// What YAML can do to a reader: every text is read, or refused in one line, with work in proportion to its length.
@Suite struct YAMLTests {
    private func error(_ text: String) -> String {
        do {
            _ = try Scenario(yaml: text, file: "s.yml")
            return "none"
        } catch {
            return error.description
        }
    }

    @Test(arguments: [
        ("\u{FEFF}seed: 2\n", "none"),
        ("seed: 2\r\nclock: 160\r\n", "none"),
        ("seed: 18446744073709551615\n", "none"),
        (
            "seed: 18446744073709551616\n",
            "s.yml:1: key 'seed': '18446744073709551616' is not a whole number from 0 to "
        ),
        ("seed:\t2\n", "none"),
        ("wifi:\n\tssid: a\n", "s.yml:2: not YAML: found character that cannot start any token"),
        ("seed: 1\r\nclok: 80\r\n", "s.yml:2: unknown key 'clok'; did you mean 'clock'?"),
        ("seed: 1\nclock: 8\u{0}0\n", "s.yml:2: not YAML: control characters are not allowed"),
        ("seed: 1\n---\nseed: 2\n", "s.yml:2: not YAML: but found another document"),
        ("wifi: &w {ssid: a}\nlink:\n  <<: *w\n", "s.yml:3: unknown key 'link.<<'; allowed: latency_ms, "),
        ("messages: [&m {topic: a, payload: b}, *m]\n", "none"),
        ("stop: &a {when: [*a]}\n", "s.yml:1: not YAML: found undefined alias"),
        ("seed: 1\n? [a]\n: 1\n", "s.yml:2: unknown key '?'; allowed: "),
        ("seed: 1\n!x seed: 2\n", "s.yml:2: key 'seed' is given twice"),
        ("\"a\\nb\": 1\n", "s.yml:1: unknown key 'a\\nb'; allowed: "),
        ("on_trip: |\n  a\n  b\n", "s.yml:1: key 'on_trip': 'a\\nb\\n' is not one of reset, observe"),
        ("seed: [1]\n", "s.yml:1: key 'seed': must be a whole number from 0 to 18446744073709551615, not a list"),
        ("\nclock: {mhz: 80}\n", "s.yml:2: key 'clock': must be one of 80, 160, not a mapping"),
        ("time_limit_s: [1]\n", "s.yml:1: key 'time_limit_s': must be a number of seconds, not a list"),
        ("time_limit_s: 86401\n", "s.yml:1: key 'time_limit_s': '86401' is more than 86400 s, a day"),
        ("time_limit_s: 86400.5\n", "s.yml:1: key 'time_limit_s': '86400.5' is more than 86400 s, a day"),
        ("on_trip: {a: 1}\n", "s.yml:1: key 'on_trip': must be one of reset, observe, not a mapping"),
        ("profile: [a]\n", "s.yml:1: key 'profile': must be text"),
        ("stop: {when: {a: 1}}\n", "s.yml:1: key 'stop.when': must be one of handshake, "),
        ("stop: {when: [[time]]}\n", "s.yml:1: key 'stop.when': must be a list of words"),
    ])
    func `is read, or refused with its line`(text: String, message: String) {
        #expect(error(text).hasPrefix(message), "\(error(text))")
        #expect(!error(text).contains("\n"))
    }

    @Test func `aliases of aliases in a key are refused before their expansion is hashed`() {
        var text = "a0: &a0 [x, x]\n"
        for level in 1...200 { text += "a\(level): &a\(level) [*a\(level - 1), *a\(level - 1)]\n" }
        #expect(error(text + "? *a200\n: 1\n").hasPrefix("s.yml:202: a key must be text"))
        #expect(error(text + "? [*a200]\n: 1\n").hasPrefix("s.yml:202: a key must be text"))
        #expect(error(text + "*a200 : 1\n").hasPrefix("s.yml:202: a key must be text"))
        #expect(error(text).hasPrefix("s.yml:1: unknown key 'a0'"))
    }

    @Test func `mappings within mappings end at a depth`() {
        #expect(error(String(repeating: "[", count: 100_000)).hasPrefix("s.yml:1: not YAML: "))
        #expect(error(String(repeating: "{a: ", count: 100_000)).hasPrefix("s.yml:1: not YAML: "))
    }

    @Test func `long files and long lists are refused by their limits`() {
        let long = "# " + String(repeating: "x", count: YAMLDocument.mostBytes)
        #expect(error(long) == "s.yml: is longer than 1000000 bytes")
        func messages(_ count: Int) -> String {
            "messages:\n" + String(repeating: "- {topic: t, payload: p}\n", count: count)
        }
        #expect(error(messages(YAMLReader.mostItems)) == "none")
        #expect(
            error(messages(YAMLReader.mostItems + 1))
                == "s.yml:2: key 'messages': has 10001 items, at most 10000 are allowed"
        )
    }

    @Test func `errors quote the beginning of a long text`() {
        let text = String(repeating: "x", count: 300_000)
        #expect(error("on_trip: \(text)\n").count < 200)
        #expect(error("tls: {suites: \(text)}\n").count < 1000)
        #expect(error("\(text): 1\n").count < 500)
    }

    /// The search for the second place of a key in `text`, and what it found.
    private func search(_ text: String) throws -> (line: Int, compositions: Int) {
        do {
            _ = try Yams.compose(yaml: text)
        } catch YamlError.duplicatedKeysInMapping(let keys, let context) {
            var search = RepeatedKey(try #require(keys.min()), first: context.mark, in: text)
            return (search.line(), search.compositions)
        }
        Issue.record("no key is repeated")
        return (0, 0)
    }

    @Test func `a repeated key is found in few compositions, however often the text has the word`() throws {
        let many = String(repeating: "seed: 1\n", count: 5000)
        #expect(try search(many) == (2, 2))
        let items = String(repeating: "- {topic: t, payload: 'topic: x'}\n", count: 1000)
        let late = try search("messages:\n" + items + "- {topic: t, payload: p, topic: u}\n" + items)
        #expect(late.line == 1002 && late.compositions <= 3, "\(late)")
        let sections = (0..<500).map { "s\($0): {topic: seed, list: [{seed: 1}]}\n" }.joined()
        let far = try search("seed: 1\n" + sections + "seed: 2\n" + sections.replacing("s", with: "t"))
        #expect(far.line == 502 && far.compositions <= 25, "\(far)")
    }

    @Test func `a repeated key is found in every style`() throws {
        #expect(try search("a: 1\n# a: 2\nb: 'a: 3'\n\"a\": 4\n").line == 4)
        #expect(try search("w: {a: 1,\n b: {a: 1},\n a : 2}\n").line == 3)
        #expect(try search("a: 1\r\nb: 1\r\na: 2\r\n").line == 3)
        #expect(try search("- a: 1\n  b: {a: 1}\n  ? a\n  : 2\n- a: 2\n").line == 3)
        // Another spelling of the same key: the line of the first.
        #expect(try search("a: 1\n\"\\x61\": 2\n").line == 1)
    }

    @Test(arguments: [1, 2, 3] as [UInt64])
    func `random damage to a file is read or refused in one line`(seed: UInt64) throws {
        let whole = """
            profile: esp-open-rtos
            credentials: {ca: a.pem, cert: b.pem, key: c.pem}
            wifi: {ssid: "a b", password: 'x', fault: none}
            tls: &t {suites: [TLS_RSA_WITH_AES_128_CBC_SHA], resume: true}
            messages:
              - {after: subscribed, delay_s: 0.5, topic: t, payload: |-
                  text}
              - topic: u
                payload: >
                  folded
            stop: {when: [published, time], boots: 2}

            """
        var random = SplitMix(state: seed)
        let pieces: [[UInt8]] = [
            "&a ", "*a", "<<: ", "---\n", "\t", "\r\n", "? ", ": ", "- ", "{", "]", "!x ", "\u{0}",
        ].map {
            Array($0.utf8)
        }
        for round in 0..<400 {
            var bytes = Array(whole.utf8)
            for _ in 0...(random.next() % 4) {
                let place = Int(random.next() % UInt64(bytes.count))
                switch random.next() % 3 {
                case 0: bytes.remove(at: place)
                case 1: bytes[place] = UInt8(random.next() % 128)
                default: bytes.insert(contentsOf: pieces[Int(random.next() % UInt64(pieces.count))], at: place)
                }
            }
            let message = error(String(decoding: bytes, as: UTF8.self))
            let isOneLine = message == "none" || message.hasPrefix("s.yml")
            #expect(isOneLine && !message.contains("\n"), "seed \(seed), round \(round): \(message)")
        }
    }
}

/// Steele, Lea, Flood: SplitMix64.
private struct SplitMix {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ z >> 30) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ z >> 27) &* 0x94D0_49BB_1331_11EB
        return z ^ z >> 31
    }
}
