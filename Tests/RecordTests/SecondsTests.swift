import Foundation
import Testing

@testable import Record

@Suite struct SecondsTests {
    @Test(arguments: [
        (1_104_999, "1.10"), (1_105_000, "1.11"), (4_000, "0.004"), (-4_000, "-0.004"), (0, "0.00"), (9_999, "0.010"),
        (1, "0.000001"), (59_999_999, "60.00"),
    ])
    func `text is rounded but never to nothing`(microseconds: Int64, text: String) {
        #expect(Seconds(microseconds: microseconds).text() == text)
    }

    @Test func `a share of a span is counted in thousandths`() {
        #expect(Seconds(microseconds: 1_000_001).scaled(permille: 1020) == Seconds(microseconds: 1_020_001))
        #expect(Seconds(microseconds: 999).scaled(permille: 980) == Seconds(microseconds: 979))
    }

    @Test func `JSON holds exact decimals`() throws {
        let values = [0, 1, -1, 100_000, 3_200_000, 123_456_789].map { Seconds(microseconds: $0) }
        let json = try JSONEncoder().encode(values)
        #expect(String(decoding: json, as: UTF8.self) == "[0,0.000001,-0.000001,0.1,3.2,123.456789]")
        #expect(try JSONDecoder().decode([Seconds].self, from: json) == values)
    }

    @Test func `only plain decimals are read`() {
        #expect(Seconds(text: "1.5")?.microseconds == 1_500_000)
        for text in ["", "-1", "1e3", "1.", ".5", "1.2345678", "99999999999999999999"] {
            #expect(Seconds(text: text) == nil, "\(text)")
        }
    }
}
