import CloudEndpoint

/// A connection of the built-in endpoint as the network sees it.
final class EndpointServer: ServerConnection {
    var onChange: () -> Void = {}
    private let connection: EndpointConnection
    private let onEvent: (EndpointEvent) -> Void
    private let onLost: () -> Void
    private let publish: (() -> Void) -> Void
    private(set) var hasSubscription = false
    private(set) var publicationCount = 0
    private(set) var handshakeFailure: String?

    /// - Parameters:
    ///   - onEvent: told of everything that happens.
    ///   - onLost: told of an end of which nothing was said.
    ///   - publish: around every message to the device that is the scenario's own.
    init(
        _ connection: EndpointConnection,
        onEvent: @escaping (EndpointEvent) -> Void = { _ in },
        onLost: @escaping () -> Void = {},
        publish: @escaping (() -> Void) -> Void = { $0() }
    ) {
        self.connection = connection
        self.onEvent = onEvent
        self.onLost = onLost
        self.publish = publish
        connection.onChange = { [weak self] in
            guard let self else { return }
            takeEvents()
            onChange()
        }
    }

    var isClosed: Bool { connection.isClosed }

    func receive(_ bytes: [UInt8]) {
        connection.receive(bytes)
        takeEvents()
    }

    func lost() {
        guard !isClosed else { return }
        connection.lost()
        takeEvents()
        onLost()
    }

    private func takeEvents() {
        for event in connection.takeEvents() {
            onEvent(event)
            switch event {
            case .subscribed: hasSubscription = true
            case .published: publicationCount += 1
            case .tlsFailed(let error): handshakeFailure = handshakeFailure ?? error.description
            case .tlsEstablished, .connected, .acknowledged, .answered, .refused, .disconnected: break
            }
        }
    }

    var keyLogLine: String? { connection.keyLogLine }

    func takeOutput() -> [UInt8] { connection.takeOutput() }

    func publish(topic: String, payload: String) {
        publish { connection.publish(topic: topic, payload: Array(payload.utf8)) }
        takeEvents()
    }
}
