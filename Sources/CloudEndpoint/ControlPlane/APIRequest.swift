import JSON

/// An HTTP request to the control or the data plane, as its bytes said it.
public struct APIRequest: Sendable, Equatable {
    /// A header field.
    public struct Header: Sendable, Equatable {
        /// Compared without regard to case (RFC 9110, 5.1).
        public var name: String
        /// Without white space around it.
        public var value: String

        /// `name: value`.
        public init(_ name: String, _ value: String) {
            self.name = name
            self.value = value
        }
    }

    /// `GET`, `POST` and so on.
    public var method: String
    /// Percent-encoded, from the first slash to the query.
    public var path: String
    /// Percent-encoded, behind the question mark; empty without one.
    public var query: String
    /// In the order in which they came.
    public var headers: [Header]
    /// What follows the header.
    public var body: [UInt8]

    /// A request to `target`, the path with the query (RFC 9112, 3.2.1).
    public init(_ method: String, _ target: String, headers: [Header] = [], body: [UInt8] = []) {
        self.method = method
        let parts = target.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        path = String(parts[0])
        query = parts.count == 2 ? String(parts[1]) : ""
        self.headers = headers
        self.body = body
    }

    /// The value of the first header field called `name`.
    func header(_ name: String) -> String? {
        headers.first { $0.name.lowercased() == name.lowercased() }?.value
    }

    /// The parts of the query, decoded, in their order.
    var queryItems: [(name: String, value: String)] {
        query.split(separator: "&").map { item in
            let parts = item.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            return (PercentEncoding.decode(parts[0]), parts.count == 2 ? PercentEncoding.decode(parts[1]) : "")
        }
    }
}

/// What the API answers.
public struct APIResponse: Sendable, Equatable {
    /// The HTTP status.
    public var status: Int
    /// Header fields besides `Content-Length` and `Date`.
    public var headers: [APIRequest.Header]
    /// JSON, or the bytes of a message.
    public var body: [UInt8]
    /// Why it is a refusal, for a log.
    public var reason: String?

    /// Success without a body.
    static let empty = APIResponse(status: 200, headers: [], body: [])

    /// Success with a document.
    static func document(_ document: JSONValue) -> APIResponse { bytes(document.bytes) }

    /// Success with the text of a JSON document.
    static func bytes(_ bytes: [UInt8]) -> APIResponse {
        APIResponse(status: 200, headers: [APIRequest.Header("Content-Type", "application/json")], body: bytes)
    }

    /// Nothing can be changed at present, or nobody knows whether it was: there is no way to keep it.
    public static let unkept = failure(APIError(.serviceUnavailable, "The account cannot be kept at present"))

    /// A refusal, as clients of AWS read it: the type in a header field, the message in the body.
    static func failure(_ error: APIError) -> APIResponse {
        var document: [String: JSONValue] = ["message": .string(error.message)]
        if let resource = error.resource {
            document["resourceId"] = .string(resource.id)
            document["resourceArn"] = .string(resource.arn)
        }
        var response = self.document(.object(document))
        response.status = error.kind.status
        response.reason = error.reason ?? error.message
        response.headers.append(APIRequest.Header("x-amzn-ErrorType", error.kind.rawValue))
        return response
    }
}
