/// Reads JSON (RFC 8259), strictly, in time proportional to its length: what strangers send must not keep anybody waiting.
struct JSONReader {
    /// What is no JSON, or more than is read.
    struct Unreadable: Error {}

    /// Most objects and arrays within one another.
    static let mostLevels = 500

    private let bytes: [UInt8]
    private var place = 0
    private var level = 0

    /// The value that `bytes` are, with white space around it.
    static func read(_ bytes: [UInt8]) throws(Unreadable) -> JSONValue {
        var reader = JSONReader(bytes: bytes)
        let value = try reader.value()
        guard reader.place == bytes.count else { throw Unreadable() }
        return value
    }

    private init(bytes: [UInt8]) { self.bytes = bytes }

    /// The byte at `place`; 0, which JSON has nowhere, at the end.
    private var next: UInt8 { place < bytes.count ? bytes[place] : 0 }

    private mutating func value() throws(Unreadable) -> JSONValue {
        skipSpace()
        let value: JSONValue
        switch next {
        case UInt8(ascii: "{"): value = try object()
        case UInt8(ascii: "["): value = try array()
        case UInt8(ascii: "\""): value = .string(try string())
        case UInt8(ascii: "t"): value = try word("true", .bool(true))
        case UInt8(ascii: "f"): value = try word("false", .bool(false))
        case UInt8(ascii: "n"): value = try word("null", .null)
        default: value = try number()
        }
        skipSpace()
        return value
    }

    private mutating func skipSpace() {
        while [0x20, 0x0A, 0x0D, 0x09].contains(next) { place += 1 }
    }

    private mutating func take(_ byte: Unicode.Scalar) -> Bool {
        guard next == UInt8(ascii: byte) else { return false }
        place += 1
        return true
    }

    private mutating func word(_ text: StaticString, _ value: JSONValue) throws(Unreadable) -> JSONValue {
        let end = place + text.utf8CodeUnitCount
        let isThere = text.withUTF8Buffer { end <= bytes.count && bytes[place..<end].elementsEqual($0) }
        guard isThere else { throw Unreadable() }
        place = end
        return value
    }

    private mutating func enter() throws(Unreadable) {
        place += 1
        level += 1
        guard level <= Self.mostLevels else { throw Unreadable() }
        skipSpace()
    }

    private mutating func array() throws(Unreadable) -> JSONValue {
        try enter()
        defer { level -= 1 }
        var values: [JSONValue] = []
        if take("]") { return .array(values) }
        repeat { values.append(try value()) } while take(",")
        guard take("]") else { throw Unreadable() }
        return .array(values)
    }

    /// Of members with one name the last stays.
    private mutating func object() throws(Unreadable) -> JSONValue {
        try enter()
        defer { level -= 1 }
        var members: [String: JSONValue] = [:]
        if take("}") { return .object(members) }
        repeat {
            skipSpace()
            let name = try string()
            skipSpace()
            guard take(":") else { throw Unreadable() }
            members[name] = try value()
        } while take(",")
        guard take("}") else { throw Unreadable() }
        return .object(members)
    }
}

extension JSONReader {
    private mutating func string() throws(Unreadable) -> String {
        guard take("\"") else { throw Unreadable() }
        var text: [UInt8] = []
        while true {
            let start = place
            while next >= 0x20, next != UInt8(ascii: "\""), next != UInt8(ascii: "\\") { place += 1 }
            text += bytes[start..<place]
            if take("\"") { break }
            guard take("\\") else { throw Unreadable() }
            text += String(try escaped()).utf8
        }
        guard let string = String(validating: text, as: UTF8.self) else { throw Unreadable() }
        return string
    }

    /// What stands for one character behind a backslash.
    private mutating func escaped() throws(Unreadable) -> Unicode.Scalar {
        let letter = next
        place += 1
        switch letter {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return Unicode.Scalar(letter)
        case UInt8(ascii: "b"): return "\u{8}"
        case UInt8(ascii: "f"): return "\u{C}"
        case UInt8(ascii: "n"): return "\n"
        case UInt8(ascii: "r"): return "\r"
        case UInt8(ascii: "t"): return "\t"
        case UInt8(ascii: "u"): break
        default: throw Unreadable()
        }
        let unit = try codeUnit()
        if let scalar = Unicode.Scalar(unit) { return scalar }
        // The first half of a pair (RFC 8259 section 7); alone it is no character.
        guard unit < 0xDC00, take("\\"), take("u"), case let second = try codeUnit(), 0xDC00..<0xE000 ~= second,
            let scalar = Unicode.Scalar(0x10000 + (unit - 0xD800) << 10 + second - 0xDC00)
        else { throw Unreadable() }
        return scalar
    }

    private mutating func codeUnit() throws(Unreadable) -> UInt32 {
        var unit: UInt32 = 0
        for _ in 0..<4 {
            guard let digit = Character(Unicode.Scalar(next)).hexDigitValue, next < 0x80 else { throw Unreadable() }
            unit = unit << 4 | UInt32(digit)
            place += 1
        }
        return unit
    }

    /// A number that is whole is an integer, whatever it looks like, as far as that is exact.
    private mutating func number() throws(Unreadable) -> JSONValue {
        let start = place
        _ = take("-")
        if !take("0") { try digits() }
        var isInteger = true
        if take(".") {
            isInteger = false
            try digits()
        }
        if take("e") || take("E") {
            isInteger = false
            if !take("-") { _ = take("+") }
            try digits()
        }
        // A number of a million digits is none that anybody means.
        guard place - start <= 400 else { throw Unreadable() }
        let text = String(decoding: bytes[start..<place], as: UTF8.self)
        if isInteger, let value = Int64(text) { return .integer(value) }
        guard let value = Double(text), value.isFinite else { throw Unreadable() }
        return value.magnitude <= 0x1p53
            ? Int64(exactly: value).map(JSONValue.integer) ?? .number(value) : .number(value)
    }

    private mutating func digits() throws(Unreadable) {
        let start = place
        while (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(next) { place += 1 }
        guard place > start else { throw Unreadable() }
    }
}
