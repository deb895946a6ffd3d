extension CloudAccount {
    /// What the API reaches of broker and shadows.
    var dataPlane: DataPlane {
        DataPlane(
            shadow: { [weak self] request, payload, now in
                guard let self else { return .failure(.missing(request.shadow)) }
                let outcome = shadows.perform(request, payload, now: now)
                for message in outcome.messages { broker.publish(topic: message.topic, payload: message.payload) }
                return outcome.answer
            },
            shadowNames: { [weak self] thing in self?.shadows.names(of: thing) ?? [] },
            publish: { [weak self] message, _ in
                self?.broker.publish(
                    topic: message.topic,
                    payload: message.payload,
                    qos: message.qos,
                    isRetained: message.isRetained
                )
            },
            retained: { [weak self] in self?.broker.kept ?? [] },
            disconnect: { [weak self] clientID, endsSession, isSilent in
                self?.broker.disconnect(clientID, endsSession: endsSession, isSilent: isSilent) ?? false
            }
        )
    }
}

extension Broker {
    /// Messages that are kept, in the order of their topics.
    fileprivate var kept: [DataPlane.Retained] {
        retained.sorted { $0.key < $1.key }.map { topic, message in
            DataPlane.Retained(topic: topic, payload: message.payload, qos: message.qos, modified: keptAt[topic] ?? 0)
        }
    }

    /// Ends the connection of a client, without its will if `isSilent`; whether it was there (service model, DeleteConnection).
    fileprivate func disconnect(_ clientID: String, endsSession: Bool, isSilent: Bool) -> Bool {
        guard let number = numbers[clientID], let client = connected[number] else { return false }
        if isSilent { client.will = nil }
        end(client, .ordered, presence: "API_INITIATED_DISCONNECT")
        client.onChange()
        if endsSession { forget(number) }
        return true
    }
}
