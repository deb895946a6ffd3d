extension Broker {
    /// PUBLISH of a client (section 3.3).
    func take(_ publish: MQTTPublish, from client: BrokerClient, _ number: Int) throws(MQTTError) {
        let message = publish.message
        guard message.qos < 2 || rules.takesQoS2 else { throw .publishQoS2 }
        guard rules.allows(topic: message.topic) else { throw .topicName(message.topic) }
        guard message.payload.count <= rules.mostPayloadBytes else { throw .oversize(bytes: message.payload.count) }
        guard !message.isRetained || rules.retaining != .disconnects else { throw .retained }
        if let reason = refusal(of: message, client) {
            return end(client, .denied(at: "PUBLISH", reason), presence: "FORBIDDEN_ACCESS")
        }
        if message.qos == 2, sessions[number]?.received.contains(publish.packetID) == true {
            client.output += MQTTEncoder.pubrec(publish.packetID)
            return
        }
        if message.qos == 2 {
            guard sessions[number]?.received.count ?? 0 < rules.mostInFlight else { throw .tooManyInFlight }
            sessions[number]?.received.insert(publish.packetID)
            journal(received: publish.packetID, number, isThere: true)
        }
        client.events.append(.published(topic: message.topic, payload: message.payload))
        switch message.qos {
        case 1: client.output += MQTTEncoder.puback(publish.packetID)
        case 2: client.output += MQTTEncoder.pubrec(publish.packetID)
        default: break
        }
        if rules.reservesTopics, message.topic.hasPrefix("$aws/") {
            guard gate.serves(message) else { throw .reservedTopic(message.topic) }
        }
        distribute(message)
    }

    private func refusal(of message: MQTTMessage, _ client: BrokerClient) -> String? {
        if let reason = gate.refuses(client, .publish(topic: message.topic)) { return reason }
        return message.isRetained ? gate.refuses(client, .retain(topic: message.topic)) : nil
    }

    /// Publishes a message of the service's own, or of somebody who is no client. Whether anybody has subscribed.
    @discardableResult
    public func publish(_ message: MQTTMessage) -> Bool {
        MQTTTopic.isName(message.topic) && distribute(message)
    }

    /// The will of a client that went without a word, as far as it may publish it.
    func publishWill(_ will: MQTTMessage, of client: BrokerClient) {
        client.will = nil
        if refusal(of: will, client) == nil { distribute(will) }
    }

    /// Keeps a message that is to be kept, and hands it to all who take it.
    @discardableResult
    func distribute(_ message: MQTTMessage) -> Bool {
        if message.isRetained { keep(message) }
        var passed = message
        passed.isRetained = false
        let takers = tree.takers(of: message.topic)
        for (number, qos) in takers {
            passed.qos = min(message.qos, qos)
            deliver(passed, to: number)
        }
        return !takers.isEmpty
    }

    private func keep(_ message: MQTTMessage) {
        guard !(rules.reservesTopics && message.topic.hasPrefix("$")) else { return }
        if message.payload.isEmpty {
            journal(endOfRetained: message.topic)
            retained[message.topic] = nil
        } else if retained[message.topic] != nil || retained.count < Self.mostRetained {
            retained[message.topic] = RetainedMessage(message: message, since: now)
            journal(retained: message.topic)
        }
    }

    /// Sends `message` to the client of a session, or keeps it until there is one.
    func deliver(_ message: MQTTMessage, to number: Int) {
        guard let client = connected[number] else {
            if message.qos > 0 {
                queue(message, number)
                journal(waiting: number)
            }
            return
        }
        guard gate.refuses(client, .receive(topic: message.topic)) == nil else { return }
        defer { client.onChange() }
        guard message.qos > 0 else {
            client.output += MQTTEncoder.publish(message, packetID: 0)
            return
        }
        queue(message, number)
        sendQueued(number, client)
        journal(waiting: number)
    }

    private func queue(_ message: MQTTMessage, _ number: Int) {
        guard sessions[number] != nil else { return }
        if sessions[number]?.queue.count ?? 0 >= rules.mostQueued, let oldest = sessions[number]?.queue.removeFirst() {
            journal(endOf: oldest.number, number)
        }
        lastMessage += 1
        sessions[number]?.queue.append(MQTTSession.Waiting(message: message, number: lastMessage))
    }

    /// Sends what waits, as far as the client has acknowledged enough.
    private func sendQueued(_ number: Int, _ client: BrokerClient) {
        while var session = sessions[number], !session.queue.isEmpty, session.inFlight.count < rules.mostInFlight,
            let packetID = session.nextPacketID()
        {
            let next = session.queue.removeFirst()
            let sent = MQTTSession.OnItsWay(
                packetID: packetID,
                delivery: .published(next.message),
                number: next.number
            )
            session.inFlight.append(sent)
            sessions[number] = session
            journal(sent: sent, number)
            client.output += MQTTEncoder.publish(next.message, packetID: packetID)
        }
    }

    /// Sends again what a client that came back has not acknowledged (section 4.4).
    func sendAgain(_ number: Int, _ client: BrokerClient) {
        for sent in sessions[number]?.inFlight ?? [] {
            switch sent.delivery {
            case .published(let message):
                client.output += MQTTEncoder.publish(message, packetID: sent.packetID, isDuplicate: true)
            case .released: client.output += MQTTEncoder.pubrel(sent.packetID)
            }
        }
        sendQueued(number, client)
    }

    /// PUBACK or PUBCOMP of a client.
    func acknowledged(_ packetID: UInt16, _ number: Int, _ client: BrokerClient) {
        if let index = sessions[number]?.inFlight.firstIndex(where: { $0.packetID == packetID }),
            let sent = sessions[number]?.inFlight.remove(at: index)
        {
            journal(endOf: sent.number, number)
        }
        sendQueued(number, client)
    }

    /// PUBREC of a client.
    func received(_ packetID: UInt16, _ number: Int, _ client: BrokerClient) {
        guard let index = sessions[number]?.inFlight.firstIndex(where: { $0.packetID == packetID }) else { return }
        sessions[number]?.inFlight[index].delivery = .released
        if let sent = sessions[number]?.inFlight[index] { journal(sent: sent, number) }
        client.output += MQTTEncoder.pubrel(packetID)
    }
}
