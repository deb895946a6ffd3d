import ESP8266

/// Data of the station.
extension VirtualStation {
    private static let longestEthernet = 1514

    /// Sends an Ethernet frame by way of the access point; one before the station has joined goes nowhere.
    func send(_ ethernet: [UInt8], at: Ticks) {
        guard state == .joined, ethernet.count <= Self.longestEthernet, let destination = EUI48(ethernet),
            let source = EUI48(ethernet, at: 6), let body = LLC.body(ethernet)
        else { return }
        sendData(body, to: destination, from: source, at) { [unowned self] hasReached, at in
            if hasReached { onReached(ethernet, at) }
        }
    }

    func sendData(
        _ body: [UInt8],
        to destination: EUI48,
        from source: EUI48,
        _ at: Ticks,
        completion: @escaping (Bool, Ticks) -> Void = { _, _ in }
    ) {
        guard let network else { return }
        let control = FrameControl(network.hasQoS ? .qosData : .data, .toDS)
        var frame = WirelessFrame(control, to: network.bssid, from: source, address3: destination, body: body)
        frame.sequenceNumber = nextSequence()
        if let keys {
            sentNumber += 1
            let sealed = keys.cipher.seal(frame, key: keys.temporal, number: sentNumber, keyID: 0)
            frame = WirelessFrame(sealed) ?? frame
        }
        transmit(frame, rates: network.rates.attempts(rssi: configuration.rssi), at, completion: completion)
    }

    func receiveData(_ frame: WirelessFrame, _ at: Ticks) {
        guard state == .handshake || state == .joined, let network, frame.transmitter == network.bssid,
            frame.control.flags.contains(.fromDS), !frame.control.flags.contains(.toDS),
            frame.control.kind == .data || frame.control.kind == .qosData, frame.fragment == 0,
            !frame.control.flags.contains(.moreFragments), !duplicates.isDuplicate(frame),
            frame.source != configuration.address, let body = decrypted(frame)
        else { return }
        if let message = LLC.payload(body, type: EAPOLKey.etherType) { return receiveEAPOL(message, at) }
        guard state == .joined, network.security == nil || frame.control.flags.contains(.protected),
            let ethernet = LLC.ethernet(body, to: frame.destination, from: frame.source)
        else { return }
        onEthernet(ethernet, at)
    }

    private func decrypted(_ frame: WirelessFrame) -> [UInt8]? {
        guard frame.control.flags.contains(.protected) else { return frame.body }
        let priority = frame.trafficIdentifier
        guard frame.receiver.isGroup else {
            return keys.flatMap { keys in
                keys.cipher.open(frame, key: keys.temporal) { replays.isFresh($0, trafficIdentifier: priority) }
            }
        }
        guard let index = groupKeys.firstIndex(where: { $0.key.id == WirelessCipher.keyID(frame) }) else { return nil }
        let key = groupKeys[index].key
        return key.cipher.open(frame, key: key.key) {
            groupKeys[index].replays.isFresh($0, trafficIdentifier: priority)
        }
    }
}
