import Foundation

/// A time as signatures have it, `20260101T000000Z`.
struct SignatureTime: Equatable, Sendable {
    /// As it was written.
    let text: String
    /// Milliseconds since 1970.
    let milliseconds: Int64

    /// The end of the year 9999.
    static let latest: Int64 = 253_402_300_799_000

    private static let style = Date.ISO8601FormatStyle(timeZone: .gmt)
        .year().month().day().dateSeparator(.omitted)
        .time(includingFractionalSeconds: false).timeSeparator(.omitted)
        .timeZone(separator: .omitted)

    /// Reads a time; nil when it is none.
    init?(_ text: String) {
        // The parser takes hour 25, and 30 February: for the hours and days after.
        guard let date = try? Self.style.parse(text), Self.style.format(date) == text else { return nil }
        self.text = text
        milliseconds = Int64(date.timeIntervalSince1970) * 1000
    }

    /// The time `milliseconds` after 1970 began, 0 to `latest`.
    init(_ milliseconds: Int64) {
        let seconds = min(max(milliseconds, 0), Self.latest) / 1000
        self.milliseconds = seconds * 1000
        text = Self.style.format(Date(timeIntervalSince1970: TimeInterval(seconds)))
    }
}
