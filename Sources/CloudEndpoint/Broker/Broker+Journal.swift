/// What `onChange` is told.
extension Broker {
    /// A session as it is kept: what belongs to it are rows of their own.
    private struct KeptSession: Codable {
        /// nil: its client was connected.
        var expiresAt: Int64?
    }

    /// The session, when somebody keeps it.
    private func kept(_ number: Int) -> MQTTSession? {
        guard onChange != nil, let session = sessions[number], !session.isClean else { return nil }
        return session
    }

    /// A session is new, or its client comes or goes.
    func journal(session number: Int) {
        if let session = kept(number) { onChange?(Self.row(of: session)) }
    }

    /// A session has ended with all that belongs to it.
    func journal(end session: MQTTSession) {
        guard let onChange, !session.isClean else { return }
        for change in Self.rows(of: session) { onChange(KeptChange(kind: change.kind, key: change.key, value: nil)) }
    }

    /// A session has a subscription to `filter`.
    func journal(subscription filter: String, _ number: Int) {
        guard let session = kept(number), let (filter, qos) = session.subscriptions.entry(filter) else { return }
        onChange?(Self.row(of: filter, qos, session))
    }

    /// A session is to have no subscription to `filter` any more.
    func journal(end filter: String, _ number: Int) {
        guard let session = kept(number), let (filter, qos) = session.subscriptions.entry(filter) else { return }
        onChange?(KeptChange(kind: .subscription, key: Self.row(of: filter, qos, session).key, value: nil))
    }

    /// The message that was handed to a session last may wait in it.
    func journal(waiting number: Int) {
        guard let session = kept(number), let last = session.queue.last, last.number == lastMessage else { return }
        onChange?(Self.row(last.number, KeptMessage(session.clientID, last)))
    }

    /// A message of a session is on its way.
    func journal(sent: MQTTSession.OnItsWay, _ number: Int) {
        guard let session = kept(number) else { return }
        onChange?(Self.row(sent.number, KeptMessage(session.clientID, sent)))
    }

    /// A message of a session is out of it.
    func journal(endOf message: UInt64, _ number: Int) {
        guard kept(number) != nil else { return }
        onChange?(KeptChange(kind: .message, key: Self.key(message), value: nil))
    }

    /// A message of QoS 2 came, or was released.
    func journal(received packetID: UInt16, _ number: Int, isThere: Bool) {
        guard let session = kept(number) else { return }
        var row = Self.row(of: packetID, session)
        if !isThere { row.value = nil }
        onChange?(row)
    }

    /// There is a retained message on `topic`.
    func journal(retained topic: String) {
        guard let onChange, let (topic, message) = retained.entry(topic) else { return }
        onChange(KeptChange(kind: .retained, key: topic, value: message.bytes))
    }

    /// There is to be none any more.
    func journal(endOfRetained topic: String) {
        guard let onChange, let (topic, _) = retained.entry(topic) else { return }
        onChange(KeptChange(kind: .retained, key: topic, value: nil))
    }

    /// All that is kept, as changes from nothing.
    public var snapshot: [KeptChange] {
        let kept = sessions.values.filter { !$0.isClean }.sorted { $0.clientID < $1.clientID }
        return retained.sorted { $0.key < $1.key }.map { KeptChange(kind: .retained, key: $0, value: $1.bytes) }
            + kept.flatMap(Self.rows)
    }

    private static func rows(of session: MQTTSession) -> [KeptChange] {
        [row(of: session)]
            + session.subscriptions.sorted { $0.key < $1.key }.map { row(of: $0, $1, session) }
            + session.inFlight.map { row($0.number, KeptMessage(session.clientID, $0)) }
            + session.queue.map { row($0.number, KeptMessage(session.clientID, $0)) }
            + session.received.sorted().map { row(of: $0, session) }
    }

    private static func row(of session: MQTTSession) -> KeptChange {
        let value = JSONRow.bytes(of: KeptSession(expiresAt: session.expiresAt))
        return KeptChange(kind: .session, key: session.clientID, value: value)
    }

    private static func row(of filter: String, _ qos: UInt8, _ session: MQTTSession) -> KeptChange {
        KeptChange(kind: .subscription, key: SessionKey(session.clientID, filter).text, value: [qos])
    }

    private static func row(_ number: UInt64, _ message: KeptMessage) -> KeptChange {
        KeptChange(kind: .message, key: key(number), value: message.bytes)
    }

    private static func row(of packetID: UInt16, _ session: MQTTSession) -> KeptChange {
        KeptChange(kind: .received, key: SessionKey(session.clientID, "\(packetID)").text, value: [])
    }

    /// 16 hexadecimal digits: keys are in the order of messages.
    private static func key(_ message: UInt64) -> String {
        let digits = String(message, radix: 16)
        return String(repeating: "0", count: 16 - digits.utf8.count) + digits
    }
}

/// Making it again.
extension Broker {
    /// Takes what was kept: what `onChange` was told, all of it or the last change of each row; rows of others are passed over.
    /// To be called before anybody connects. A session whose client was connected waits for it from now on.
    public func restore(_ changes: [KeptChange]) throws(UnreadableChange) {
        for (change, value) in changes.rows(.retained) {
            guard let message = RetainedMessage(value) else { throw UnreadableChange(change) }
            retained[change.key] = message
            retainedBytes += message.message.weight
        }
        for (change, value) in changes.rows(.session) { try restore(session: change, value) }
        for (change, value) in changes.rows(.subscription) { try restore(subscription: change, value) }
        for (change, value) in changes.rows(.message) { try restore(message: change, value) }
        for (change, _) in changes.rows(.received) {
            guard let key = SessionKey(change.key), let number = numbers[key.clientID], let packetID = UInt16(key.part)
            else { throw UnreadableChange(change) }
            sessions[number]?.received.insert(packetID)
        }
        for number in sessions.keys.sorted() where sessions[number]?.expiresAt == nil { leave(number) }
    }

    private func restore(session change: KeptChange, _ value: [UInt8]) throws(UnreadableChange) {
        guard let kept = JSONRow.read(KeptSession.self, value), !change.key.isEmpty else {
            throw UnreadableChange(change)
        }
        var session = MQTTSession(clientID: change.key, isClean: false)
        session.expiresAt = kept.expiresAt
        add(session)
        if let end = kept.expiresAt { note(deadline: end) }
    }

    private func restore(subscription change: KeptChange, _ value: [UInt8]) throws(UnreadableChange) {
        guard let key = SessionKey(change.key), let number = numbers[key.clientID], MQTTTopic.isFilter(key.part),
            let qos = value.first, value.count == 1, qos < 3
        else { throw UnreadableChange(change) }
        sessions[number]?.subscriptions[key.part] = qos
        filterBytes += SubscriptionTree.weight(key.part)
        tree.insert(key.part, number, qos: qos)
    }

    private func restore(message change: KeptChange, _ value: [UInt8]) throws(UnreadableChange) {
        guard let kept = KeptMessage(value), let session = numbers[kept.clientID],
            let number = UInt64(change.key, radix: 16), number < .max
        else { throw UnreadableChange(change) }
        lastMessage = max(lastMessage, number)
        switch (kept.state, kept.message) {
        case (.waiting, let message?):
            hold(message, session)
            sessions[session]?.queue.append(MQTTSession.Waiting(message: message, number: number))
        case (.published, let message?):
            hold(message, session)
            sessions[session]?.inFlightBytes += message.weight
            let delivery = MQTTSession.Delivery.published(message)
            let sent = MQTTSession.OnItsWay(packetID: kept.packetID, delivery: delivery, number: number)
            sessions[session]?.inFlight.append(sent)
        default:
            let sent = MQTTSession.OnItsWay(packetID: kept.packetID, delivery: .released, number: number)
            sessions[session]?.inFlight.append(sent)
        }
    }
}

extension Dictionary where Key == String {
    /// The entry of `key`, with the key that it was made with: texts can be equal and have other bytes.
    fileprivate func entry(_ key: String) -> (key: String, value: Value)? { index(forKey: key).map { self[$0] } }
}
