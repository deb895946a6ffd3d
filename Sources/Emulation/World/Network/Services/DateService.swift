import ESP8266
import Foundation

/// The web server whose `Date:` field devices without SNTP take the time from, as some libraries for MQTT over WebSocket do: they send
/// a request line that is none and cut the time out of the refusal.
final class DateService: ByteService {
    static let port: UInt16 = 80
    /// The names that are asked for it.
    static let usualNames = ["aws.amazon.com", "www.aws.amazon.com"]

    /// Seconds since 1970.
    private let time: UInt64
    private var input: [UInt8] = []
    private(set) var isClosed = false

    /// Most bytes of a request.
    private static let mostInput = 8192

    /// A server at which it is `time`, in seconds since 1970-01-01 00:00:00 UTC.
    init(time: UInt64) { self.time = time }

    func receive(_ bytes: [UInt8]) {
        guard !isClosed, input.count <= Self.mostInput else { return }
        input += bytes
    }

    /// A refusal once the first line is there and no request, else an answer once the head is there (RFC 9112, 3).
    func takeOutput() -> [UInt8] {
        guard !isClosed, let end = input.firstIndex(of: 0x0A) else {
            return isClosed || input.count <= Self.mostInput ? [] : answer("400 Bad Request")
        }
        let words = String(decoding: input[..<end], as: UTF8.self).split(separator: " ")
        guard words.count == 3, words[1].hasPrefix("/"), words[2].hasPrefix("HTTP/1.") else {
            return answer("400 Bad Request")
        }
        guard HTTPMessage(input) != nil || input.count > Self.mostInput else { return [] }
        return answer("301 Moved Permanently")
    }

    private func answer(_ status: String) -> [UInt8] {
        isClosed = true
        let fields = ["Date: \(Self.text(time))", "Content-Length: 0", "Connection: close"]
        return Array("HTTP/1.1 \(status)\r\n\(fields.joined(separator: "\r\n"))\r\n\r\n".utf8)
    }

    /// A time as HTTP has it (RFC 9110, 5.6.7): `Sun, 06 Nov 1994 08:49:37 GMT`.
    static func text(_ time: UInt64) -> String {
        let formatter = DateFormatter()
        formatter.locale = Locale(identifier: "en_US_POSIX")
        formatter.timeZone = TimeZone(secondsFromGMT: 0)
        formatter.dateFormat = "EEE, dd MMM yyyy HH:mm:ss 'GMT'"
        return formatter.string(from: Date(timeIntervalSince1970: TimeInterval(time)))
    }
}
