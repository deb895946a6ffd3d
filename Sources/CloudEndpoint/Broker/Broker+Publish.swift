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
        onMessage?(message)
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
        if message.payload.isEmpty { forgetRetained(message.topic) } else { retain(message) }
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
        guard message.qos > 0 else { return pass(message, to: client) }
        queue(message, number)
        sendQueued(number, client)
        journal(waiting: number)
    }

    private func pass(_ message: MQTTMessage, to client: BrokerClient) {
        guard client.output.count + message.payload.count <= rules.mostOutputBytes || client.output.isEmpty else {
            onLoss?(.unread(clientID: client.clientID ?? ""))
            return
        }
        client.output += MQTTEncoder.publish(message, packetID: 0)
    }

    private func queue(_ message: MQTTMessage, _ number: Int) {
        guard makeRoom(for: message, number) else { return }
        hold(message, number)
        lastMessage += 1
        sessions[number]?.queue.append(MQTTSession.Waiting(message: message, number: lastMessage))
    }

    /// Sends what waits, as far as the client has acknowledged enough.
    private func sendQueued(_ number: Int, _ client: BrokerClient) {
        while let (sent, message) = sessions[number]?.sendNext(rules) {
            journal(sent: sent, number)
            client.output += MQTTEncoder.publish(message, packetID: sent.packetID)
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
            if case .published(let message) = sent.delivery { release(message, number) }
            journal(endOf: sent.number, number)
        }
        sendQueued(number, client)
    }

    /// PUBREC of a client.
    func received(_ packetID: UInt16, _ number: Int, _ client: BrokerClient) {
        guard let index = sessions[number]?.inFlight.firstIndex(where: { $0.packetID == packetID }) else { return }
        if case .published(let message)? = sessions[number]?.inFlight[index].delivery { release(message, number) }
        sessions[number]?.inFlight[index].delivery = .released
        if let sent = sessions[number]?.inFlight[index] { journal(sent: sent, number) }
        client.output += MQTTEncoder.pubrel(packetID)
    }
}
