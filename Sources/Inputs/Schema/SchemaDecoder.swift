import Foundation
import Record

/// Learns the JSON Schema of a `Decodable` type by letting it decode itself: every key it asks for is a property, and what
/// it gets is a value of no meaning.
final class SchemaDecoder: Decoder {
    let codingPath: [any CodingKey] = []
    let userInfo: [CodingUserInfoKey: Any] = [:]
    /// What was learnt.
    fileprivate(set) var schema = JSONSchema.any

    /// The schema of `type`.
    static func schema<Value: Decodable>(of type: Value.Type) throws -> JSONSchema {
        try learn(type).schema
    }

    /// The schema of `type`, and a value of it.
    fileprivate static func learn<Value: Decodable>(_ type: Value.Type) throws -> (schema: JSONSchema, value: Value) {
        if let special = try (type as? any SelfDescribing.Type)?.described, let value = special.value as? Value {
            return (special.schema, value)
        }
        if let choice = type as? any CaseIterable.Type, let first = firstCase(choice) as? Value {
            return (.words(words(choice)), first)
        }
        let decoder = SchemaDecoder()
        let value = try Value(from: decoder)
        return (decoder.schema, value)
    }

    private static func firstCase<Choice: CaseIterable>(_ type: Choice.Type) -> Any? { type.allCases.first }

    private static func words<Choice: CaseIterable>(_ type: Choice.Type) -> [String] {
        type.allCases.compactMap { ($0 as? any RawRepresentable)?.rawValue as? String }
    }

    func container<Key: CodingKey>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<Key> {
        if case .object = schema {} else { schema = .object([]) }
        return KeyedDecodingContainer(Keyed<Key>(decoder: self))
    }

    func unkeyedContainer() throws -> any UnkeyedDecodingContainer { Unkeyed(decoder: self) }

    func singleValueContainer() throws -> any SingleValueDecodingContainer { Single(decoder: self) }

    fileprivate func add(_ property: JSONSchema.Property) {
        guard case .object(let properties, let others) = schema else { return }
        schema = .object(properties.filter { $0.name != property.name } + [property], others: others)
    }

    private struct Keyed<Key: CodingKey>: KeyedDecodingContainerProtocol {
        let decoder: SchemaDecoder
        let codingPath: [any CodingKey] = []
        let allKeys: [Key] = []

        func contains(_ key: Key) -> Bool { true }
        func decodeNil(forKey key: Key) throws -> Bool { false }

        func decode<Value: Decodable>(_ type: Value.Type, forKey key: Key) throws -> Value {
            let learnt = try SchemaDecoder.learn(type)
            decoder.add(.init(key.stringValue, learnt.schema, isRequired: true))
            return learnt.value
        }

        func decodeIfPresent<Value: Decodable>(_ type: Value.Type, forKey key: Key) throws -> Value? {
            try optional(type, key)
        }

        // The standard library has defaults for these, which go past the one above.
        func decodeIfPresent(_ type: Bool.Type, forKey key: Key) throws -> Bool? { try optional(type, key) }
        func decodeIfPresent(_ type: String.Type, forKey key: Key) throws -> String? { try optional(type, key) }
        func decodeIfPresent(_ type: Int.Type, forKey key: Key) throws -> Int? { try optional(type, key) }
        func decodeIfPresent(_ type: Int32.Type, forKey key: Key) throws -> Int32? { try optional(type, key) }
        func decodeIfPresent(_ type: UInt64.Type, forKey key: Key) throws -> UInt64? { try optional(type, key) }
        func decodeIfPresent(_ type: UInt32.Type, forKey key: Key) throws -> UInt32? { try optional(type, key) }
        func decodeIfPresent(_ type: Double.Type, forKey key: Key) throws -> Double? { try optional(type, key) }

        private func optional<Value: Decodable>(_ type: Value.Type, _ key: Key) throws -> Value? {
            let learnt = try SchemaDecoder.learn(type)
            decoder.add(.init(key.stringValue, learnt.schema))
            return learnt.value
        }

        func nestedContainer<Nested: CodingKey>(
            keyedBy type: Nested.Type,
            forKey key: Key
        ) throws -> KeyedDecodingContainer<Nested> { throw SchemaDecoder.unsupported }

        func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer {
            throw SchemaDecoder.unsupported
        }

        func superDecoder() throws -> any Decoder { throw SchemaDecoder.unsupported }
        func superDecoder(forKey key: Key) throws -> any Decoder { throw SchemaDecoder.unsupported }
    }

    private struct Unkeyed: UnkeyedDecodingContainer {
        let decoder: SchemaDecoder
        let codingPath: [any CodingKey] = []
        let count: Int? = 1
        var currentIndex = 0
        var isAtEnd: Bool { currentIndex > 0 }

        mutating func decodeNil() throws -> Bool { false }

        mutating func decode<Value: Decodable>(_ type: Value.Type) throws -> Value {
            let learnt = try SchemaDecoder.learn(type)
            decoder.schema = .list(learnt.schema)
            currentIndex += 1
            return learnt.value
        }

        mutating func nestedContainer<Nested: CodingKey>(
            keyedBy type: Nested.Type
        ) throws -> KeyedDecodingContainer<Nested> { throw SchemaDecoder.unsupported }

        mutating func nestedUnkeyedContainer() throws -> any UnkeyedDecodingContainer {
            throw SchemaDecoder.unsupported
        }
        mutating func superDecoder() throws -> any Decoder { throw SchemaDecoder.unsupported }
    }

    private struct Single: SingleValueDecodingContainer {
        let decoder: SchemaDecoder
        let codingPath: [any CodingKey] = []

        func decodeNil() -> Bool { false }

        func decode<Value: Decodable>(_ type: Value.Type) throws -> Value {
            let learnt = try SchemaDecoder.learn(type)
            decoder.schema = learnt.schema
            return learnt.value
        }
    }

    fileprivate static let unsupported = EmulationError.inconsistent("a type decodes itself in a way without a schema")
}

/// A type that cannot be learnt by decoding it.
private protocol SelfDescribing {
    static var described: (schema: JSONSchema, value: Any) { get throws }
}

extension Bool: SelfDescribing {
    fileprivate static var described: (schema: JSONSchema, value: Any) { (.type(["boolean"]), false) }
}

extension String: SelfDescribing {
    fileprivate static var described: (schema: JSONSchema, value: Any) { (.type(["string"]), "") }
}

extension Int: SelfDescribing {
    fileprivate static var described: (schema: JSONSchema, value: Any) { (.integer, 0) }
}

extension Int32: SelfDescribing {
    fileprivate static var described: (schema: JSONSchema, value: Any) { (.integer, Int32(0)) }
}

extension UInt64: SelfDescribing {
    fileprivate static var described: (schema: JSONSchema, value: Any) {
        (.type(["integer"], minimum: 0), UInt64(0))
    }
}

extension UInt32: SelfDescribing {
    fileprivate static var described: (schema: JSONSchema, value: Any) {
        (.type(["integer"], minimum: 0), UInt32(0))
    }
}

extension UInt8: SelfDescribing {
    fileprivate static var described: (schema: JSONSchema, value: Any) { (.type(["integer"], minimum: 0), UInt8(0)) }
}

extension Data: SelfDescribing {
    /// JSONEncoder writes it as base64.
    fileprivate static var described: (schema: JSONSchema, value: Any) { (.type(["string"]), Data()) }
}

extension Double: SelfDescribing {
    fileprivate static var described: (schema: JSONSchema, value: Any) { (.type(["number"]), 0.0) }
}

extension Seconds: SelfDescribing {
    fileprivate static var described: (schema: JSONSchema, value: Any) { (.type(["number"]), Seconds.zero) }
}

extension Tolerance: SelfDescribing {
    fileprivate static var described: (schema: JSONSchema, value: Any) {
        (.type(["integer", "string"]), Tolerance.absolute(0))
    }
}

extension Nullable: SelfDescribing {
    fileprivate static var described: (schema: JSONSchema, value: Any) {
        get throws { (try SchemaDecoder.schema(of: Value.self).orNull, Nullable(wrappedValue: nil)) }
    }
}

extension Dictionary: SelfDescribing where Value: Decodable {
    fileprivate static var described: (schema: JSONSchema, value: Any) {
        get throws { (.object([], others: try SchemaDecoder.schema(of: Value.self)), [Key: Value]()) }
    }
}
