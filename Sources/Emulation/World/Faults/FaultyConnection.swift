import Record

/// A connection of the endpoint with something wrong on the way to the device.
final class FaultyConnection: ServerConnection {
    var onChange: () -> Void = {}
    private let server: EndpointServer
    private var fault: any StreamFault
    private let onCut: () -> Void
    private let later: (Seconds, @escaping () -> Void) -> Void
    private var records = ServerRecords()
    /// Kept back, oldest first.
    private var waiting: [ServerRecord] = []
    private var output: [UInt8] = []
    private var isHeld = false
    private var isCut = false

    /// - Parameters:
    ///   - onCut: told when the fault closes the connection.
    ///   - later: calls something after some simulated time.
    init(
        _ server: EndpointServer,
        _ fault: any StreamFault,
        onCut: @escaping () -> Void,
        later: @escaping (Seconds, @escaping () -> Void) -> Void
    ) {
        self.server = server
        self.fault = fault
        self.onCut = onCut
        self.later = later
        server.onChange = { [weak self] in self?.changed() }
    }

    var isClosed: Bool { isCut || server.isClosed && waiting.isEmpty }
    var hasSubscription: Bool { server.hasSubscription }
    var publicationCount: Int { server.publicationCount }
    var handshakeFailure: String? { server.handshakeFailure }
    var keyLogLine: String? { server.keyLogLine }

    func receive(_ bytes: [UInt8]) {
        guard !isCut else { return }
        let last = fault.lastBytes(of: bytes.count)
        server.receive(last.map { Array(bytes.prefix($0)) } ?? bytes)
        pull()
        if last != nil { cut() }
    }

    func takeOutput() -> [UInt8] {
        pull()
        defer { output = [] }
        return output
    }

    func publish(topic: String, payload: String) { server.publish(topic: topic, payload: payload) }

    func lost() { server.lost() }

    private func changed() {
        pull()
        onChange()
    }

    private func pull() {
        guard !isCut else { return }
        waiting += records.take(server.takeOutput())
        while !isHeld, !isCut, let record = waiting.first {
            switch fault.meet(record) {
            case .send(let bytes):
                waiting.removeFirst()
                output += bytes
            case .hold(let time):
                isHeld = true
                guard let time else { return }
                later(time) { [weak self] in
                    self?.isHeld = false
                    self?.changed()
                }
            case .close(let bytes):
                output += bytes
                cut()
            }
        }
    }

    private func cut() {
        isCut = true
        waiting = []
        onCut()
        server.lost()
    }
}
