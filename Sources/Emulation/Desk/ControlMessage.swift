import Foundation
import JSON
import Record

/// What goes over a control connection: a line of JSON each way.
enum ControlMessage {
    /// Values within values beyond which a text is refused: none of ours has more than three, and whoever reads it has a stack.
    private static let deepest = 16

    /// Reads an object; nil for what is none.
    static func object(reading text: String) -> [String: JSONValue]? {
        guard isShallow(text), case .object(let fields)? = JSONValue(Array(text.utf8)) else { return nil }
        return fields
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
        String(decoding: JSONValue.object(fields).bytes, as: UTF8.self)
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
