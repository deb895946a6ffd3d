import ESP8266

/// Who tells the tool's own guest the time: SNTP, and the web server with its `Date` field.
final class ClockServers {
    /// Seconds since 1970 when the run begins.
    private let epoch: UInt64
    /// When the time servers begin to answer.
    private let sntpAfter: Ticks
    /// The time of the network that they are in.
    fileprivate var now: () -> Ticks = { 0 }

    init(epoch: UInt64, sntpAfter: Ticks) {
        self.epoch = epoch
        self.sntpAfter = sntpAfter
    }

    /// The server that a device reaches under that name and port; nil for the endpoint.
    func server(host: String, port: Int) -> (any ServerConnection)? {
        let time = now()
        if port == NTPServer.port {
            return ClockConnection(
                SNTPService(NTPServer(epoch: epoch)) { [unowned self] in now() >= sntpAfter ? now() : nil }
            )
        }
        guard port == DateService.port, DateService.usualNames.contains(host) else { return nil }
        return ClockConnection(DateService(time: epoch &+ time / Clock.ticksPerSecond))
    }
}

extension VirtualNetwork {
    /// The same network, whose time `clocks` tell.
    func telling(_ clocks: ClockServers) -> VirtualNetwork {
        clocks.now = { [unowned self] in now }
        return self
    }
}

/// A time server that says nothing as long as it has no time.
private final class SNTPService: ByteService {
    private let server: NTPServer
    private let time: () -> Ticks?
    private var output: [UInt8] = []
    let isClosed = false

    init(_ server: NTPServer, time: @escaping () -> Ticks?) {
        self.server = server
        self.time = time
    }

    func receive(_ bytes: [UInt8]) {
        if let now = time(), let answer = server.answer(to: bytes, at: now) { output += answer }
    }

    func takeOutput() -> [UInt8] {
        defer { output = [] }
        return output
    }
}

/// A connection of somebody else than the endpoint.
private final class ClockConnection: ServerConnection {
    private let service: any ByteService
    let hasSubscription = false
    let publicationCount = 0
    let handshakeFailure: String? = nil
    let keyLogLine: String? = nil
    var onChange: () -> Void = {}

    init(_ service: any ByteService) { self.service = service }

    var isClosed: Bool { service.isClosed }
    func receive(_ bytes: [UInt8]) { service.receive(bytes) }
    func takeOutput() -> [UInt8] { service.takeOutput() }
    func publish(topic: String, payload: String) {}
    func lost() {}
}
