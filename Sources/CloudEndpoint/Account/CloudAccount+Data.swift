extension CloudAccount {
    /// What the API reaches of broker and shadows.
    var dataPlane: DataPlane {
        DataPlane(
            shadow: { [weak self] request, payload, now in
                guard let self else { return .failure(.missing(request.shadow)) }
                let outcome = shadows.perform(request, payload, now: now)
                shadowChanged(by: request)
                for message in outcome.messages { broker.publish(message) }
                return outcome.answer
            },
            shadowNames: { [weak self] thing in self?.shadows.names(of: thing) ?? [] },
            publish: { [weak self] message in self?.broker.publish(message) },
            retained: { [weak self] in
                self?.broker.retained.values.sorted { $0.message.topic < $1.message.topic } ?? []
            },
            disconnect: { [weak self] clientID, endsSession, isSilent in
                self?.broker.disconnect(clientID, endsSession: endsSession, isSilent: isSilent) ?? false
            }
        )
    }
}

extension Broker {
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
