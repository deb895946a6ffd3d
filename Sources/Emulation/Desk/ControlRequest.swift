import Foundation
import JSON

/// What somebody asks of a board on a desk.
enum ControlRequest: Equatable {
    case state
    /// Nil leaves what was followed before as it was.
    case follow(Following)
    /// A pin is held from outside; nil lets go of it.
    case drive(pin: Int, isHigh: Bool?)
    /// The voltage at TOUT.
    case adc(volts: Double)
    case reset
    case power(isOn: Bool)
    case accessPoint(isPresent: Bool)
    /// Typed at UART0.
    case serial([UInt8])
    case quit

    /// What of a board somebody wants to hear of from now on; nil for no change.
    struct Following: Equatable {
        var console: Bool?
        var pins: Bool?
        var events: Bool?
        /// Seconds of the host from one state to the next; an inner nil for none.
        var statePeriod: Double??
    }

    /// Why something is not done: one line that names the culprit.
    struct Refusal: Error, Equatable {
        let message: String

        init(_ message: String) { self.message = message }
    }

    /// Pins that something can be wired to.
    static let pins = 0...15
    private static let periods = 0.05...86_400

    /// - Throws: what is wrong with it, before anything is done.
    init(_ fields: [String: JSONValue]) throws(Refusal) {
        var fields = Fields(fields)
        switch fields.name {
        case "state": self = .state
        case "follow": self = .follow(try Self.following(&fields))
        case "drive":
            self = .drive(pin: try fields.integer("pin", Self.pins), isHigh: try fields.level("level"))
        case "adc": self = .adc(volts: try fields.number("volts", 0...1))
        case "reset": self = .reset
        case "power": self = .power(isOn: try fields.bool("on"))
        case "access_point": self = .accessPoint(isPresent: try fields.bool("present"))
        case "serial": self = .serial(try fields.bytes())
        case "quit": self = .quit
        default: throw Refusal("'do' names no request")
        }
        try fields.checkEnd()
    }

    private static func following(_ fields: inout Fields) throws(Refusal) -> Following {
        var following = Following()
        following.console = try fields.optionalBool("console")
        following.pins = try fields.optionalBool("pins")
        following.events = try fields.optionalBool("events")
        let period = "state_every_seconds"
        if fields.isNull(period) {
            following.statePeriod = .some(nil)
        } else if fields.has(period) {
            following.statePeriod = try fields.number(period, periods)
        }
        return following
    }
}

extension ControlRequest {
    /// The keys of a request; those that were asked for are known.
    private struct Fields {
        private let values: [String: JSONValue]
        private var known: Set = ["do", "id"]
        /// What is to be done.
        let name: String

        init(_ values: [String: JSONValue]) {
            self.values = values
            if case .string(let name) = values["do"] { self.name = name } else { name = "" }
        }

        func has(_ key: String) -> Bool { values[key] != nil }

        mutating func isNull(_ key: String) -> Bool {
            known.insert(key)
            return values[key] == .null
        }

        private mutating func value(_ key: String) -> JSONValue? {
            known.insert(key)
            return values[key]
        }

        private func refusal(_ key: String, _ wanted: String) -> Refusal {
            Refusal("\(name): '\(key)' must be \(wanted)")
        }

        mutating func bool(_ key: String) throws(Refusal) -> Bool {
            guard let value = try optionalBool(key) else { throw refusal(key, "true or false") }
            return value
        }

        mutating func optionalBool(_ key: String) throws(Refusal) -> Bool? {
            switch value(key) {
            case .bool(let value): return value
            case nil: return nil
            default: throw refusal(key, "true or false")
            }
        }

        mutating func integer(_ key: String, _ range: ClosedRange<Int>) throws(Refusal) -> Int {
            guard case .integer(let whole) = value(key), let value = Int(exactly: whole), range.contains(value) else {
                throw refusal(key, "a whole number from \(range.lowerBound) to \(range.upperBound)")
            }
            return value
        }

        mutating func number(_ key: String, _ range: ClosedRange<Double>) throws(Refusal) -> Double {
            guard let value = value(key)?.number, range.contains(value) else {
                throw refusal(key, "a number from \(Self.text(range.lowerBound)) to \(Self.text(range.upperBound))")
            }
            return value
        }

        private static func text(_ value: Double) -> String {
            value == value.rounded() ? "\(Int(value))" : "\(value)"
        }

        mutating func level(_ key: String) throws(Refusal) -> Bool? {
            switch value(key) {
            case .integer(0): return false
            case .integer(1): return true
            case .null: return nil
            default: throw refusal(key, "0, 1 or null")
            }
        }

        /// The one of `text` and `base64` that is there.
        mutating func bytes() throws(Refusal) -> [UInt8] {
            let text = value("text"), base64 = value("base64")
            switch (text, base64) {
            case (.string(let text), nil): return Array(text.utf8)
            case (nil, .string(let code)):
                guard let data = Data(base64Encoded: code) else { throw refusal("base64", "base64") }
                return Array(data)
            case (_?, nil): throw refusal("text", "a string")
            case (nil, _?): throw refusal("base64", "a string")
            default: throw Refusal("\(name): needs either 'text' or 'base64'")
            }
        }

        func checkEnd() throws(Refusal) {
            guard let other = values.keys.filter({ !known.contains($0) }).min() else { return }
            throw Refusal("\(name): key '\(other.prefix(40))' is unknown")
        }
    }
}
