import Foundation

/// What a load has shown of a broker.
struct Figures {
    let name: String
    let clients: Int
    let server: ServerProcess
    let residentBefore: Int
    private var mark = (at: Date(), cpu: 0.0)
    private var connectSeconds = 0.0, connectCPU = 0.0, loadCPU = 0.0
    private var residentIdle = 0, residentAfter = 0
    private var seconds = 0.0
    private var ledger = Ledger(streams: 0, messages: 0)
    private var latencies: [Int] = []
    private var failures: [String] = []

    init(name: String, clients: Int, server: ServerProcess, residentBefore: Int) {
        self.name = name
        self.clients = clients
        self.server = server
        self.residentBefore = residentBefore
    }

    mutating func begin() { mark = (Date(), server.seconds ?? 0) }

    /// All clients are connected.
    mutating func connected() {
        connectSeconds = Date().timeIntervalSince(mark.at)
        connectCPU = (server.seconds ?? 0) - mark.cpu
    }

    /// They have been silent for a while.
    mutating func idle() {
        residentIdle = server.residentBytes ?? 0
        begin()
    }

    /// The messages are through, as far as they go; they took `elapsed` nanoseconds to leave.
    mutating func finish(_ ledger: Ledger, elapsed: Int, failures: [String]) {
        loadCPU = (server.seconds ?? 0) - mark.cpu
        residentAfter = server.residentBytes ?? 0
        seconds = Double(elapsed) / 1e9
        latencies = ledger.latencies.sorted()
        self.ledger = ledger
        self.failures = failures
    }

    /// Whether every message came once, and nobody was sent away.
    var isGood: Bool {
        ledger.lost == 0 && ledger.acknowledged == ledger.published && ledger.strange == 0 && failures.isEmpty
    }

    /// Bytes of the server's memory for one client that is silent.
    private var bytesPerClient: Int { (residentIdle - residentBefore) / clients }

    private func latency(_ share: Double) -> Double {
        guard !latencies.isEmpty else { return 0 }
        return Double(latencies[Int(Double(latencies.count - 1) * share)]) / 1e6
    }

    /// Several lines.
    var text: String {
        func line(_ label: String, _ format: String, _ values: any CVarArg...) -> String {
            "  " + label.padding(toLength: 22, withPad: " ", startingAt: 0) + String(format: format, arguments: values)
        }
        return
            ([
                name,
                line(
                    "clients",
                    "%d connected, %.0f a second, %.2f ms of the server's CPU time each",
                    clients,
                    Double(clients) / connectSeconds,
                    connectCPU / Double(clients) * 1000
                ),
                line(
                    "memory",
                    "%.1f MB without clients, %.1f MB with all, %.1f KB each while idle, %.1f MB at the end",
                    Double(residentBefore) / 1e6,
                    Double(residentIdle) / 1e6,
                    Double(bytesPerClient) / 1e3,
                    Double(residentAfter) / 1e6
                ),
                line(
                    "messages",
                    "%d published in %.1f s (%.0f a second), %d acknowledged, %d delivered",
                    ledger.published,
                    seconds,
                    Double(ledger.published) / seconds,
                    ledger.acknowledged,
                    ledger.delivered
                ),
                line(
                    "",
                    "%d lost, %d twice, %d out of order, %d strange",
                    ledger.lost,
                    ledger.duplicated,
                    ledger.reordered,
                    ledger.strange
                ),
                line(
                    "latency",
                    "%.2f ms median, %.2f ms 99 %%, %.2f ms 99.9 %%, %.2f ms worst",
                    latency(0.5),
                    latency(0.99),
                    latency(0.999),
                    latency(1)
                ),
                line(
                    "server's CPU time",
                    "%.2f s, %.1f us a message, %.0f %% of a core",
                    loadCPU,
                    loadCPU / Double(max(ledger.published, 1)) * 1e6,
                    loadCPU / seconds * 100
                ),
            ] + failures.prefix(3).map { "  \($0)" }).joined(separator: "\n")
    }

    /// Adds a line with tabs: name, clients, connections a second, KB per idle client, messages a second, lost, latencies in ms
    /// (median, 99 %, worst), CPU microseconds of the server a message, CPU milliseconds a handshake.
    func append(to file: String) throws {
        let line = String(
            format: "%d\t%.0f\t%.1f\t%.0f\t%d\t%.2f\t%.2f\t%.2f\t%.1f\t%.2f\n",
            clients,
            Double(clients) / connectSeconds,
            Double(bytesPerClient) / 1e3,
            Double(ledger.published) / seconds,
            ledger.lost,
            latency(0.5),
            latency(0.99),
            latency(1),
            loadCPU / Double(max(ledger.published, 1)) * 1e6,
            connectCPU / Double(clients) * 1000
        )
        let old = (try? String(contentsOfFile: file, encoding: .utf8)) ?? ""
        try (old + "\(name)\t\(line)").write(toFile: file, atomically: true, encoding: .utf8)
    }
}
