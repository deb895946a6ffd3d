import TestSupport
import Testing

@testable import Emulation

struct DateServiceTests {
    private func answer(_ pieces: String...) -> String {
        let service = DateService(time: 784_111_777)
        var output = ""
        for piece in pieces {
            service.receive(Array(piece.utf8))
            output += String(decoding: service.takeOutput(), as: UTF8.self)
        }
        return service.isClosed ? output : "open"
    }

    private static let date = "Date: Sun, 06 Nov 1994 08:49:37 GMT\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"

    /// The time is the example of RFC 9110, section 5.6.7.
    @Test func `a request is answered when it is whole, what is none at its first line`() {
        #expect(answer("GET / HT", "TP/1.1\r\nHost: a\r\n") == "open")
        #expect(answer("HEAD / HTTP/1.1\r\n", "\r\n") == "HTTP/1.1 301 Moved Permanently\r\n" + Self.date)
        #expect(answer("GET example.com/ HTTP/1.1\r\n") == "HTTP/1.1 400 Bad Request\r\n" + Self.date)
        #expect(answer("\n") == "HTTP/1.1 400 Bad Request\r\n" + Self.date)
        #expect(answer(String(repeating: "x", count: 9000)) == "HTTP/1.1 400 Bad Request\r\n" + Self.date)
    }

    @Test func `whatever comes, there is one answer at most`() {
        var random = SeededGenerator(state: Fuzz.seed)
        for _ in 0..<Int(Fuzz.count(300)) {
            let service = DateService(time: random.next() % 4_102_444_800)
            var output = 0
            for _ in 0..<20 {
                service.receive((0..<random.index(below: 700)).map { _ in UInt8(truncatingIfNeeded: random.next()) })
                output += service.takeOutput().count
            }
            #expect(output < 200, "seed \(Fuzz.seed)")
        }
    }
}
