import Foundation
import Yams

/// As much of JSON Schema as the committed schemas use; anything else in a schema is a finding itself.
struct SchemaValidator {
    private static let known: Set<String> = [
        "$id", "$schema", "title", "description", "type", "enum", "minimum", "maximum", "properties", "required",
        "additionalProperties", "items", "minItems", "anyOf",
    ]

    /// What is wrong with `value`, with the place of each finding.
    static func findings(_ value: Any, _ schema: Any, at place: String = "$") -> [String] {
        guard let schema = schema as? [String: Any] else { return ["\(place): the schema is no object"] }
        var findings = schema.keys.filter { !known.contains($0) }.map { "\(place): unknown word '\($0)' in the schema" }
        if let alternatives = schema["anyOf"] as? [Any] {
            let fits = alternatives.contains { self.findings(value, $0, at: place).isEmpty }
            if !fits { findings.append("\(place): fits none of \(alternatives.count) alternatives") }
        }
        if let allowed = schema["enum"] as? [Any], !allowed.contains(where: { isEqual($0, value) }) {
            findings.append("\(place): \(value) is not one of \(allowed)")
        }
        if let type = schema["type"], !types(type).contains(where: { fits(value, $0) }) {
            return findings + ["\(place): \(value) is not of type \(type)"]
        }
        if let number = value as? NSNumber, !isBoolean(value) {
            if let least = schema["minimum"] as? Double, number.doubleValue < least {
                findings.append("\(place): \(value) is too small")
            }
            if let most = schema["maximum"] as? Double, number.doubleValue > most {
                findings.append("\(place): \(value) is too large")
            }
        }
        if let mapping = value as? [String: Any] { findings += members(mapping, schema, place) }
        if let list = value as? [Any] {
            if let least = schema["minItems"] as? Int, list.count < least { findings.append("\(place): too few items") }
            if let items = schema["items"] {
                findings += list.enumerated().flatMap { self.findings($1, items, at: "\(place)[\($0)]") }
            }
        }
        return findings
    }

    private static func members(_ mapping: [String: Any], _ schema: [String: Any], _ place: String) -> [String] {
        let properties = schema["properties"] as? [String: Any] ?? [:]
        let required = schema["required"] as? [String] ?? []
        var findings = required.filter { mapping[$0] == nil }.map { "\(place): \($0) is missing" }
        for (key, value) in mapping.sorted(by: { $0.key < $1.key }) {
            if let property = properties[key] {
                findings += self.findings(value, property, at: "\(place).\(key)")
            } else if let others = schema["additionalProperties"] {
                if isBoolean(others) {
                    findings.append("\(place): \(key) is not allowed")
                } else {
                    findings += self.findings(value, others, at: "\(place).\(key)")
                }
            }
        }
        return findings
    }

    private static func types(_ type: Any) -> [String] { (type as? [String]) ?? [type as? String ?? "?"] }

    private static func isBoolean(_ value: Any) -> Bool {
        guard let number = value as? NSNumber else { return value is Bool }
        return type(of: value) == Bool.self || CFGetTypeIDIsBoolean(number)
    }

    private static func CFGetTypeIDIsBoolean(_ number: NSNumber) -> Bool { String(cString: number.objCType) == "c" }

    private static func fits(_ value: Any, _ type: String) -> Bool {
        switch type {
        case "null": value is NSNull
        case "boolean": isBoolean(value)
        case "string": value is String
        case "number": value is NSNumber && !isBoolean(value)
        case "integer":
            !isBoolean(value) && (value as? NSNumber).map { $0.doubleValue == $0.doubleValue.rounded() } == true
        case "array": value is [Any]
        case "object": value is [String: Any]
        default: false
        }
    }

    private static func isEqual(_ left: Any, _ right: Any) -> Bool {
        if let left = left as? String { return left == right as? String }
        if isBoolean(left) || isBoolean(right) { return false }
        return (left as? NSNumber)?.doubleValue == (right as? NSNumber)?.doubleValue
    }
}

extension SchemaValidator {
    /// YAML as an editor sees it: the core schema of YAML 1.2, in which `on` is a word.
    static func value(yaml text: String) throws -> Any {
        guard let node = try Yams.compose(yaml: text) else { return NSNull() }
        return value(node)
    }

    private static func value(_ node: Node) -> Any {
        if let mapping = node.mapping {
            return Dictionary(uniqueKeysWithValues: mapping.map { ($0.key.string ?? "?", value($0.value)) })
        }
        if let sequence = node.sequence { return sequence.map(value) }
        guard let scalar = node.scalar, scalar.style == .plain else { return node.scalar?.string ?? NSNull() }
        switch scalar.string {
        case "", "~", "null": return NSNull()
        case "true": return true
        case "false": return false
        default: return Int(scalar.string).map { $0 as Any } ?? Double(scalar.string).map { $0 as Any } ?? scalar.string
        }
    }
}
