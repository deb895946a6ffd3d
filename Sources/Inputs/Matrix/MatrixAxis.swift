import ESP8266

/// A respect in which the runs of a matrix can differ.
public struct MatrixAxis: Sendable {
    /// The key in a matrix file.
    public let name: String
    /// How a value is written.
    public let kind: ExpectationKey.Kind
    /// What it means, in a few words.
    public let meaning: String
    /// Whether a value may be a file, seen from the matrix.
    var isFile = false
    /// Changes a run; false when the value is none.
    package let apply: @Sendable (String, inout Matrix.Point) -> Bool

    /// Every axis. A profile sets what later axes change, therefore it comes first.
    public static let all: [MatrixAxis] = device + tls + world

    /// The axis called `name`.
    public static func named(_ name: String) -> MatrixAxis? { all.first { $0.name == name } }

    /// The values it takes, for an error.
    func allowed(_ matrix: Matrix) -> String {
        switch kind {
        case .choice(let words) where name == "key":
            "one of " + (words + matrix.keys.keys.sorted()).joined(separator: ", ")
        case .choice(let words): "one of " + words.joined(separator: ", ")
        case .number(let range): "a whole number from \(range.lowerBound) to \(range.upperBound)"
        default: "a value of this axis"
        }
    }

    private static let device = [
        MatrixAxis(name: "profile", kind: .text, meaning: "board and SDK, a name or a file", isFile: true) {
            $1.scenario.profile = $0
            return !$0.isEmpty
        },
        number("clock", "CPU clock in MHz", of: [80, 160]) { value, point in
            point.scenario.clockMHz = value
            point.profile.clockMHz = value
        },
        choice("flash_mode", "SPI flash mode") { $1.profile.flashMode = $0 },
        number("flash_clock", "SPI flash clock in MHz", of: [20, 26, 40, 80]) { $1.profile.flashMHz = $0 },
        number("cache_kb", "flash cache in KB", of: [16, 32]) { $1.profile.cacheKB = $0 },
        number("heap_bytes", "heap for the application", in: 1024...81_920) { $1.profile.heapBytes = $0 },
        number("stack_bytes", "stack of the application's task", in: 512...32_768) { $1.profile.stackBytes = $0 },
    ]

    private static let tls = [
        MatrixAxis(
            name: "suite",
            kind: .choice(TLSSettings.knownSuites.map { CipherSuite.name($0) }),
            meaning: "the one cipher suite that the device offers"
        ) { name, point in
            guard let suite = TLSSettings.suite(name) else { return false }
            point.scenario.tls.suites = [suite]
            return true
        },
        MatrixAxis(
            name: "curve",
            kind: .choice(TLSSettings.knownCurves.keys.sorted()),
            meaning: "the one curve that the device offers"
        ) { name, point in
            guard let curve = TLSSettings.knownCurves[name] else { return false }
            point.scenario.tls.curves = [curve]
            return true
        },
        number("max_fragment_length", "what the device asks the server for, in bytes", of: TLSSettings.fragmentLengths)
        {
            $1.scenario.tls.maxFragmentLength = $0
        },
        choice("between_steps", "what the application does between two steps of the handshake") {
            $1.scenario.tls.betweenSteps = $0
        },
        number("ecp_max_ops", "operations after which arithmetic of the image restartable returns", in: 1...1_000_000) {
            $1.scenario.tls.ecpMaxOps = $0
        },
        MatrixAxis(name: "image", kind: .text, meaning: "firmware with one mbedTLS setting changed") { name, point in
            point.scenario.tls.image = name
            return !name.isEmpty
        },
        choice("server_key_exchange", "key exchanges that the endpoint serves") { $1.scenario.serverKeyExchange = $0 },
    ]

    private static let world = [
        MatrixAxis(
            name: "key",
            kind: .choice(["rsa-2048", "p-256"]),
            meaning: "the device's key: one that the tool brings, or a name under `keys`",
            apply: key
        ),
        choice("server_certificate", "chains of the built-in endpoint") { $1.scenario.serverCertificate = $0 },
        choice("server_chain", "how much of its chain the endpoint sends") { $1.scenario.serverChain = $0 },
        choice("server_flight", "how the endpoint packs its flight") { $1.scenario.serverFlight = $0 },
        number("latency_ms", "latency of the link, one way", in: 0...60_000) {
            $1.scenario.link.latencyMilliseconds = $0
        },
        number("bandwidth_kbps", "bandwidth of the link", in: 1...1_000_000) { $1.scenario.link.bandwidthKbps = $0 },
        number("loss_permille", "lost segments in a thousand", in: 0...999) { $1.scenario.link.lossPermille = $0 },
        number("seed", "seed of everything random", in: 0...Int.max) { $1.scenario.seed = UInt64($0) },
        choice("on_trip", "what a watchdog trip does") { $1.scenario.onTrip = $0 },
    ]

    private static func key(_ name: String, _ point: inout Matrix.Point) -> Bool {
        if let own = point.keys[name] {
            point.scenario.credentials.cert = own.cert
            point.scenario.credentials.key = own.key
            return true
        }
        let stems = ["rsa-2048": "device-rsa-2048", "p-256": "device-p256"]
        guard let stem = stems[name] else { return false }
        point.scenario.credentials.cert = Locator.own("\(stem).pem")
        point.scenario.credentials.key = Locator.own("\(stem).key.pem")
        return true
    }

    private static func number(
        _ name: String,
        _ meaning: String,
        in range: ClosedRange<Int>,
        _ set: @escaping @Sendable (Int, inout Matrix.Point) -> Void
    ) -> MatrixAxis {
        MatrixAxis(name: name, kind: .number(range), meaning: meaning) { text, point in
            guard let value = Int(text.replacing("_", with: "")), range.contains(value) else { return false }
            set(value, &point)
            return true
        }
    }

    private static func number(
        _ name: String,
        _ meaning: String,
        of values: [Int],
        _ set: @escaping @Sendable (Int, inout Matrix.Point) -> Void
    ) -> MatrixAxis {
        MatrixAxis(name: name, kind: .choice(values.map { "\($0)" }), meaning: meaning) { text, point in
            guard let value = Int(text), values.contains(value) else { return false }
            set(value, &point)
            return true
        }
    }

    private static func choice<Choice: CaseIterable & RawRepresentable & Sendable>(
        _ name: String,
        _ meaning: String,
        _ set: @escaping @Sendable (Choice, inout Matrix.Point) -> Void
    ) -> MatrixAxis where Choice.RawValue == String {
        MatrixAxis(name: name, kind: .choice(Choice.allCases.map(\.rawValue)), meaning: meaning) { text, point in
            guard let value = Choice(rawValue: text) else { return false }
            set(value, &point)
            return true
        }
    }
}
