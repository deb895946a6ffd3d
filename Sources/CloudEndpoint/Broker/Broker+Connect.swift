extension Broker {
    /// CONNECT (section 3.1).
    func accept(_ connect: MQTTConnect, from client: BrokerClient) throws(MQTTError) {
        guard client.session == nil else { throw .connectedTwice }
        let length = connect.clientID.utf8.count
        guard length <= rules.mostClientIDBytes, connect.cleanSession || length > 0 else {
            return refuse(client, .clientID(bytes: length))
        }
        guard sessions.count < rules.mostSessions || numbers[connect.clientID] != nil else {
            return refuse(client, .noRoom(sessions: sessions.count))
        }
        if let will = connect.will {
            guard will.qos < 2 || rules.takesQoS2 else { throw .publishQoS2 }
            guard rules.allows(topic: will.topic) else { throw .topicName(will.topic) }
        }
        let wish = BrokerGate.Action.connect(hasWill: connect.will != nil, isPersistent: !connect.cleanSession)
        client.clientID = connect.clientID
        if let reason = gate.refuses(client, wish) {
            client.clientID = nil
            return end(client, .denied(at: "CONNECT", reason), presence: "AUTH_ERROR")
        }
        evict(connect.clientID)
        let isPresent = resume(connect, client)
        client.will = connect.will
        client.patience = rules.patience(connect.keepAliveSeconds)
        if case .signature = client.principal { client.endsAt = rules.signedSeconds.map { now + $0 * 1000 } }
        if let deadline = client.deadline { note(deadline: deadline) }
        client.events.append(.connected(clientID: connect.clientID))
        client.output += MQTTEncoder.connack(returnCode: 0, isSessionPresent: isPresent)
        announce(client, .connected)
        if let number = client.session, isPresent { sendAgain(number, client) }
    }

    /// Answers CONNECT with a refusal.
    func refuse(_ client: BrokerClient, _ refusal: ConnectRefusal) {
        client.output += MQTTEncoder.connack(returnCode: refusal.returnCode)
        end(client, .refused(refusal), presence: "CLIENT_ERROR")
    }

    /// Ends the client of that id, because another one has come with it: the newest stays (section 3.1.4).
    public func evict(_ clientID: String) {
        guard !clientID.isEmpty, let number = numbers[clientID], let other = connected[number] else { return }
        end(other, .evicted(clientID: clientID), presence: "DUPLICATE_CLIENTID")
        other.onChange()
    }

    /// Gives the client its session; whether it was there already.
    private func resume(_ connect: MQTTConnect, _ client: BrokerClient) -> Bool {
        let old = connect.clientID.isEmpty ? nil : numbers[connect.clientID]
        if let old, !connect.cleanSession, sessions[old]?.isClean == false {
            sessions[old]?.expiresAt = nil
            journal(session: old)
            client.session = old
            connected[old] = client
            return true
        }
        if let old { forget(old) }
        let number = begin(MQTTSession(clientID: connect.clientID, isClean: connect.cleanSession))
        client.session = number
        connected[number] = client
        return false
    }
}
