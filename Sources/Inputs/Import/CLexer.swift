/// A piece of C source (ISO/IEC 9899:2011, 6.4), as far as strings matter.
struct CToken: Equatable {
    /// What it is.
    enum Kind: Equatable {
        /// A name or a keyword.
        case identifier(String)
        /// What a string literal stands for.
        case string([UInt8])
        /// Any other character; a character constant is one.
        case other(UInt8)
        /// A string literal that is none, and why.
        case fault(String)
    }

    var kind: Kind
    /// 1 for the first.
    var line: Int
    /// Whether nothing but white space is in front of it on its line.
    var startsLine: Bool
}

/// Takes C source apart.
struct CLexer {
    private let bytes: [UInt8]
    private var place = 0
    private var line = 1
    private var startsLine = true

    /// The tokens of `bytes`, comments left out.
    static func tokens(of bytes: [UInt8]) -> [CToken] {
        var lexer = CLexer(bytes: bytes), tokens: [CToken] = []
        while let token = lexer.next() { tokens.append(token) }
        return tokens
    }

    private init(bytes: [UInt8]) { self.bytes = bytes }

    /// The byte at `place`, behind spliced lines (5.1.1.2, phase 2); nil at the end.
    private mutating func peek() -> UInt8? {
        while place < bytes.count, bytes[place] == UInt8(ascii: "\\") {
            var end = place + 1
            if end < bytes.count, bytes[end] == UInt8(ascii: "\r") { end += 1 }
            guard end < bytes.count, bytes[end] == UInt8(ascii: "\n") else { break }
            place = end + 1
            line += 1
        }
        return place < bytes.count ? bytes[place] : nil
    }

    private mutating func take() -> UInt8? {
        guard let byte = peek() else { return nil }
        place += 1
        if byte == UInt8(ascii: "\n") {
            line += 1
            startsLine = true
        }
        return byte
    }

    private mutating func next() -> CToken? {
        while let byte = peek() {
            let start = line
            if [0x20, 0x09, 0x0A, 0x0B, 0x0C, 0x0D].contains(byte) {
                _ = take()
                continue
            }
            if byte == UInt8(ascii: "/"), skipComment() { continue }
            let isFirst = startsLine
            startsLine = false
            return CToken(kind: kind(byte), line: start, startsLine: isFirst)
        }
        return nil
    }

    /// Skips a comment, if one begins here.
    private mutating func skipComment() -> Bool {
        let (oldPlace, oldLine) = (place, line)
        _ = take()
        switch peek() {
        case UInt8(ascii: "/"):
            while let byte = peek(), byte != UInt8(ascii: "\n") { _ = take() }
            return true
        case UInt8(ascii: "*"):
            let wasFirst = startsLine
            _ = take()
            var last: UInt8 = 0
            while let byte = take(), !(last == UInt8(ascii: "*") && byte == UInt8(ascii: "/")) { last = byte }
            // A comment is one space, whatever lines it has.
            startsLine = wasFirst
            return true
        default:
            (place, line) = (oldPlace, oldLine)
            return false
        }
    }

    private mutating func kind(_ byte: UInt8) -> CToken.Kind {
        if byte == UInt8(ascii: "\"") { return string() }
        if Self.isLetter(byte) {
            var word: [UInt8] = []
            while let byte = peek(), Self.isLetter(byte) || Self.isDigit(byte) {
                word.append(byte)
                place += 1
            }
            return .identifier(String(decoding: word, as: UTF8.self))
        }
        place += 1
        if byte == UInt8(ascii: "'") { skipCharacter() }
        return .other(byte)
    }

    /// The rest of a character constant; an apostrophe in other text is only that.
    private mutating func skipCharacter() {
        let (oldPlace, oldLine) = (place, line)
        for _ in 0..<12 {
            guard let byte = peek(), byte != UInt8(ascii: "\n") else { break }
            place += 1
            if byte == UInt8(ascii: "'") { return }
            if byte == UInt8(ascii: "\\"), let escaped = peek(), escaped != UInt8(ascii: "\n") { place += 1 }
        }
        (place, line) = (oldPlace, oldLine)
    }

    private static func isLetter(_ byte: UInt8) -> Bool {
        switch UnicodeScalar(byte) {
        case "A"..."Z", "a"..."z", "_", "$": true
        default: byte >= 0x80
        }
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }
}

extension CLexer {
    /// A string literal (6.4.5).
    private mutating func string() -> CToken.Kind {
        place += 1
        var text: [UInt8] = [], fault: String?
        while let byte = peek(), byte != UInt8(ascii: "\n") {
            place += 1
            if byte == UInt8(ascii: "\"") { return fault.map { .fault($0) } ?? .string(text) }
            guard byte == UInt8(ascii: "\\") else {
                text.append(byte)
                continue
            }
            guard let letter = peek(), letter != UInt8(ascii: "\n") else { break }
            if let bytes = escape(letter) {
                text += bytes
            } else {
                fault = fault ?? "a string with an escape sequence that C does not have"
            }
        }
        return .fault("a string is not closed on its line")
    }

    /// What stands behind a backslash (6.4.4.4), `letter` and what belongs to it; nil for what is no escape sequence.
    private mutating func escape(_ letter: UInt8) -> [UInt8]? {
        if (UInt8(ascii: "0")...UInt8(ascii: "7")).contains(letter) {
            return digits(3, base: 8).flatMap { UInt8(exactly: $0) }.map { [$0] }
        }
        place += 1
        switch UnicodeScalar(letter) {
        case "n": return [0x0A]
        case "r": return [0x0D]
        case "t": return [0x09]
        case "a": return [0x07]
        case "b": return [0x08]
        case "f": return [0x0C]
        case "v": return [0x0B]
        case "\\", "\"", "'", "?": return [letter]
        case "x": return digits(.max, base: 16).flatMap { UInt8(exactly: $0) }.map { [$0] }
        case "u": return digits(4, base: 16).flatMap(Unicode.Scalar.init).map { Array(String($0).utf8) }
        case "U": return digits(8, base: 16).flatMap(Unicode.Scalar.init).map { Array(String($0).utf8) }
        default: return nil
        }
    }

    /// A number of at most `most` digits; nil for none, and for one that no character has.
    private mutating func digits(_ most: Int, base: UInt32) -> UInt32? {
        var value: UInt32?, count = 0
        while count < most, let byte = peek(), let digit = Character(UnicodeScalar(byte)).hexDigitValue,
            digit < Int(base), byte < 0x80
        {
            place += 1
            count += 1
            // What is too large stays so, without growing.
            value = min((value ?? 0) &* base &+ UInt32(digit), 0x11_0000)
        }
        return value
    }
}
