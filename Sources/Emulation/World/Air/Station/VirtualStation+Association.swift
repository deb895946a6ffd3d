import ESP8266

/// Authentication, association, keys, and their ends.
extension VirtualStation {
    func receiveManagement(_ frame: WirelessFrame, _ at: Ticks) {
        let kind = frame.control.kind
        if kind == .beacon || kind == .probeResponse { return notice(frame, at) }
        guard let network, frame.transmitter == network.bssid, !duplicates.isDuplicate(frame) else { return }
        switch (kind, state) {
        case (.authentication, .authenticating): authenticated(frame, at)
        case (.associationResponse, .associating), (.reassociationResponse, .associating): associated(frame, at)
        case (.deauthentication, let state) where state != .scanning && state != .idle: leave(at)
        case (.disassociation, .associating), (.disassociation, .handshake), (.disassociation, .joined): leave(at)
        case (.action, .handshake), (.action, .joined): act(frame, at)
        default: break
        }
    }

    func authenticate(tries: Int, _ at: Ticks) {
        ask(.authentication, AuthenticationBody(sequence: 1).bytes, .authenticating, at) { [unowned self] at in
            tries < Self.mostTries ? authenticate(tries: tries + 1, at) : leave(at)
        }
    }

    private func authenticated(_ frame: WirelessFrame, _ at: Ticks) {
        guard let body = AuthenticationBody(frame.body), body.sequence == 2 else { return }
        body.status == StatusCode.success ? associate(tries: 1, at) : leave(at)
    }

    private func associate(tries: Int, _ at: Ticks) {
        guard let network else { return leave(at) }
        var elements = [InformationElement.ssid(ssid)] + Self.ownRates
        if let security = network.security, security.kind == .rsn { elements.append(security.element) }
        if network.rates.hasHT { elements.append(.htCapabilities) }
        if let security = network.security, security.kind == .wpa { elements.append(security.element) }
        if network.hasQoS { elements.append(.wmmInformation) }
        var capabilities: CapabilityInformation = [.ess, .shortPreamble, .shortSlot]
        if network.security != nil { capabilities.insert(.privacy) }
        let request = AssociationRequestBody(capabilities: capabilities, listenInterval: 5, elements: elements)
        ask(.associationRequest, request.bytes, .associating, at) { [unowned self] at in
            tries < Self.mostTries ? associate(tries: tries + 1, at) : leave(at)
        }
    }

    private func associated(_ frame: WirelessFrame, _ at: Ticks) {
        guard let body = AssociationResponseBody(frame.body), body.status == StatusCode.success, let network else {
            return leave(at)
        }
        guard let security = network.security else { return joined(at) }
        supplicant = Supplicant(
            own: security,
            master: masterKey,
            station: configuration.address,
            authenticator: network.bssid,
            seed: random.next()
        )
        state = .handshake
        wait(until: at + Pace.handshake) { [unowned self] at in leave(at) }
    }

    private func joined(_ at: Ticks) {
        guard state != .joined else { return }
        state = .joined
        watch(at)
        onJoined(at)
    }

    /// Sends a request, and does something else when no answer comes.
    private func ask(
        _ kind: FrameControl.Kind,
        _ body: [UInt8],
        _ state: State,
        _ at: Ticks,
        otherwise: @escaping (Ticks) -> Void
    ) {
        guard let network else { return leave(at) }
        self.state = state
        transmit(management(kind, to: network.bssid, body), rates: [.basic], at)
        wait(until: at + Pace.answer, otherwise)
    }

    /// Block acknowledgements are declined.
    private func act(_ frame: WirelessFrame, _ at: Ticks) {
        guard let request = BlockAckNegotiation(request: frame.body) else { return }
        let response = request.response(status: StatusCode.declined)
        transmit(management(.action, to: frame.transmitter, response), rates: [.basic], at)
    }

    /// An EAPOL frame of the access point. Keys are used behind the answer that goes out before them.
    func receiveEAPOL(_ message: [UInt8], _ at: Ticks) {
        for action in supplicant?.receive(message) ?? [] {
            queue.schedule(at: at + Pace.reply) { [unowned self] at in perform(action, at) }
        }
    }

    private func perform(_ action: Supplicant.Action, _ at: Ticks) {
        guard state == .handshake || state == .joined else { return }
        switch action {
        case .send(let message):
            let body = LLC.body(type: EAPOLKey.etherType, message)
            if let bssid = network?.bssid { sendData(body, to: bssid, from: configuration.address, at) }
        case .install(let new):
            keys = new
            sentNumber = 0
            replays = ReplayFilter()
        case .installGroup(let key):
            groupKeys.removeAll { $0.key.id == key.id }
            groupKeys.append((key, ReplayFilter(after: key.number)))
            joined(at)
        }
    }
}
