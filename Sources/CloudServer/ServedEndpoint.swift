import CloudEndpoint
import CloudStore
import Foundation
import Logging
import NIOCore

/// The endpoint of a server and who is connected to it. Everything in here belongs to one event loop.
final class ServedEndpoint {
    let endpoint: CloudEndpoint
    let account: CloudAccount?
    /// nil: nothing is kept.
    let journal: Journal?
    let authorities: String
    let limits: ServerLimits
    let log: Logger
    var counters = ServerStatus.Counters()
    /// Connections to the control port.
    var controllers = 0
    /// Where MQTT clients come to.
    var mqttAddress = ""
    /// Where clients of HTTPS and WebSockets come to.
    var httpsAddress: String?

    private let loop: any EventLoop
    private var sockets: [Int: ClientSocketHandler] = [:]
    private var lastNumber = 0
    private let startedAt = NIODeadline.now()
    private let startTime = Int64(Date().timeIntervalSince1970 * 1000)
    /// When broker or account have something to do by itself.
    private var alarm: (at: Int64, task: Scheduled<Void>)?
    /// What was lost to bounds, by kind: how much since it was told last, and when that was.
    private var losses: [String: (count: Int, toldAt: Int64)] = [:]
    /// Set by `dismiss`; called when nobody is left.
    private var whenEmpty: (() -> Void)?

    init(_ settings: CloudServerSettings, _ log: Logger, _ loop: any EventLoop) throws(CloudServerError) {
        let now = startTime
        var configuration = settings.endpoint
        configuration.isUnpredictable = true
        configuration.time = now / 1000
        if settings.refusesAtConnect { configuration.admission = .certified }
        let endpoint = try Self.endpoint(configuration)
        self.endpoint = endpoint
        let store = try Self.store(settings)
        let kept = store?.1 ?? []
        journal = store.map { Journal($0.0, log, loop) }
        account = try Self.account(settings, endpoint, kept)
        authorities = settings.authorities
        limits = settings.limits.within(DescriptorLimit.raise(to: settings.limits.descriptors))
        self.log = log
        self.loop = loop
        if limits.connections < settings.limits.connections {
            log.notice(
                "room for \(limits.connections) connections: the host lets the process have no more files (ulimit -n)"
            )
        }
        endpoint.broker.onLoss = { [weak self] in self?.tell($0) }
        keepChanges()
        do throws(UnreadableChange) {
            if let account { try account.restore(kept) } else { try endpoint.broker.restore(kept) }
        } catch {
            throw Self.unreadable(error, settings)
        }
        try register(settings.account)
        setAlarm()
    }

    /// Has the journal told of every change from now on.
    private func keepChanges() {
        guard let journal else { return }
        let listener = { (change: KeptChange) in journal.take(change) }
        if let account { account.onChange = listener } else { endpoint.broker.onChange = listener }
        journal.snapshot = { [weak self] in
            guard let self else { return [] }
            return account?.snapshot ?? endpoint.broker.snapshot
        }
    }

    private static func endpoint(_ configuration: EndpointConfiguration) throws(CloudServerError) -> CloudEndpoint {
        do throws(EndpointError) {
            return try CloudEndpoint(configuration)
        } catch {
            throw .unusable(error.description)
        }
    }

    private static func account(
        _ settings: CloudServerSettings,
        _ endpoint: CloudEndpoint,
        _ kept: [KeptChange]
    ) throws(CloudServerError) -> CloudAccount? {
        guard let wish = settings.account else { return nil }
        guard let issuer = CertificateIssuer(keyPEM: wish.issuerKeyPEM) else {
            throw .unusable("the issuer's key is no RSA key")
        }
        do throws(UnreadableChange) {
            let random = SystemRandomNumberGenerator()
            let registry = try Registry(wish.registry, issuer: issuer, random: random, restoring: kept)
            let signatures = SignatureV4(keys: wish.keys, region: wish.registry.names.region)
            return CloudAccount(registry, at: endpoint, signatures: signatures)
        } catch {
            throw unreadable(error, settings)
        }
    }

    private static func unreadable(_ error: UnreadableChange, _ settings: CloudServerSettings) -> CloudServerError {
        .store(.unusable(settings.dataFile ?? "", error.description))
    }

    private static func store(_ settings: CloudServerSettings) throws(CloudServerError) -> (CloudStore, [KeptChange])? {
        guard let path = settings.dataFile else { return nil }
        do throws(StoreError) {
            let store = try CloudStore(path, owner: settings.account == nil ? "--mode generic" : "--mode aws")
            return (store, try store.rows())
        } catch {
            throw .store(error)
        }
    }

    /// Registers the account's devices with their policy.
    private func register(_ wish: CloudServerSettings.Account?) throws(CloudServerError) {
        guard let registry = account?.registry, let wish, !wish.devices.isEmpty else { return }
        typealias Account = CloudServerSettings.Account
        do throws(APIError) {
            try registry.setPolicy(Account.policyName, wish.devicePolicy, now: now)
            for pem in wish.devices {
                let id = try registry.setCertificate(pem: pem, now: now)
                try registry.attach(policy: Account.policyName, toCertificate: id)
            }
        } catch {
            throw .unusable(error.message)
        }
    }

    /// Tells what the broker loses to its bounds: the first of its kind, and then once a minute how many.
    private func tell(_ loss: BrokerLoss) {
        var known = losses[loss.kind] ?? (count: 0, toldAt: Int64.min)
        known.count += 1
        if known.toldAt < now - 60_000 {
            log.warning("dropped for want of room: \(loss.description.plain)", metadata: ["dropped": "\(known.count)"])
            known = (0, now)
        }
        losses[loss.kind] = known
    }

    /// Milliseconds since 1970. The host's clock counts at the start only: a client that is punctual is not cut off because the
    /// host's clock was set.
    var now: Int64 { startTime + (NIODeadline.now() - startedAt).nanoseconds / 1_000_000 }

    /// Calls `body` when it is known whether everything that has changed is kept, and says whether.
    func whenKept(_ body: @escaping (Bool) -> Void) {
        if let journal { journal.whenKept(body) } else { body(true) }
    }

    /// Has broker and account do what is due.
    func advance() {
        endpoint.broker.advance(to: now)
        account?.advance(to: now)
    }

    /// A client's socket at `port`; nil when there are too many, or no more come in.
    func welcome(_ channel: any Channel, _ port: EndpointPort) throws(EndpointError) -> ClientSocketHandler? {
        guard whenEmpty == nil, sockets.count < limits.connections else {
            counters.turnedAway += 1
            log.warning("a connection was turned away: there are \(sockets.count)", metadata: channel.peer)
            return nil
        }
        counters.accepted += 1
        lastNumber += 1
        endpoint.time = now / 1000
        let connection = try endpoint.accept(from: channel.remoteAddress?.ipAddress, on: port)
        let socket = ClientSocketHandler(lastNumber, connection, self, channel)
        sockets[lastNumber] = socket
        return socket
    }

    /// A socket is closed.
    func bidFarewell(_ number: Int) {
        sockets[number] = nil
        if sockets.isEmpty { whenEmpty?() }
    }

    /// Has `advance` called when something is to happen by itself. To be called when that may have become earlier.
    func setAlarm() {
        let deadlines = [endpoint.broker.nextDeadline, account?.nextDeadline].compactMap { $0 }
        guard let deadline = deadlines.min(), deadline < alarm?.at ?? .max else { return }
        alarm?.task.cancel()
        let delay = TimeAmount.milliseconds(max(deadline - now, 1))
        let task = loop.assumeIsolated().scheduleTask(in: delay) { [weak self] in
            guard let self else { return }
            alarm = nil
            advance()
            setAlarm()
        }
        alarm = (deadline, task)
    }

    /// Sends everybody away, and lets nobody in any more; calls `then` when all are gone.
    func dismiss(then: @escaping () -> Void) {
        whenEmpty = { [journal] in
            journal?.close()
            then()
        }
        alarm?.task.cancel()
        for number in sockets.keys.sorted() { sockets[number]?.dismiss() }
        if sockets.isEmpty { whenEmpty?() }
    }

    /// Cuts off who is left.
    func abandon() {
        for number in sockets.keys.sorted() { sockets[number]?.cutOff() }
    }

    var status: ServerStatus {
        var status = ServerStatus(
            mqtt: mqttAddress,
            uptimeSeconds: (now - startTime) / 1000,
            connections: sockets.count
        )
        status.https = httpsAddress
        status.counters = counters
        status.clients = sockets.values.compactMap { $0.client(now: now) }.sorted { $0.id < $1.id }
        return status
    }
}

extension Channel {
    /// Who is at the other end, for the log.
    var peer: Logger.Metadata { ["peer": "\(remoteAddress?.shown ?? "unknown")"] }
}

extension SocketAddress {
    /// Whether only this host has it.
    var isLoopback: Bool { ipAddress.map { $0.hasPrefix("127.") || $0 == "::1" } ?? false }

    /// `127.0.0.1:8883`, `[::1]:8883`.
    var shown: String {
        let address = ipAddress ?? pathname ?? "unknown"
        return "\(address.contains(":") ? "[\(address)]" : address):\(port ?? 0)"
    }
}
