import Foundation
import JSON

/// A part of a list, and where the next one begins.
struct Page<Item> {
    var items: [Item]
    /// What to ask for the next part with; nil: this was the last.
    var next: String?
}

extension APICall {
    /// Most items on a page unless asked otherwise (assumed; the service model has only the most: 250).
    private static let usualSize: Int64 = 25

    /// The page of a list whose pages have a `marker`.
    /// - Parameter key: sorts as `items` are sorted.
    func page<Item>(_ items: [Item], by key: (Item) -> String) throws(APIError) -> Page<Item> {
        let isAscending = try flag("isAscendingOrder")
        let size = try number("pageSize", in: 1...250) ?? Self.usualSize
        return try page(isAscending ? items : items.reversed(), size, "marker", isAscending: isAscending, key)
    }

    /// The page of a list whose pages have a `nextToken`; in the order of `items`.
    func tokenPage<Item>(
        _ items: [Item],
        size name: String = "maxResults",
        most: Int64 = 250,
        by key: (Item) -> String
    ) throws(APIError) -> Page<Item> {
        let size = try number(name, in: 1...most) ?? Self.usualSize
        return try page(items, size, "nextToken", isAscending: true, key)
    }

    private func page<Item>(
        _ items: [Item],
        _ size: Int64,
        _ parameter: String,
        isAscending: Bool,
        _ key: (Item) -> String
    ) throws(APIError) -> Page<Item> {
        var rest = items[...]
        if let marker = self.parameter(parameter), !marker.isEmpty {
            guard let data = Data(base64Encoded: marker), let last = String(validating: data, as: UTF8.self) else {
                throw .invalid("The value of \(parameter) is not one that was given")
            }
            rest = rest.drop { isAscending ? key($0) <= last : key($0) >= last }
        }
        let items = Array(rest.prefix(Int(size)))
        let next = rest.count > items.count ? items.last.map(key) : nil
        return Page(items: items, next: next.map { Data($0.utf8).base64EncodedString() })
    }
}

extension Page {
    /// The answer of a list.
    func document(_ name: String, next: String, _ value: (Item) -> JSONValue) -> APIResponse {
        var document: [String: JSONValue] = [name: .array(items.map(value))]
        if let marker = self.next { document[next] = .string(marker) }
        return .document(.object(document))
    }
}

/// Keys that sort by time, then by name.
func creationKey(_ time: Int64, _ name: String) -> String {
    let digits = "\(max(0, time))"
    return String(repeating: "0", count: max(0, 20 - digits.count)) + digits + name
}

extension JSONValue {
    /// Milliseconds since 1970 as the API has times: seconds.
    static func time(_ milliseconds: Int64) -> JSONValue { .number(Double(milliseconds) / 1000) }
}
