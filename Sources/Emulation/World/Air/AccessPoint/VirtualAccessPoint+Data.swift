import ESP8266

/// Data between stations and the distribution system, and what waits for those that doze (IEEE 802.11-2016 11.2.3).
extension VirtualAccessPoint {
    /// The longest Ethernet frame, without FCS.
    private static let longestEthernet = 1514
    /// Group frames that wait for a DTIM at most (assumed).
    private static let mostWaitingGroupFrames = 64

    /// A data or control frame to the access point.
    func receiveFromStation(_ frame: WirelessFrame, _ at: Ticks) {
        guard let station = station(frame.transmitter) else {
            return sendAway(frame.transmitter, reason: ReasonCode.notAuthenticated, at)
        }
        guard station.state != .authenticated else {
            return sendAway(frame.transmitter, reason: ReasonCode.notAssociated, at)
        }
        if frame.control.kind == .psPoll { return poll(station, at) }
        guard frame.control.kind.isData, frame.control.flags.contains(.toDS), !frame.control.flags.contains(.fromDS)
        else { return }
        let isDuplicate = station.duplicates.isDuplicate(frame)
        setDozing(frame.control.flags.contains(.powerManagement), station, at)
        guard !isDuplicate, frame.control.kind == .data || frame.control.kind == .qosData, frame.fragment == 0,
            !frame.control.flags.contains(.moreFragments), let body = decrypted(frame, station)
        else { return }
        receiveData(frame, body, station, at)
    }

    private func receiveData(_ frame: WirelessFrame, _ body: [UInt8], _ station: BSSStation, _ at: Ticks) {
        if let message = LLC.payload(body, type: EAPOLKey.etherType) {
            guard frame.destination == configuration.bssid else { return }
            return receiveEAPOL(message, station, at)
        }
        guard station.state == .authorized, elements.isEmpty || frame.control.flags.contains(.protected),
            let ethernet = LLC.ethernet(body, to: frame.destination, from: station.address)
        else { return }
        let destination = frame.destination
        if destination.isGroup {
            sendGroup(ethernet, at)
        } else if let other = self.station(destination), other.state == .authorized {
            return send(ethernet, at: at)
        }
        onEthernet(ethernet, at)
    }

    /// The body in clear; nil when it does not open or is not new.
    private func decrypted(_ frame: WirelessFrame, _ station: BSSStation) -> [UInt8]? {
        guard frame.control.flags.contains(.protected) else { return frame.body }
        guard let keys = station.keys else { return nil }
        return keys.cipher.open(frame, key: keys.temporal) { number in
            station.replays.isFresh(number, trafficIdentifier: frame.trafficIdentifier)
        }
    }

    /// Sends an Ethernet frame to its station, or to all; one for nobody who is here goes nowhere.
    func send(_ ethernet: [UInt8], at: Ticks) {
        guard isRunning, ethernet.count <= Self.longestEthernet, let destination = EUI48(ethernet),
            let source = EUI48(ethernet, at: 6), let body = LLC.body(ethernet)
        else { return }
        if destination.isGroup { return sendGroup(ethernet, at) }
        guard let station = station(destination), station.state == .authorized else { return }
        let downlink = Downlink(content: .data(body, source: source)) { [unowned self] hasReached, at in
            if hasReached { onReached(ethernet, at) }
        }
        deliver(downlink, to: station, at)
    }

    /// To all; after the next DTIM while somebody dozes (11.2.3.5).
    private func sendGroup(_ ethernet: [UInt8], _ at: Ticks) {
        guard stations.contains(where: { $0.state == .authorized }) else { return }
        guard !stations.contains(where: \.isDozing) else {
            if waitingForDTIM.count >= Self.mostWaitingGroupFrames { waitingForDTIM.removeFirst() }
            return waitingForDTIM.append(ethernet)
        }
        transmitGroup(ethernet, isUrgent: false, hasMore: false, at)
    }

    /// What waited for a DTIM, behind its beacon.
    func sendBehindBeacon(_ frames: [[UInt8]], _ at: Ticks) {
        for (index, ethernet) in frames.enumerated() {
            transmitGroup(ethernet, isUrgent: true, hasMore: index + 1 < frames.count, at)
        }
    }

    private func transmitGroup(_ ethernet: [UInt8], isUrgent: Bool, hasMore: Bool, _ at: Ticks) {
        guard let destination = EUI48(ethernet), let source = EUI48(ethernet, at: 6), let body = LLC.body(ethernet)
        else { return }
        var flags: FrameControl.Flags = .fromDS
        if hasMore { flags.insert(.moreData) }
        let control = FrameControl(.data, flags)
        let transmission = Medium.Transmission(
            channel: configuration.channel,
            rssi: configuration.rssi,
            rates: [.basic],
            isAcknowledged: false,
            isUrgent: isUrgent,
            frame: { [unowned self] _ in
                guard isRunning else { return nil }
                var frame = WirelessFrame(
                    control,
                    to: destination,
                    from: configuration.bssid,
                    address3: source,
                    body: body
                )
                frame.sequenceNumber = nextSequence()
                return sealedForGroup(frame)
            },
            completion: { [unowned self] _, at in onReached(ethernet, at) }
        )
        medium.send(transmission, at: at)
    }

    private func sealedForGroup(_ frame: WirelessFrame) -> [UInt8] {
        guard var key = groupKey else { return frame.bytes }
        key.number += 1
        groupKey = key
        return key.cipher.seal(frame, key: key.key, number: key.number, keyID: key.id)
    }

    /// Sends to a station, or keeps it until the station wakes.
    func deliver(_ downlink: Downlink, to station: BSSStation, _ at: Ticks) {
        guard isRunning, stations.contains(where: { $0 === station }) else { return }
        if station.isDozing, !downlink.isPolled { return station.keep(downlink) }
        let rates = rates(of: downlink, to: station)
        let transmission = Medium.Transmission(
            channel: configuration.channel,
            rssi: configuration.rssi,
            rates: rates,
            isAcknowledged: true,
            frame: { [unowned self] _ in
                guard isRunning, stations.contains(where: { $0 === station }) else { return nil }
                guard !station.isDozing || downlink.isPolled else {
                    station.keep(downlink)
                    return nil
                }
                return frame(downlink, station, rates[0])
            },
            completion: downlink.completion
        )
        medium.send(transmission, at: at)
    }

    /// Management and handshakes at the slowest rate, as Linux sends them.
    private func rates(of downlink: Downlink, to station: BSSStation) -> [AirRate] {
        guard case .data(let body, _) = downlink.content, LLC.payload(body, type: EAPOLKey.etherType) == nil
        else { return [.basic] }
        return station.rates.attempts(rssi: configuration.rssi)
    }

    private func frame(_ downlink: Downlink, _ station: BSSStation, _ rate: AirRate) -> [UInt8] {
        var flags: FrameControl.Flags = station.isDozing && !station.waiting.isEmpty ? [.moreData] : []
        let body: [UInt8], source: EUI48, kind: FrameControl.Kind
        switch downlink.content {
        case .management(let kind, let body):
            var frame = management(kind, to: station.address, body)
            frame.control.flags = flags
            return frame.reserving(rate).bytes
        case .data(let data, let from): (kind, body, source) = (station.hasQoS ? .qosData : .data, data, from)
        case .null: (kind, body, source) = (.null, [], configuration.bssid)
        }
        flags.insert(.fromDS)
        var frame = WirelessFrame(
            FrameControl(kind, flags),
            to: station.address,
            from: configuration.bssid,
            address3: source,
            body: body
        )
        frame.sequenceNumber = kind == .qosData ? station.nextSequence() : nextSequence()
        frame = frame.reserving(rate)
        guard let keys = station.keys, kind != .null else { return frame.bytes }
        station.sentNumber += 1
        return keys.cipher.seal(frame, key: keys.temporal, number: station.sentNumber, keyID: 0)
    }

    private func poll(_ station: BSSStation, _ at: Ticks) {
        var downlink = station.waiting.isEmpty ? Downlink(content: .null) : station.waiting.removeFirst()
        downlink.isPolled = true
        deliver(downlink, to: station, at)
    }

    private func setDozing(_ isDozing: Bool, _ station: BSSStation, _ at: Ticks) {
        station.isDozing = isDozing
        guard !isDozing else { return }
        let waiting = station.waiting
        station.waiting = []
        for downlink in waiting { deliver(downlink, to: station, at) }
    }
}
