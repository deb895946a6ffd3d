import Foundation
import NIOCore
import NIOPosix

/// Clients in pairs on one event loop: the publisher of each numbers its messages, the subscriber counts them.
final class Load {
    /// What is asked of the broker.
    struct Plan {
        var host: String
        var port: Int
        var credentials: ClientTLS.Credentials
        /// Pairs of clients.
        var pairs: Int
        /// Messages a second, of all pairs.
        var rate: Int
        var seconds: Int
        /// Bytes of a message.
        var size: Int
        /// Handshakes at a time.
        var connecting = 16
        /// Messages of one publisher without acknowledgement.
        var window = 100
    }

    private let plan: Plan
    private let loop: any EventLoop
    private var publishers: [BenchClient?]
    private var started = 0, ready = 0
    private var whenConnected: EventLoopPromise<Void>?
    private var whenDone: EventLoopPromise<Void>?
    private var beganAt = 0
    /// Messages that were due so far.
    private var due = 0
    /// Since when nothing has arrived, nanoseconds.
    private var progress = (messages: 0, at: 0)
    private let clock = NIODeadline.now()
    var ledger: Ledger
    /// What went wrong with connections.
    private(set) var failures: [String] = []
    /// Nanoseconds that the messages took to leave, drained or not.
    private(set) var elapsed = 0

    init(_ plan: Plan, _ loop: any EventLoop) {
        self.plan = plan
        self.loop = loop
        publishers = Array(repeating: nil, count: plan.pairs)
        ledger = Ledger(streams: plan.pairs, messages: plan.rate * plan.seconds)
    }

    /// Nanoseconds since it was made.
    var now: Int { Int((NIODeadline.now() - clock).nanoseconds) }

    /// Connects all clients; done when they are ready, or one cannot be.
    func connect() -> EventLoopFuture<Void> {
        let promise = loop.makePromise(of: Void.self)
        whenConnected = promise
        for _ in 0..<min(plan.connecting, 2 * plan.pairs) { startNext() }
        return promise.futureResult
    }

    private func startNext() {
        guard started < 2 * plan.pairs, failures.isEmpty else { return }
        let number = started
        started += 1
        // Subscribers first: nobody publishes before all are there.
        let role =
            number < plan.pairs
            ? BenchClient.Role.subscriber(number) : .publisher(number - plan.pairs)
        do {
            let now = Int64(Date().timeIntervalSince1970)
            let client = BenchClient(role, try ClientTLS(plan.credentials, seed: UInt64(number), now: now), self)
            if case .publisher(let stream) = role { publishers[stream] = client }
            let bound = NIOLoopBound(client, eventLoop: loop)
            let connection = ClientBootstrap(group: loop)
                .channelOption(.socketOption(.tcp_nodelay), value: 1)
                .channelInitializer { channel in
                    channel.eventLoop.makeCompletedFuture {
                        try channel.pipeline.syncOperations.addHandler(bound.value)
                    }
                }
                .connect(host: plan.host, port: plan.port)
            connection.assumeIsolated().whenFailure { self.failed(nil, "\($0)") }
        } catch {
            failed(nil, "\(error)")
        }
    }

    func isReady(_ client: BenchClient) {
        ready += 1
        if ready == 2 * plan.pairs { whenConnected?.succeed() } else { startNext() }
    }

    func failed(_ client: BenchClient?, _ why: String) {
        failures.append(why)
        struct NotConnected: Error {}
        if ready < 2 * plan.pairs { whenConnected?.fail(NotConnected()) }
        whenConnected = nil
    }

    /// Publishes what the plan says; done when all has arrived and is acknowledged, or nothing has come for 10 s.
    func publish() -> EventLoopFuture<Void> {
        let promise = loop.makePromise(of: Void.self)
        whenDone = promise
        beganAt = now
        progress = (0, now)
        let bound = NIOLoopBound(self, eventLoop: loop)
        loop.scheduleRepeatedTask(initialDelay: .zero, delay: .milliseconds(1)) { bound.value.tick($0) }
        return promise.futureResult
    }

    /// Publishes what has become due. A publisher whose window is full keeps the others of its turn waiting: messages go out late
    /// then, and their latency counts from when they were due.
    private func tick(_ task: RepeatedTask) {
        let total = plan.rate * plan.seconds, now = now
        while due < total, beganAt + due * 1_000_000_000 / plan.rate <= now {
            let stream = due % plan.pairs
            guard let publisher = publishers[stream], publisher.unacknowledged < plan.window else { break }
            publisher.publish(
                ledger.publish(on: stream, due: beganAt + due * 1_000_000_000 / plan.rate, size: plan.size)
            )
            due += 1
            if due == total { elapsed = now - beganAt }
        }
        let messages = ledger.delivered + ledger.acknowledged + ledger.published
        if messages != progress.messages { progress = (messages, now) }
        let isComplete = due == total && ledger.lost == 0 && ledger.acknowledged == total
        guard isComplete || now - progress.at > 10_000_000_000 else { return }
        if elapsed == 0 { elapsed = now - beganAt }
        task.cancel()
        whenDone?.succeed()
    }
}
