import Foundation
import Record

/// A value of JSON.
enum JSONValue: Equatable {
    case null
    case bool(Bool)
    case integer(Int)
    case decimal(Decimal)
    case text(String)
    case list([JSONValue])
    case object([String: JSONValue])

    /// A number; nil for anything else.
    var number: Double? {
        switch self {
        case .integer(let value): Double(value)
        case .decimal(let value): (value as NSDecimalNumber).doubleValue
        default: nil
        }
    }
}

extension JSONValue: Codable {
    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if container.decodeNil() {
            self = .null
        } else if let value = try? container.decode(Bool.self) {
            self = .bool(value)
        } else if let value = try? container.decode(Int.self) {
            self = .integer(value)
        } else if let value = try? container.decode(Decimal.self) {
            self = .decimal(value)
        } else if let value = try? container.decode(String.self) {
            self = .text(value)
        } else if let value = try? container.decode([JSONValue].self) {
            self = .list(value)
        } else {
            self = .object(try container.decode([String: JSONValue].self))
        }
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .null: try container.encodeNil()
        case .bool(let value): try container.encode(value)
        case .integer(let value): try container.encode(value)
        case .decimal(let value): try container.encode(value)
        case .text(let value): try container.encode(value)
        case .list(let values): try container.encode(values)
        case .object(let fields): try container.encode(fields)
        }
    }
}

extension JSONValue {
    /// Values within values beyond which a text is refused: none of ours has more than three, and whoever reads it has a stack.
    private static let deepest = 16

    /// Reads an object; nil for what is none.
    static func object(reading text: String) -> [String: JSONValue]? {
        guard isShallow(text) else { return nil }
        return try? JSONDecoder().decode([String: JSONValue].self, from: Data(text.utf8))
    }

    private static func isShallow(_ text: String) -> Bool {
        var depth = 0, isText = false, isEscaped = false
        for byte in text.utf8 {
            switch byte {
            case _ where isEscaped: isEscaped = false
            case UInt8(ascii: "\\") where isText: isEscaped = true
            case UInt8(ascii: "\""): isText.toggle()
            case UInt8(ascii: "["), UInt8(ascii: "{"):
                if !isText { depth += 1 }
                if depth > deepest { return false }
            case UInt8(ascii: "]"), UInt8(ascii: "}"): if !isText { depth -= 1 }
            default: break
            }
        }
        return true
    }

    /// One line of JSON, its keys in alphabetical order.
    static func line(_ fields: [String: JSONValue]) -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return (try? encoder.encode(fields)).map { String(decoding: $0, as: UTF8.self) } ?? "{}"
    }
}

extension JSONValue {
    /// Simulated time, without a binary fraction.
    static func seconds(_ value: Seconds) -> JSONValue {
        let whole = Decimal(sign: .plus, exponent: -6, significand: Decimal(value.microseconds.magnitude))
        return .decimal(value.microseconds < 0 ? -whole : whole)
    }

    /// A value that may be unknown.
    static func known<Value>(_ value: Value?, _ json: (Value) -> JSONValue) -> JSONValue { value.map(json) ?? .null }
}

extension JSONValue: ExpressibleByStringLiteral, ExpressibleByBooleanLiteral {
    init(stringLiteral value: String) { self = .text(value) }
    init(booleanLiteral value: Bool) { self = .bool(value) }
}
