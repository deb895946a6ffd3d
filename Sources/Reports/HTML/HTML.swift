/// A piece of HTML. Literals are markup; whatever is interpolated is text and gets escaped, unless it is `HTML` itself.
struct HTML: ExpressibleByStringInterpolation, Sendable, Equatable {
    /// The markup.
    var markup: String

    init(stringLiteral value: String) { markup = value }
    init(stringInterpolation interpolation: StringInterpolation) { markup = interpolation.markup }
    /// Trusted markup, such as the style sheet.
    init(markup: String) { self.markup = markup }

    struct StringInterpolation: StringInterpolationProtocol {
        var markup = ""

        init(literalCapacity: Int, interpolationCount: Int) { markup.reserveCapacity(literalCapacity) }
        mutating func appendLiteral(_ literal: String) { markup += literal }
        mutating func appendInterpolation(_ text: String) { markup += HTML.escaped(text) }
        mutating func appendInterpolation(_ number: Int) { markup += String(number) }
        mutating func appendInterpolation(_ piece: HTML) { markup += piece.markup }
        mutating func appendInterpolation(_ pieces: [HTML]) { for piece in pieces { markup += piece.markup } }
    }

    /// Nothing.
    static let none: HTML = ""

    static func + (left: HTML, right: HTML) -> HTML { HTML(markup: left.markup + right.markup) }

    /// `text` as HTML shows it literally, inside an element or a quoted attribute. Control characters become their
    /// pictures and invisible ones that reorder text become their numbers: a console may print anything.
    static func escaped(_ text: String) -> String {
        var result = ""
        result.reserveCapacity(text.utf8.count)
        for scalar in text.unicodeScalars {
            switch scalar.value {
            case 0x26: result += "&amp;"
            case 0x3C: result += "&lt;"
            case 0x3E: result += "&gt;"
            case 0x22: result += "&quot;"
            case 0x27: result += "&#39;"
            case 0x09: result += "\t"
            case 0..<0x20: result.unicodeScalars.append(Unicode.Scalar(0x2400 + scalar.value) ?? "\u{FFFD}")
            case 0x7F: result += "\u{2421}"
            case 0x80..<0xA0, 0x200B...0x200F, 0x202A...0x202E, 0x2066...0x2069, 0xFEFF:
                result += "\\u{" + String(scalar.value, radix: 16, uppercase: true) + "}"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}

/// `value` between 0 and 1 as a percentage with as many decimals as a zoomed chart needs.
func percent(_ fraction: Double) -> String {
    let bounded = fraction.isFinite ? min(max(fraction, 0), 1) : 0
    let units = Int((bounded * 100_000_000).rounded())
    guard units % 1_000_000 != 0 else { return "\(units / 1_000_000)%" }
    var decimals = String(units % 1_000_000 + 1_000_000).dropFirst()
    while decimals.last == "0" { decimals.removeLast() }
    return "\(units / 1_000_000).\(decimals)%"
}

/// `1234567` as `1,234,567`, also below zero.
func grouped(_ value: Int) -> String { (value < 0 ? "-" : "") + grouped(UInt64(value.magnitude)) }
