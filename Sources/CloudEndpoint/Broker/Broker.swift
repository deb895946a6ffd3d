/// A broker of MQTT 3.1.1: what clients say to each other. It has no clock: whoever uses it says what time it is.
public final class Broker {
    /// How it differs from others.
    public let rules: BrokerRules
    /// Who decides what clients may do.
    public var gate = BrokerGate()
    /// Told of every change of what is kept before the call that makes it returns: retained messages, and sessions that outlive
    /// their connections. nil: nobody keeps it, and it costs nothing.
    public var onChange: ((KeptChange) -> Void)?
    /// Told of every message that is published, whoever does, before it is handed on.
    public var onMessage: ((MQTTMessage) -> Void)?
    /// Milliseconds since 1970.
    public private(set) var now: Int64

    var sessions: [Int: MQTTSession] = [:]
    /// Numbers of sessions by client id.
    var numbers: [String: Int] = [:]
    /// Connected clients by the number of their session.
    var connected: [Int: BrokerClient] = [:]
    var tree: SubscriptionTree
    /// Told what is lost to the broker's bounds.
    public var onLoss: ((BrokerLoss) -> Void)?
    /// Bytes of messages in all sessions, of retained messages, and of topic filters, as far as they count.
    var heldBytes = 0
    var retainedBytes = 0
    var filterBytes = 0
    /// By topic.
    var retained: [String: RetainedMessage] = [:]
    private var lastNumber = 0
    /// Of a message that was handed to a session.
    var lastMessage: UInt64 = 0
    private var clients: UInt64 = 0
    /// Nothing ends by itself before.
    private var checkAt = Int64.max

    /// A broker without clients at `now`, milliseconds since 1970.
    public init(_ rules: BrokerRules = .aws, now: Int64 = 0) {
        self.rules = rules
        self.now = now
        tree = SubscriptionTree(takesParent: rules.takesParent)
    }

    /// A new connection.
    public func open(_ principal: BrokerClient.Principal = .anonymous, address: String? = nil) -> BrokerClient {
        clients += 1
        // Made of the number alone: the same connections have the same names in every run.
        let digits = String(clients &* 0x9E37_79B9_7F4A_7C15, radix: 16)
        let identifier = String(repeating: "0", count: max(0, 16 - digits.count)) + digits
        return BrokerClient(principal, address: address, identifier: identifier, now: now)
    }

    /// It is `now`: clients that have been silent too long are cut off, sessions that nobody came back to are forgotten.
    public func advance(to now: Int64) {
        guard now > self.now else { return }
        self.now = now
        guard now >= checkAt else { return }
        for number in connected.keys.sorted() {
            guard let client = connected[number], client.deadline ?? .max <= now else { continue }
            if client.endsAt ?? .max <= now {
                end(client, .signedTooLong(seconds: rules.signedSeconds ?? 0), presence: "WEBSOCKET_TTL_EXPIRATION")
            } else {
                end(client, .silent(milliseconds: now - client.heardAt), presence: "MQTT_KEEP_ALIVE_TIMEOUT")
            }
            client.onChange()
        }
        for number in sessions.keys.sorted() {
            if let end = sessions[number]?.expiresAt, end <= now { forget(number) }
        }
        checkAt = nextDeadline ?? .max
    }

    /// Something ends by itself at `deadline`.
    func note(deadline: Int64) { checkAt = min(checkAt, deadline) }

    /// When `advance` has something to do next.
    public var nextDeadline: Int64? {
        (connected.values.compactMap(\.deadline) + sessions.values.compactMap(\.expiresAt)).min()
    }

    /// Handles a packet of `client`; the answer is in its output. An error ends the connection without one, as AWS IoT does.
    func take(_ packet: MQTTPacket, from client: BrokerClient) throws(MQTTError) {
        client.heardAt = now
        switch packet {
        case .connect(let connect): return try accept(connect, from: client)
        case .connectOtherVersion(let level):
            guard client.session == nil else { throw .connectedTwice }
            return refuse(client, .protocolLevel(level))
        default: break
        }
        guard let number = client.session else { throw .notConnected }
        switch packet {
        case .connect, .connectOtherVersion: break
        case .publish(let publish): try take(publish, from: client, number)
        case .puback(let packetID):
            client.events.append(.acknowledged(packetID: packetID))
            acknowledged(packetID, number, client)
        case .pubrec(let packetID): received(packetID, number, client)
        case .pubrel(let packetID):
            if sessions[number]?.received.remove(packetID) != nil {
                journal(received: packetID, number, isThere: false)
            }
            client.output += MQTTEncoder.pubcomp(packetID)
        case .pubcomp(let packetID): acknowledged(packetID, number, client)
        case .subscribe(let packetID, let filters): try subscribe(client, number, packetID, filters)
        case .unsubscribe(let packetID, let filters): unsubscribe(client, number, packetID, filters)
        case .pingreq: client.output += MQTTEncoder.pingresp()
        case .disconnect:
            client.will = nil
            end(client, .packet, presence: "CLIENT_INITIATED_DISCONNECT")
        }
    }

    /// Ends the connections of clients that have shown a certificate which is good for nothing any more; `reason` says why.
    func sendAway(certificateID: String, _ reason: String) {
        for number in connected.keys.sorted() {
            guard let client = connected[number], case .certificate(let chain) = client.principal,
                let leaf = chain.first, CertificateFingerprint(der: leaf).description == certificateID
            else { continue }
            end(client, .revoked(reason), presence: "AUTH_ERROR")
            client.onChange()
        }
    }

    /// The connection of `client` is over, whoever ended it.
    public func lost(_ client: BrokerClient) { end(client, nil, presence: "CONNECTION_LOST") }

    /// `client` broke the protocol.
    func broke(_ client: BrokerClient) { end(client, nil, presence: "CLIENT_ERROR") }

    /// A new session; its number.
    func begin(_ session: MQTTSession) -> Int {
        let number = add(session)
        journal(session: number)
        return number
    }

    /// Takes a session in; its number.
    @discardableResult
    func add(_ session: MQTTSession) -> Int {
        lastNumber += 1
        sessions[lastNumber] = session
        if !session.clientID.isEmpty { numbers[session.clientID] = lastNumber }
        return lastNumber
    }

    /// Ends a session with its subscriptions.
    func forget(_ number: Int) {
        guard let session = sessions.removeValue(forKey: number) else { return }
        journal(end: session)
        heldBytes -= session.heldBytes
        for filter in session.subscriptions.keys {
            filterBytes -= SubscriptionTree.weight(filter)
            tree.remove(filter, number)
        }
        if numbers[session.clientID] == number { numbers[session.clientID] = nil }
        connected[number] = nil
    }

    /// From now on a session waits for its client, as long as it may.
    func leave(_ number: Int) {
        let end = now + rules.sessionSeconds * 1000
        sessions[number]?.expiresAt = end
        note(deadline: end)
        journal(session: number)
    }

    /// Ends a connection: what its session holds stays, its will is published.
    func end(_ client: BrokerClient, _ why: Disconnection?, presence: String) {
        guard !client.isOver else { return }
        client.isOver = true
        if let why { client.events.append(.disconnected(why)) }
        guard let number = client.session, connected[number] === client else { return }
        connected[number] = nil
        if sessions[number]?.isClean == true {
            forget(number)
        } else {
            leave(number)
        }
        if let will = client.will { publishWill(will, of: client) }
        announce(client, .disconnected(reason: presence))
    }
}
