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

    /// Whether `path` is signed as it stands.
    static func isPlain(_ path: String) -> Bool { self.path(path) == PercentEncoding.encode(path, keepsSlashes: true) }

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
