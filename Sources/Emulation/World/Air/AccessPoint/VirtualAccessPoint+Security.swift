import ESP8266

/// The authenticators of the stations, their timers, and the group key.
extension VirtualAccessPoint {
    /// A group key of the other number, 1 or 2.
    func renewGroupKey() {
        guard let cipher = configuration.security.groupCipher else { return }
        groupKey = GroupKey(cipher: cipher, id: groupKey?.id == 1 ? 2 : 1, key: random.bytes(cipher.keyLength))
    }

    func scheduleGroupKey(_ at: Ticks) {
        guard let cipher = configuration.security.groupCipher else { return }
        groupKeyTimer = queue.schedule(at: at + Pace.groupKey(cipher)) { [unowned self] at in
            renewGroupKey(at: at)
            scheduleGroupKey(at)
        }
    }

    /// Gives every station that is through a new group key (12.7.7).
    func renewGroupKey(at: Ticks) {
        renewGroupKey()
        for station in stations where station.state == .authorized {
            station.authenticator?.groupKey = groupKey ?? GroupKey(cipher: .ccmp, id: 1, key: [])
            perform(station.authenticator?.renew() ?? [], station, at)
        }
    }

    func beginHandshake(_ station: BSSStation, _ at: Ticks) {
        guard let element = station.securityElement, let wanted = SecurityElement(element),
            let own = elements.first(where: { $0.kind == wanted.kind }), let groupKey,
            let cipher = wanted.pairwise.first.flatMap(WirelessCipher.init)
        else { return }
        station.authenticator = Authenticator(
            own: own,
            cipher: cipher,
            master: masterKey,
            address: configuration.bssid,
            station: station.address,
            stationElement: element,
            groupKey: groupKey,
            seed: random.next()
        )
        perform(station.authenticator?.start() ?? [], station, at)
    }

    func receiveEAPOL(_ bytes: [UInt8], _ station: BSSStation, _ at: Ticks) {
        station.unansweredSince = nil
        if let groupKey { station.authenticator?.groupKey = groupKey }
        let actions = station.authenticator?.receive(bytes) ?? []
        if !actions.isEmpty { queue.cancel(station.handshakeTimer) }
        perform(actions, station, at)
    }

    private func perform(_ actions: [Authenticator.Action], _ station: BSSStation, _ at: Ticks) {
        for action in actions {
            switch action {
            case .send(let message): send(message, station, at)
            case .install(let keys): station.install(keys)
            case .authorize: authorize(station, at)
            case .deauthenticate(let reason): sendAway(station, reason: reason, at)
            }
        }
    }

    private func send(_ message: [UInt8], _ station: BSSStation, _ at: Ticks) {
        let body = LLC.body(type: EAPOLKey.etherType, message)
        let downlink = Downlink(content: .data(body, source: configuration.bssid))
        queue.schedule(at: at + Pace.handshake) { [unowned self] at in deliver(downlink, to: station, at) }
        let isFirst = station.authenticator?.isFirstTry ?? true
        queue.cancel(station.handshakeTimer)
        station.handshakeTimer = queue.schedule(
            at: at + Pace.handshake + (isFirst ? Pace.firstTimeout : Pace.timeout)
        ) { [unowned self] at in timeOut(station, at) }
        station.unansweredSince = station.unansweredSince ?? at + Pace.handshake
    }

    private func timeOut(_ station: BSSStation, _ at: Ticks) {
        let actions = station.authenticator?.timeout() ?? []
        if let since = station.unansweredSince {
            for action in actions {
                switch action {
                case .send: onUnanswered(.sentAgain, since, at)
                case .deauthenticate: onUnanswered(.sentAway, since, at)
                case .install, .authorize: break
                }
            }
        }
        perform(actions, station, at)
    }
}
