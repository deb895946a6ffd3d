/// What a request says of its signature.
struct SignatureClaim: Equatable, Sendable {
    static let algorithm = "AWS4-HMAC-SHA256"
    static let terminator = "aws4_request"
    /// Longest that a presigned URL can be good for, seconds (IAM user guide, query parameters of a signed request).
    private static let mostSeconds: Int64 = 604_800

    private(set) var keyID = ""
    private(set) var date = ""
    private(set) var region = ""
    private(set) var service = ""
    let time: SignatureTime
    /// Lower case, sorted.
    let signedHeaders: [String]
    /// Hexadecimal digits.
    let signature: String
    /// Of temporary credentials.
    let token: String?
    /// Whether all of it stands in the query.
    let isPresigned: Bool
    /// Seconds that a presigned URL is good for, if it says so.
    private(set) var expires: Int64?

    /// Whether a request says anything of a signature.
    static func isIn(_ request: APIRequest) -> Bool {
        request.header("Authorization") != nil || request.queryItems.contains { $0.name == "X-Amz-Signature" }
    }

    var scope: String { [date, region, service, Self.terminator].joined(separator: "/") }

    init(_ request: APIRequest) throws(APIError) {
        let query = Dictionary(request.queryItems.map { ($0.name, $0.value) }) { first, _ in first }
        var fields: [String: String]
        isPresigned = request.header("Authorization") == nil && query["X-Amz-Signature"] != nil
        if isPresigned {
            fields = [:]
            for name in ["Credential", "SignedHeaders", "Signature"] { fields[name] = query["X-Amz-\(name)"] }
            guard query["X-Amz-Algorithm"] == Self.algorithm else {
                throw Self.incomplete("X-Amz-Algorithm must be \(Self.algorithm)")
            }
        } else {
            fields = try Self.fields(of: request)
        }
        let date = isPresigned ? query["X-Amz-Date"] : request.header("X-Amz-Date")
        guard let time = date.flatMap(SignatureTime.init) else {
            throw Self.incomplete("X-Amz-Date must be a time such as 20260101T000000Z")
        }
        self.time = time
        token = isPresigned ? query["X-Amz-Security-Token"] : request.header("X-Amz-Security-Token")
        signedHeaders = (fields["SignedHeaders"] ?? "").lowercased().split(separator: ";").map(String.init).sorted()
        signature = fields["Signature"] ?? ""
        guard signedHeaders.contains("host") else {
            throw Self.incomplete("'Host' must be a 'SignedHeader' in the AWS Authorization.")
        }
        try readScope(fields["Credential"] ?? "")
        if isPresigned, let text = query["X-Amz-Expires"] {
            guard let seconds = Int64(text), (1...Self.mostSeconds).contains(seconds) else {
                throw Self.incomplete("X-Amz-Expires must be 1 to \(Self.mostSeconds) seconds")
            }
            expires = seconds
        }
    }

    private mutating func readScope(_ credential: String) throws(APIError) {
        let parts = credential.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 5, parts[4] == Self.terminator else {
            throw Self.incomplete("Credential must have the form KEY/YYYYMMDD/REGION/SERVICE/\(Self.terminator)")
        }
        (keyID, date, region, service) = (parts[0], parts[1], parts[2], parts[3])
    }

    private static func fields(of request: APIRequest) throws(APIError) -> [String: String] {
        guard let authorization = request.header("Authorization") else {
            throw APIError(.missingAuthenticationToken, "Missing Authentication Token")
        }
        guard authorization.hasPrefix(algorithm + " ") else {
            throw incomplete("Authorization must begin with \(algorithm)")
        }
        var fields: [String: String] = [:]
        for part in authorization.dropFirst(algorithm.count).split(separator: ",") {
            let sides = part.split(separator: "=", maxSplits: 1).map { $0.filter { $0 != " " } }
            if sides.count == 2 { fields[sides[0]] = sides[1] }
        }
        for name in ["Credential", "SignedHeaders", "Signature"] where fields[name] == nil {
            throw incomplete("Authorization header requires '\(name)' parameter.")
        }
        return fields
    }

    private static func incomplete(_ message: String) -> APIError { APIError(.incompleteSignature, message) }
}
