/// A JSON Schema (draft 7) as a value.
public indirect enum JSONSchema: Sendable, Equatable {
    /// Anything.
    case any
    /// One of some types by their names in JSON Schema, `minimum` and `maximum` for numbers.
    case type([String], minimum: Int? = nil, maximum: Int? = nil)
    /// One of some words.
    case words([String])
    /// One of some numbers.
    case numbers([Int])
    /// A list.
    case list(JSONSchema, least: Int = 0)
    /// A mapping; no other keys than `properties`, unless `others` says what they are.
    case object([Property], others: JSONSchema? = nil)
    /// Any of some.
    case anyOf([JSONSchema])

    /// A key of a mapping.
    public struct Property: Sendable, Equatable {
        /// The key.
        public var name: String
        /// Its value.
        public var schema: JSONSchema
        /// Whether it must be there.
        public var isRequired: Bool
        /// What it means, for editors.
        public var description: String?

        /// A property.
        public init(_ name: String, _ schema: JSONSchema, isRequired: Bool = false, description: String? = nil) {
            self.name = name
            self.schema = schema
            self.isRequired = isRequired
            self.description = description
        }
    }

    /// A whole number.
    static let integer = JSONSchema.type(["integer"])
    /// Text; YAML reads digits and truth values as something else, which is text nonetheless.
    static let yamlText = JSONSchema.type(["string", "number", "boolean"])

    /// The same, or null.
    var orNull: JSONSchema {
        switch self {
        case .any: self
        case .type(let names, let minimum, let maximum): .type(names + ["null"], minimum: minimum, maximum: maximum)
        default: .anyOf([self, .type(["null"])])
        }
    }
}

extension JSONSchema: Encodable {
    private struct Key: CodingKey {
        var stringValue: String
        var intValue: Int? { nil }

        init(_ name: String) { stringValue = name }
        init?(stringValue: String) { self.init(stringValue) }
        init?(intValue: Int) { nil }
    }

    /// Writes the schema; `JSONEncoder` with sorted keys gives the same text every time.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        switch self {
        case .any: break
        case .type(let names, let minimum, let maximum):
            if names.count == 1, let name = names.first {
                try container.encode(name, forKey: Key("type"))
            } else {
                try container.encode(names, forKey: Key("type"))
            }
            try container.encodeIfPresent(minimum, forKey: Key("minimum"))
            try container.encodeIfPresent(maximum, forKey: Key("maximum"))
        case .words(let words): try container.encode(words, forKey: Key("enum"))
        case .numbers(let numbers): try container.encode(numbers, forKey: Key("enum"))
        case .list(let items, let least):
            try container.encode("array", forKey: Key("type"))
            try container.encode(items, forKey: Key("items"))
            if least > 0 { try container.encode(least, forKey: Key("minItems")) }
        case .object(let properties, let others): try encode(properties, others, &container)
        case .anyOf(let schemas): try container.encode(schemas, forKey: Key("anyOf"))
        }
    }

    private func encode(
        _ properties: [Property],
        _ others: JSONSchema?,
        _ container: inout KeyedEncodingContainer<Key>
    ) throws {
        try container.encode("object", forKey: Key("type"))
        var inner = container.nestedContainer(keyedBy: Key.self, forKey: Key("properties"))
        for property in properties { try inner.encode(Described(property: property), forKey: Key(property.name)) }
        if let others {
            try container.encode(others, forKey: Key("additionalProperties"))
        } else {
            try container.encode(false, forKey: Key("additionalProperties"))
        }
        let required = properties.filter(\.isRequired).map(\.name)
        if !required.isEmpty { try container.encode(required, forKey: Key("required")) }
    }

    private struct Described: Encodable {
        var property: Property

        func encode(to encoder: any Encoder) throws {
            try property.schema.encode(to: encoder)
            var container = encoder.container(keyedBy: Key.self)
            try container.encodeIfPresent(property.description, forKey: Key("description"))
        }
    }
}
