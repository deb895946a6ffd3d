import ESP8266

/// Probing, authentication, association and their ends (IEEE 802.11-2016 11.1.4.3, 11.3).
extension VirtualAccessPoint {
    func receiveManagement(_ frame: WirelessFrame, _ at: Ticks) {
        let bssid = configuration.bssid
        guard frame.control.kind == .probeRequest || frame.receiver == bssid else { return }
        let known = station(frame.transmitter)
        if let known, known.duplicates.isDuplicate(frame) { return }
        switch frame.control.kind {
        case .probeRequest: probe(frame, at)
        case .authentication: authenticate(frame, at)
        case .associationRequest, .reassociationRequest: associate(frame, at)
        case .disassociation: known.map { leave($0) }
        case .deauthentication: known.map { remove($0) }
        case .action: known.map { act(frame, $0, at) }
        default: break
        }
    }

    private func probe(_ frame: WirelessFrame, _ at: Ticks) {
        let elements = InformationElement.list(frame.body, from: 0)
        guard let name = elements.body(InformationElement.ID.ssid),
            frame.address3.isGroup || frame.address3 == configuration.bssid,
            name == ssid || name.isEmpty && !configuration.isHidden
        else { return }
        answer(frame.transmitter, at) { [unowned self] at in
            management(.probeResponse, to: frame.transmitter, networkBody(at, name: ssid, map: nil).bytes)
        }
    }

    private func authenticate(_ frame: WirelessFrame, _ at: Ticks) {
        guard let request = AuthenticationBody(frame.body), !frame.control.flags.contains(.protected) else { return }
        var response = AuthenticationBody(algorithm: request.algorithm, sequence: request.sequence &+ 1)
        if request.algorithm != 0 {
            response.status = StatusCode.unsupportedAlgorithm
        } else if request.sequence != 1 {
            response.status = StatusCode.unexpectedSequence
        } else if let known = station(frame.transmitter) {
            leave(known)
        } else if makeRoom() {
            stations.append(BSSStation(address: frame.transmitter))
        } else {
            response.status = StatusCode.tooManyStations
        }
        answer(frame.transmitter, at) { [unowned self, response] _ in
            management(.authentication, to: frame.transmitter, response.bytes)
        }
    }

    /// Forgets the oldest station that got no further than authentication, if need be.
    private func makeRoom() -> Bool {
        guard stations.count >= Self.mostStations else { return true }
        guard let idle = stations.first(where: { $0.state == .authenticated }) else { return false }
        remove(idle)
        return true
    }

    private func associate(_ frame: WirelessFrame, _ at: Ticks) {
        let isReassociation = frame.control.kind == .reassociationRequest
        guard let request = AssociationRequestBody(frame.body, isReassociation: isReassociation) else { return }
        guard let station = station(frame.transmitter) else {
            return sendAway(frame.transmitter, reason: ReasonCode.notAuthenticated, at)
        }
        guard request.elements.body(InformationElement.ID.ssid) == ssid else { return }
        leave(station)
        let status = configuration.faults.associationStatus ?? admit(station, request)
        if status == StatusCode.success { station.aid = (1...).first { aid in !stations.contains { $0.aid == aid } } }
        var elements = InformationElement.rates(configuration.mode.rates)
        if station.rates.hasHT { elements += [.htCapabilities, .htOperation(channel: configuration.channel)] }
        if station.hasQoS { elements.append(.wmmParameters) }
        let response = AssociationResponseBody(
            capabilities: capabilities,
            status: status,
            aid: UInt16(clamping: station.aid ?? 0),
            elements: elements
        )
        let kind: FrameControl.Kind = isReassociation ? .reassociationResponse : .associationResponse
        answer(station.address, at) { [unowned self] _ in
            management(kind, to: station.address, response.bytes)
        } completion: { [unowned self] isAcknowledged, at in
            guard status == StatusCode.success, stations.contains(where: { $0 === station }), station.aid != nil,
                station.state == .authenticated
            else { return }
            isAcknowledged ? associated(station, at) : station.dissociate()
        }
    }

    /// Notes what the station can; the status of its association.
    private func admit(_ station: BSSStation, _ request: AssociationRequestBody) -> UInt16 {
        let isN = configuration.mode == .n
        station.hasQoS = isN && request.elements.vendor(InformationElement.wmmPrefix) != nil
        let hasHT = isN && (request.elements.body(InformationElement.ID.htCapabilities)?.count ?? 0) >= 26
        station.rates = LinkRates(request.elements.rates, configuration.mode.rates, hasHT: hasHT)
        station.securityElement = nil
        guard !elements.isEmpty else { return StatusCode.success }
        let offered = request.elements.compactMap { element in SecurityElement(element).map { (element, $0) } }
        guard
            let (element, wanted) = offered.first(where: { $0.1.kind == .rsn }) ?? offered.first,
            let own = elements.first(where: { $0.kind == wanted.kind })
        else { return StatusCode.invalidElement }
        guard wanted.group == own.group else { return StatusCode.invalidGroupCipher }
        guard wanted.pairwise.count == 1, own.pairwise.contains(wanted.pairwise[0]) else {
            return StatusCode.invalidPairwiseCipher
        }
        guard wanted.keyManagement == own.keyManagement else { return StatusCode.invalidKeyManagement }
        station.securityElement = element
        if wanted.pairwise == [WirelessCipher.tkip.rawValue] { station.rates.hasHT = false }
        return StatusCode.success
    }

    private func associated(_ station: BSSStation, _ at: Ticks) {
        station.state = .associated
        guard !elements.isEmpty else { return authorize(station, at) }
        beginHandshake(station, at)
    }

    func authorize(_ station: BSSStation, _ at: Ticks) {
        guard station.state == .associated else { return }
        station.state = .authorized
        onJoined(station.address, at)
    }

    private func act(_ frame: WirelessFrame, _ station: BSSStation, _ at: Ticks) {
        guard station.state != .authenticated, let request = BlockAckNegotiation(request: frame.body) else { return }
        let response = request.response(status: StatusCode.declined)
        queue.schedule(at: at + Pace.answer) { [unowned self] at in
            deliver(Downlink(content: .management(.action, response)), to: station, at)
        }
    }

    /// The station is no longer associated.
    func leave(_ station: BSSStation) {
        queue.cancel(station.handshakeTimer)
        station.dissociate()
    }

    /// The station is unknown again.
    func remove(_ station: BSSStation) {
        leave(station)
        stations.removeAll { $0 === station }
    }

    /// Deauthenticates every associated station.
    func sendAway(reason: UInt16, _ at: Ticks) {
        for station in stations where station.state != .authenticated { sendAway(station, reason: reason, at) }
    }

    /// Deauthenticates a station: it is told, once it is awake, and then forgotten, in a second at the latest.
    func sendAway(_ station: BSSStation, reason: UInt16, _ at: Ticks) {
        queue.cancel(station.handshakeTimer)
        station.handshakeTimer = queue.schedule(at: at + Pace.timeout) { [unowned self] _ in remove(station) }
        let content = Downlink.Content.management(.deauthentication, reason.littleEndianBytes)
        let downlink = Downlink(content: content) { [unowned self] _, _ in remove(station) }
        deliver(downlink, to: station, at)
    }

    /// Tells a station that is unknown that it is.
    func sendAway(_ address: EUI48, reason: UInt16, _ at: Ticks) {
        answer(address, at) { [unowned self] _ in
            management(.deauthentication, to: address, reason.littleEndianBytes)
        }
    }

    private func answer(
        _ address: EUI48,
        _ at: Ticks,
        _ frame: @escaping (Ticks) -> WirelessFrame,
        completion: @escaping (Bool, Ticks) -> Void = { _, _ in }
    ) {
        let transmission = Medium.Transmission(
            channel: configuration.channel,
            rssi: configuration.rssi,
            rates: [.basic],
            isAcknowledged: true,
            frame: { [unowned self] at in isRunning ? frame(at).reserving(.basic).bytes : nil },
            completion: completion
        )
        queue.schedule(at: at + Pace.answer) { [unowned self] at in medium.send(transmission, at: at) }
    }
}
