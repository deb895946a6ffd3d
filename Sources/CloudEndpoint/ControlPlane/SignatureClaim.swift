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

/// A request as it is signed.
enum CanonicalRequest {
    /// The texts of which one must have been signed: clients differ in whether the host has a port, and in whether the
    /// token in the query of a WebSocket's URL is signed (aws-iot developer guide; SDKs).
    static func forms(of request: APIRequest, _ claim: SignatureClaim) -> [String] {
        var queries = [query(request, leavesOut: ["X-Amz-Signature"])]
        if claim.isPresigned, claim.token != nil {
            queries.append(query(request, leavesOut: ["X-Amz-Signature", "X-Amz-Security-Token"]))
        }
        let hash = SignatureV4.hexHash(request.body)
        return hosts(of: request).flatMap { host in
            queries.map { query in
                [
                    request.method, path(request.path), query, headers(request, claim.signedHeaders, host: host),
                    claim.signedHeaders.joined(separator: ";"), hash,
                ].joined(separator: "\n")
            }
        }
    }

    /// The host as it came, without a port, and with that of HTTPS.
    private static func hosts(of request: APIRequest) -> [String] {
        let host = request.header("Host") ?? ""
        let name = host.hasSuffix("]") ? host[...] : host[..<(host.lastIndex(of: ":") ?? host.endIndex)]
        var hosts = [host]
        for other in [String(name), "\(name):443"] where !hosts.contains(other) { hosts.append(other) }
        return hosts
    }

    /// The path without empty and dot segments, encoded once more.
    static func path(_ path: String) -> String {
        var segments: [Substring] = []
        for segment in path.split(separator: "/") {
            switch segment {
            case ".": break
            case "..": _ = segments.popLast()
            default: segments.append(segment)
            }
        }
        let end = path.hasSuffix("/") && !segments.isEmpty ? "/" : ""
        return PercentEncoding.encode("/" + segments.joined(separator: "/") + end, keepsSlashes: true)
    }

    private static func query(_ request: APIRequest, leavesOut names: Set<String>) -> String {
        request.queryItems.filter { !names.contains($0.name) }
            .map { (PercentEncoding.encode($0.name), PercentEncoding.encode($0.value)) }
            .sorted { $0 < $1 }
            .map { "\($0)=\($1)" }.joined(separator: "&")
    }

    private static func headers(_ request: APIRequest, _ names: [String], host: String) -> String {
        names.map { name in
            let values = request.headers.filter { $0.name.lowercased() == name }.map(\.value)
            let text = name == "host" ? host : values.map(squeezed).joined(separator: ",")
            return "\(name):\(text)\n"
        }
        .joined()
    }

    /// Without white space at the ends, and with one space where there are several.
    private static func squeezed(_ text: String) -> String {
        text.split { $0 == " " || $0 == "\t" }.joined(separator: " ")
    }
}

/// A time as signatures have it, `20260101T000000Z`.
struct SignatureTime: Equatable, Sendable {
    /// As it was written.
    let text: String
    /// Milliseconds since 1970.
    let milliseconds: Int64

    /// The end of the year 9999.
    static let latest: Int64 = 253_402_300_799_000

    /// Reads a time; nil when it is none.
    init?(_ text: String) {
        let bytes = Array(text.utf8)
        guard bytes.count == 16, bytes[8] == UInt8(ascii: "T"), bytes[15] == UInt8(ascii: "Z") else { return nil }
        func number(_ range: Range<Int>) -> Int64? {
            bytes[range].reduce(Int64?.some(0)) { sum, byte in
                guard let sum, 0x30...0x39 ~= byte else { return nil }
                return sum * 10 + Int64(byte - 0x30)
            }
        }
        guard let year = number(0..<4), let month = number(4..<6), let day = number(6..<8), let hour = number(9..<11),
            let minute = number(11..<13), let second = number(13..<15), (1...12).contains(month),
            (1...31).contains(day),
            hour < 24, minute < 60, second < 61
        else { return nil }
        self.text = text
        milliseconds = (Self.days(year, month, day) * 86_400 + hour * 3600 + minute * 60 + second) * 1000
    }

    /// The time `milliseconds` after 1970 began, 0 to `latest`.
    init(_ milliseconds: Int64) {
        let seconds = min(max(milliseconds, 0), Self.latest) / 1000
        self.milliseconds = seconds * 1000
        // From the first of March of the year 0 on, in eras of 400 years, so that leap days come last (Howard Hinnant's
        // chrono-compatible low-level date algorithms).
        let days = seconds / 86_400 + 719_468
        let era = days / 146_097, inEra = days % 146_097
        let yearOfEra = (inEra - inEra / 1460 + inEra / 36_524 - inEra / 146_096) / 365
        let inYear = inEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shifted = (5 * inYear + 2) / 153
        let day = inYear - (153 * shifted + 2) / 5 + 1
        let month = shifted < 10 ? shifted + 3 : shifted - 9
        let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        let clock = seconds % 86_400
        func padded(_ number: Int64, _ width: Int) -> String {
            let digits = "\(number)"
            return String(repeating: "0", count: max(0, width - digits.count)) + digits
        }
        text =
            "\(padded(year, 4))\(padded(month, 2))\(padded(day, 2))T"
            + "\(padded(clock / 3600, 2))\(padded(clock / 60 % 60, 2))\(padded(clock % 60, 2))Z"
    }

    /// Days from 1970-01-01 to a day, the other way round.
    private static func days(_ year: Int64, _ month: Int64, _ day: Int64) -> Int64 {
        let year = month <= 2 ? year - 1 : year
        let era = (year >= 0 ? year : year - 399) / 400, yearOfEra = year - era * 400
        let inYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + inYear - 719_468
    }
}
