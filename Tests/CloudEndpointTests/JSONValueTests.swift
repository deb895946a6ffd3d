import Foundation
import JSON
import TestSupport
import Testing

/// JSON as Foundation reads and writes it, but in time proportional to its length.
struct JSONValueTests {
    private var random = SeededGenerator(state: Fuzz.seed)

    private mutating func text() -> String {
        String(
            (0..<random.index(below: 6)).map { _ in
                let bound: UInt32 = [0x80, 0xD7FF, 0x1_0FFFF][random.index(below: 3)]
                return Character(Unicode.Scalar(random.below(bound)) ?? "x")
            }
        )
    }

    private mutating func value(_ level: Int) -> JSONValue {
        switch random.below(level > 4 ? 6 : 8) {
        case 0: return .null
        case 1: return .bool(random.below(2) == 0)
        case 2: return .integer(Int64(bitPattern: random.next()))
        case 3:
            let number = Double(bitPattern: random.next())
            return number.isFinite && Int64(exactly: number) == nil ? .number(number) : .integer(3)
        case 4, 5: return .string(text())
        case 6: return .array((0..<random.index(below: 5)).map { _ in value(level + 1) })
        default:
            var members: [String: JSONValue] = [:]
            for _ in 0..<random.index(below: 5) {
                let key = ["a", "B", "a10", "a2", "ä", "Z\n", "", "z/"][random.index(below: 8)]
                members[key] = value(level + 1)
            }
            return .object(members)
        }
    }

    @Test mutating func `what is written is what Foundation writes, and read as it was`() throws {
        print("seed \(Fuzz.seed)")
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        for _ in 0..<Fuzz.count(2000) {
            let value = value(0)
            #expect(
                String(decoding: value.bytes, as: UTF8.self)
                    == String(decoding: try encoder.encode(value), as: UTF8.self)
            )
            #expect(JSONValue(value.bytes) == value)
        }
    }

    @Test mutating func `what is damaged is refused as Foundation refuses it`() {
        print("seed \(Fuzz.seed)")
        let letters = Array("[]{},:\"\\0123456789.eE+-tfnu \u{80}".utf8)
        for _ in 0..<Fuzz.count(2000) {
            var text = value(0).bytes
            for _ in 0...random.index(below: 3) where !text.isEmpty {
                let place = random.index(below: text.count)
                switch random.below(3) {
                case 0: text[place] = letters[random.index(below: letters.count)]
                case 1: text.remove(at: place)
                default: text.insert(text[random.index(below: text.count)], at: place)
                }
            }
            let theirs = try? JSONDecoder().decode(JSONValue.self, from: Data(text))
            #expect((JSONValue(text) == nil) == (theirs == nil), "\(String(decoding: text, as: UTF8.self))")
        }
    }

    @Test(arguments: [
        "", " ", "[1,]", "{\"a\":1,}", "01", "-", "1.", ".5", "1e", "+1", "nan", "[", "{\"a\"}", "{a:1}", "\"\\ud800\"",
        "\"\\udc00\\ud800\"",
        "\"\u{1}\"", "1 2", "tru", "\"\\x\"", "1e999", "'a'", "[1 2]",
    ]) func `what is no JSON is none`(text: String) { #expect(JSONValue(Array(text.utf8)) == nil) }

    @Test(arguments: [
        ("1.0", JSONValue.integer(1)), ("-0", .integer(0)), ("1e2", .integer(100)), ("0.5", .number(0.5)),
        ("1e300", .number(1e300)),
        ("\"\\u00e4\\ud83d\\ude00\\/\"", .string("ä😀/")), (" [ ] ", .array([])),
        ("{\"a\":1,\"a\":2}", .object(["a": 2])),
    ]) func `what is JSON is read`(text: String, value: JSONValue) { #expect(JSONValue(Array(text.utf8)) == value) }

    @Test(arguments: ["0", "\"\"", "{}", "[]", "1.5", "{\"a\":1}", "1e-400", "\"\\u0000\""])
    func `a megabyte of anything is read in three seconds by a debug build`(element: String) {
        let all = Array(repeating: element, count: 1_000_000 / (element.utf8.count + 1)).joined(separator: ",")
        let begin = ContinuousClock.now
        #expect(JSONValue(Array("[\(all)]".utf8)) != nil)
        #expect(ContinuousClock.now - begin < .seconds(3))
    }

    @Test(arguments: [("[", "]"), ("{\"a\":", "}")])
    func `nesting without end is refused, and what is taken is taken at once`(open: String, close: String) {
        let begin = ContinuousClock.now
        for (levels, isTaken) in [(400, true), (501, false), (500_000, false)] {
            let text =
                String(repeating: open, count: levels) + (open == "[" ? "" : "1")
                + String(repeating: close, count: levels)
            let value = JSONValue(Array(text.utf8))
            #expect((value != nil) == isTaken)
            #expect(value.map { $0.bytes == Array(text.utf8) } ?? true)
        }
        #expect(ContinuousClock.now - begin < .seconds(2))
    }
}
