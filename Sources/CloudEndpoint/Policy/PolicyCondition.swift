import JSON

/// One comparison of a statement's `Condition` (IAM user guide, condition operators).
struct PolicyCondition: Sendable, Equatable {
    /// Of a key with several values: how many of them have to agree.
    enum Quantifier: String, Sendable {
        case any = "ForAnyValue"
        case all = "ForAllValues"
    }

    /// What is compared, and how.
    enum Comparison: String, Sendable {
        case stringEquals = "StringEquals"
        case stringEqualsIgnoreCase = "StringEqualsIgnoreCase"
        case stringLike = "StringLike"
        case bool = "Bool"
        case numericEquals = "NumericEquals"
        case numericLessThan = "NumericLessThan"
        case numericLessThanEquals = "NumericLessThanEquals"
        case numericGreaterThan = "NumericGreaterThan"
        case numericGreaterThanEquals = "NumericGreaterThanEquals"
        case ipAddress = "IpAddress"
        case arnEquals = "ArnEquals"
        case arnLike = "ArnLike"
        case null = "Null"
    }

    var comparison: Comparison
    var isNegated = false
    var quantifier: Quantifier?
    /// Whether a key without value agrees.
    var ifExists = false
    var key: String
    var values: [String]

    /// The operators that say the opposite of another.
    private static let opposites: [String: Comparison] = [
        "StringNotEquals": .stringEquals, "StringNotEqualsIgnoreCase": .stringEqualsIgnoreCase,
        "StringNotLike": .stringLike,
        "NumericNotEquals": .numericEquals, "NotIpAddress": .ipAddress, "ArnNotEquals": .arnEquals,
        "ArnNotLike": .arnLike,
    ]

    /// The comparisons of `value`, all of which have to agree.
    static func all(_ value: JSONValue?) throws(MalformedPolicy) -> [PolicyCondition] {
        guard let value else { return [] }
        guard case .object(let operators) = value else { throw MalformedPolicy("'Condition' is not an object") }
        var conditions: [PolicyCondition] = []
        for (name, keys) in operators.sorted(by: { $0.key < $1.key }) {
            guard case .object(let keys) = keys else {
                throw MalformedPolicy("Condition \(name.shown) is not an object")
            }
            for (key, values) in keys.sorted(by: { $0.key < $1.key }) {
                conditions.append(try PolicyCondition(name, key: key, values))
            }
        }
        return conditions
    }

    private init(_ name: String, key: String, _ values: JSONValue) throws(MalformedPolicy) {
        var word = name[...]
        if let colon = word.firstIndex(of: ":"), let quantifier = Quantifier(rawValue: String(word[..<colon])) {
            self.quantifier = quantifier
            word = word[word.index(after: colon)...]
        }
        if word.hasSuffix("IfExists") {
            ifExists = true
            word = word.dropLast("IfExists".count)
        }
        if let comparison = Comparison(rawValue: String(word)) {
            self.comparison = comparison
        } else if let comparison = Self.opposites[String(word)] {
            self.comparison = comparison
            isNegated = true
        } else {
            throw MalformedPolicy("Condition operator \(name.shown) is not known")
        }
        self.key = key
        guard let texts = Self.texts(values) else {
            throw MalformedPolicy("Condition \(name.shown) of \(key.shown) must have a value or an array of values")
        }
        self.values = texts
    }

    private static func texts(_ value: JSONValue) -> [String]? {
        switch value {
        case .array(let values):
            let texts = values.map(texts)
            return texts.contains { $0 == nil } ? nil : texts.flatMap { $0 ?? [] }
        case .string(let text): return [text]
        case .bool(let value): return [value ? "true" : "false"]
        case .integer(let value): return ["\(value)"]
        case .number(let value): return ["\(value)"]
        case .decimal(let value): return ["\(value)"]
        case .null, .object: return nil
        }
    }

    /// Whether `context` agrees.
    func holds(in context: PolicyContext, hasVariables: Bool) -> Bool {
        let present = context[key]
        if comparison == .null { return values.contains(present.isEmpty ? "true" : "false") }
        guard !present.isEmpty else { return ifExists || quantifier == .all || isNegated }
        func agrees(_ value: String) -> Bool {
            values.contains { compares(value, with: $0, context, hasVariables) } != isNegated
        }
        return quantifier == .any || quantifier == nil && !isNegated
            ? present.contains(where: agrees) : present.allSatisfy(agrees)
    }

    private func compares(_ value: String, with wanted: String, _ context: PolicyContext, _ hasVariables: Bool) -> Bool
    {
        switch comparison {
        case .stringLike, .arnLike, .arnEquals:
            return PolicyPattern(wanted, context, hasVariables: hasVariables).matches(value)
        case .stringEquals, .stringEqualsIgnoreCase:
            return Self.literal(wanted, context, hasVariables).map { text in
                comparison == .stringEquals ? text == value : text.lowercased() == value.lowercased()
            } ?? false
        case .bool: return value.lowercased() == wanted.lowercased()
        case .ipAddress: return CIDRBlock(wanted)?.contains(value) ?? false
        case .null: return false
        case .numericEquals, .numericLessThan, .numericLessThanEquals, .numericGreaterThan, .numericGreaterThanEquals:
            guard let left = Double(value), let right = Double(wanted) else { return false }
            return compares(left, right)
        }
    }

    private func compares(_ left: Double, _ right: Double) -> Bool {
        switch comparison {
        case .numericLessThan: left < right
        case .numericLessThanEquals: left <= right
        case .numericGreaterThan: left > right
        case .numericGreaterThanEquals: left >= right
        default: left == right
        }
    }

    /// `text` with its variables put in, wildcards standing for themselves; nil when one has no value.
    private static func literal(_ text: String, _ context: PolicyContext, _ hasVariables: Bool) -> String? {
        guard hasVariables else { return text }
        var result = "", rest = text[...]
        while let start = rest.firstRange(of: "${"), let end = rest[start.upperBound...].firstIndex(of: "}") {
            let name = String(rest[start.upperBound..<end])
            guard let value = ["*", "?", "$"].contains(name) ? name : context.substitute(for: name) else { return nil }
            result += rest[..<start.lowerBound] + value
            rest = rest[rest.index(after: end)...]
        }
        return result + rest
    }
}
