/// What the broker holds is bounded in bytes.
extension Broker {
    /// A session holds `message` from now on.
    func hold(_ message: MQTTMessage, _ number: Int) {
        sessions[number]?.heldBytes += message.weight
        heldBytes += message.weight
    }

    /// A session is done with `message`, which was on its way.
    func release(_ message: MQTTMessage, _ number: Int) {
        sessions[number]?.inFlightBytes -= message.weight
        sessions[number]?.heldBytes -= message.weight
        heldBytes -= message.weight
    }

    /// Drops the oldest message that waits in a session; whether there was one.
    @discardableResult
    func dropOldest(_ number: Int) -> Bool {
        guard sessions[number]?.queue.isEmpty == false, let oldest = sessions[number]?.queue.removeFirst() else {
            return false
        }
        sessions[number]?.heldBytes -= oldest.message.weight
        heldBytes -= oldest.message.weight
        journal(endOf: oldest.number, number)
        onLoss?(.queued(clientID: sessions[number]?.clientID ?? ""))
        return true
    }

    /// Makes room for `message` in a session and in all of them together; false when there is none.
    func makeRoom(for message: MQTTMessage, _ number: Int) -> Bool {
        guard let session = sessions[number] else { return false }
        if session.queue.count >= rules.mostQueued { dropOldest(number) }
        while let held = sessions[number]?.heldBytes, held + message.weight > rules.mostHeldBytes {
            // What is on its way stays, and has a bound of its own.
            guard dropOldest(number) else { break }
        }
        while heldBytes + message.weight > rules.mostHeldBytesOfAll {
            let heaviest = sessions.max { ($0.value.heldBytes, $1.key) < ($1.value.heldBytes, $0.key) }?.key
            guard dropOldest(heaviest ?? number) || dropOldest(number) else { break }
        }
        guard heldBytes + message.weight <= rules.mostHeldBytesOfAll else {
            onLoss?(.queued(clientID: session.clientID))
            return false
        }
        return true
    }

    /// Keeps `message` for those who subscribe later, as far as there is room.
    func retain(_ message: MQTTMessage) {
        let old = retained[message.topic]?.message.weight ?? 0
        let bytes = retainedBytes - old + message.weight
        guard old > 0 || retained.count < rules.mostRetained, bytes <= rules.mostRetainedBytes else {
            onLoss?(.retained(topic: message.topic))
            return
        }
        retained[message.topic] = RetainedMessage(message: message, since: now)
        retainedBytes = bytes
        journal(retained: message.topic)
    }

    /// Keeps nothing on `topic` any more.
    func forgetRetained(_ topic: String) {
        journal(endOfRetained: topic)
        retainedBytes -= retained.removeValue(forKey: topic)?.message.weight ?? 0
    }

    /// Takes a subscription in; false when there is no room for it.
    func take(_ filter: MQTTPacket.Filter, _ number: Int) -> Bool {
        let isNew = sessions[number]?.subscriptions[filter.topic] == nil
        let weight = isNew ? SubscriptionTree.weight(filter.topic) : 0
        guard filterBytes + weight <= rules.mostFilterBytes else {
            onLoss?(.subscription(clientID: sessions[number]?.clientID ?? ""))
            return false
        }
        filterBytes += weight
        sessions[number]?.subscriptions[filter.topic] = filter.qos
        journal(subscription: filter.topic, number)
        tree.insert(filter.topic, number, qos: filter.qos)
        return true
    }
}

extension MQTTMessage {
    /// Bytes that it counts for while it is held. What many sessions hold counts for each.
    var weight: Int { topic.utf8.count + payload.count + 128 }
}
