import Foundation
import JSON

/// A request, sorted: what an operation is asked for.
struct APICall {
    let request: APIRequest
    private let labels: [String: String]
    private let query: [String: String]
    /// The document in the body; empty when there is none, and for a message.
    let document: JSONValue
    /// Milliseconds since 1970.
    let now: Int64

    init(_ request: APIRequest, _ labels: [String: String], takesPayload: Bool, now: Int64) throws(APIError) {
        self.request = request
        self.labels = labels
        self.now = now
        query = Dictionary(request.queryItems.map { ($0.name, $0.value) }) { first, _ in first }
        if takesPayload || request.body.allSatisfy({ $0 == 0x20 || 9...13 ~= $0 }) {
            document = [:]
        } else {
            guard let value = JSONValue(request.body), case .object = value else {
                throw .invalid("The body is no JSON object")
            }
            document = value
        }
    }

    /// What stands in the path.
    func label(_ name: String) -> String { labels[name] ?? "" }

    /// What stands in the query.
    func parameter(_ name: String) -> String? { query[name] }

    /// A number in the query.
    func number(_ name: String, in range: ClosedRange<Int64>) throws(APIError) -> Int64? {
        guard let text = query[name] else { return nil }
        guard let number = Int64(text), range.contains(number) else {
            throw .invalid("\(name) must be a number from \(range.lowerBound) to \(range.upperBound)")
        }
        return number
    }

    /// A switch in the query; off when it is not there.
    func flag(_ name: String) throws(APIError) -> Bool {
        switch query[name] {
        case nil, "false"?: return false
        case "true"?: return true
        default: throw .invalid("\(name) must be true or false")
        }
    }

    /// A header field that has to be there.
    func header(_ name: String) throws(APIError) -> String {
        guard let value = request.header(name), !value.isEmpty else { throw .invalid("The header \(name) is missing") }
        return value
    }

    /// A text of the document, if it is there.
    func optional(_ name: String) throws(APIError) -> String? { try Self.optional(name, in: document) }

    /// A text of the document that has to be there.
    func text(_ name: String) throws(APIError) -> String {
        guard let text = try optional(name) else { throw .invalid("\(name) is missing") }
        return text
    }

    /// A text of an object, if it is there.
    static func optional(_ name: String, in object: JSONValue) throws(APIError) -> String? {
        switch object[name] {
        case nil, .null?: return nil
        case .string(let text)?: return text
        default: throw .invalid("\(name) must be a string")
        }
    }

    /// A switch of an object; off when it is not there.
    static func flag(_ name: String, in object: JSONValue) throws(APIError) -> Bool {
        switch object[name] {
        case nil, .null?: return false
        case .bool(let value)?: return value
        default: throw .invalid("\(name) must be true or false")
        }
    }

    /// Strings of an object; none when they are not there.
    static func texts(_ name: String, in object: JSONValue) throws(APIError) -> [String] {
        switch object[name] {
        case nil, .null?: return []
        case .array(let values)?:
            let texts = values.compactMap(\.text)
            guard texts.count == values.count else { throw .invalid("\(name) must be an array of strings") }
            return texts
        default: throw .invalid("\(name) must be an array of strings")
        }
    }

    /// Texts by names of an object; nil when they are not there.
    static func map(_ name: String, in object: JSONValue) throws(APIError) -> [String: String]? {
        switch object[name] {
        case nil, .null?: return nil
        case .object(let members)?:
            let texts = members.compactMapValues(\.text)
            guard texts.count == members.count else { throw .invalid("The values of \(name) must be strings") }
            return texts
        default: throw .invalid("\(name) must be an object")
        }
    }

    /// An object within the document; empty when it is not there.
    func object(_ name: String) throws(APIError) -> JSONValue {
        switch document[name] {
        case nil, .null?: return [:]
        case .object(let members)?: return .object(members)
        default: throw .invalid("\(name) must be an object")
        }
    }

    /// A version that the sender expects.
    func expectedVersion() throws(APIError) -> Int64? {
        if case .integer(let version)? = document["expectedVersion"] { return version }
        guard document["expectedVersion"] == nil || document["expectedVersion"] == .null else {
            throw .invalid("expectedVersion must be a number")
        }
        return try number("expectedVersion", in: 0...Int64.max)
    }
}

extension APICall {
    /// A name in the path.
    func name(_ label: String, _ rule: NameRule) throws(APIError) -> String { try rule.check(self.label(label), label) }

    /// A certificate's id in the path: 64 hexadecimal digits, which AWS takes in any case and behind `0x`.
    func certificateID(_ label: String) throws(APIError) -> String {
        var text = self.label(label).lowercased()
        if text.hasPrefix("0x") { text = String(text.dropFirst(2)) }
        guard text.utf8.count == 64, text.allSatisfy(\.isHexDigit) else {
            throw .invalid("The value of \(label) must be 64 hexadecimal digits")
        }
        return text
    }

    /// A status in the query or the document.
    static func status(_ text: String, _ name: String) throws(APIError) -> CertificateStatus {
        guard let status = CertificateStatus(rawValue: text) else {
            let names = CertificateStatus.allCases.map(\.rawValue).joined(separator: ", ")
            throw .invalid("The value \(text.shown) of \(name) must be one of \(names)")
        }
        return status
    }
}
