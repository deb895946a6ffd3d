/// An operation of the API, and the requests that ask for it.
struct Route: Sendable {
    /// What carries an operation out.
    typealias Handler = @Sendable (ControlPlane) -> (APICall) throws(APIError) -> APIResponse

    /// Whose operation it is: by that name requests are signed.
    enum Service: Sendable {
        case iot
        case iotData

        /// Names that are signed for (service models; `execute-api` until May 2023).
        var signingNames: Set<String> {
            switch self {
            case .iot: ["iot", "execute-api"]
            case .iotData: ["iotdata", "iotdevicegateway"]
            }
        }
    }

    /// A part of a path between slashes.
    enum Segment: Equatable, Sendable {
        case word(String)
        case label(String)
        /// A label that takes the rest of the path, slashes too.
        case rest(String)
    }

    let operation: String
    let method: String
    let segments: [Segment]
    let service: Service
    /// Whether the body is a message, not the operation's own document.
    let takesPayload: Bool
    let handler: Handler

    /// - Parameter path: as the service model has it: `/policies/{policyName}`; `{topic+}` takes the rest.
    init(
        _ operation: String,
        _ method: String,
        _ path: String,
        service: Service = .iot,
        takesPayload: Bool = false,
        _ handler: @escaping Handler
    ) {
        self.operation = operation
        self.method = method
        segments = Self.segments(of: path)
        self.service = service
        self.takesPayload = takesPayload
        self.handler = handler
    }

    private static func segments(of path: String) -> [Segment] {
        path.split(separator: "/").map { part in
            guard part.hasPrefix("{"), part.hasSuffix("}") else { return .word(String(part)) }
            let name = part.dropFirst().dropLast()
            return name.hasSuffix("+") ? .rest(String(name.dropLast())) : .label(String(name))
        }
    }

    /// An operation of the model that this endpoint does not have.
    init(absent operation: String, _ method: String, _ path: String, service: Service = .iot) {
        self.init(operation, method, path, service: service, takesPayload: true) { _ in
            { _ throws(APIError) in
                throw APIError(.notImplemented, "The operation \(operation) is not implemented by this endpoint")
            }
        }
    }

    /// The labels' values in a path, split at its slashes; nil when it is another operation's.
    func labels(in parts: [Substring]) -> [String: String]? {
        var labels: [String: String] = [:]
        for (index, segment) in segments.enumerated() {
            guard index < parts.count else { return nil }
            switch segment {
            case .word(let word):
                guard word == parts[index] else { return nil }
            case .label(let name): labels[name] = PercentEncoding.decode(parts[index])
            case .rest(let name):
                labels[name] = PercentEncoding.decode(parts[index...].joined(separator: "/"))
                return labels
            }
        }
        let rest = parts.count - segments.count
        return rest == 0 || rest == 1 && parts.last == "" ? labels : nil
    }

    /// Whether the registry has more afterwards.
    var makesSomething: Bool { operation.hasPrefix("Create") || operation.hasPrefix("Register") }

    /// Of two operations that a path fits, the one that has more words of it.
    var words: Int { segments.count { if case .word = $0 { true } else { false } } }

    /// What a request asks for among `routes`.
    static func find(_ request: APIRequest, in routes: [Route]) -> (route: Route, labels: [String: String])? {
        guard request.path.hasPrefix("/") else { return nil }
        let parts = request.path.dropFirst().split(separator: "/", omittingEmptySubsequences: false)
        return routes.compactMap { route in
            guard route.method == request.method else { return nil }
            return route.labels(in: parts).map { (route, $0) }
        }
        .max { $0.route.words < $1.route.words }
    }
}
