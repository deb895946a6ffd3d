import ESP8266

/// The station's side of the 4-way handshake and the group key handshake (IEEE 802.11-2016 12.7.6, 12.7.7). It has no
/// clock: a message that comes again is answered again.
struct Supplicant {
    /// What is to be done.
    enum Action: Equatable {
        /// An EAPOL frame to the access point.
        case send([UInt8])
        case install(PairwiseKeys)
        case installGroup(GroupKey)
    }

    private let own: SecurityElement
    /// As the association request has it.
    private let element: [UInt8]
    private let cipher: WirelessCipher
    private let master: [UInt8]
    private let station: PairwiseKeys.End
    private let authenticator: EUI48
    /// Made of message 1, good once message 3 is.
    private var keys: PairwiseKeys?
    private var isInstalled = false
    private var lastCounter: UInt64?

    /// - Parameter own: the element of the association request, with one pairwise cipher.
    init?(own: SecurityElement, master: [UInt8], station: EUI48, authenticator: EUI48, seed: UInt64) {
        guard let cipher = own.pairwise.first.flatMap(WirelessCipher.init) else { return nil }
        self.own = own
        self.cipher = cipher
        self.master = master
        self.authenticator = authenticator
        element = own.element.bytes
        var random = SplitMix64(seed: seed)
        self.station = PairwiseKeys.End(address: station, nonce: random.bytes(32))
    }

    /// An EAPOL frame of the access point; one that does not fit is as if it had not come.
    mutating func receive(_ bytes: [UInt8]) -> [Action] {
        guard let message = EAPOLKey(bytes), message.kind == own.kind, message.information.contains(.ack),
            message.version == KeyDescriptorVersion(cipher), isNewer(message.replayCounter)
        else { return [] }
        switch (message.information.contains(.pairwise), message.information.contains(.mic)) {
        case (true, false): return message1(message)
        case (true, true): return message3(message)
        case (false, true): return groupMessage(message)
        case (false, false): return []
        }
    }

    private func isNewer(_ counter: UInt64) -> Bool { lastCounter.map { counter > $0 } ?? true }

    private mutating func message1(_ message: EAPOLKey) -> [Action] {
        let end = PairwiseKeys.End(address: authenticator, nonce: message.nonce)
        let keys = PairwiseKeys(master: master, cipher: cipher, station, end)
        self.keys = keys
        isInstalled = false
        var answer = answer(to: message, .pairwise)
        answer.nonce = station.nonce
        answer.data = element
        return [.send(answer.signed(keys.confirmation).bytes)]
    }

    private mutating func message3(_ message: EAPOLKey) -> [Action] {
        guard let keys, message.isSigned(keys.confirmation) else { return [] }
        var actions: [Action] = []
        var information: EAPOLKey.Information = .pairwise
        var group: GroupKey?
        if own.kind == .rsn {
            guard let data = message.decrypted(keys.encryption), let read = GroupKeyData.read(data),
                let key = groupKey(id: read.id, read.key, message)
            else { return [] }
            group = key
            information.insert(.secure)
        }
        lastCounter = message.replayCounter
        actions.append(.send(answer(to: message, information).signed(keys.confirmation).bytes))
        // A key that is installed again would begin with packet numbers that were used (KRACK, 2017).
        if !isInstalled {
            actions.append(.install(keys))
            if let group { actions.append(.installGroup(group)) }
        }
        isInstalled = true
        return actions
    }

    private mutating func groupMessage(_ message: EAPOLKey) -> [Action] {
        guard let keys, isInstalled, message.isSigned(keys.confirmation),
            let data = message.decrypted(keys.encryption)
        else { return [] }
        let read = own.kind == .rsn ? GroupKeyData.read(data) : (message.keyIndex, data)
        guard let read, let key = groupKey(id: read.0, read.1, message) else { return [] }
        lastCounter = message.replayCounter
        var information: EAPOLKey.Information = .secure
        if own.kind == .wpa { information.formUnion(EAPOLKey.Information(rawValue: UInt16(key.id) << 4)) }
        return [.send(answer(to: message, information).signed(keys.confirmation).bytes), .installGroup(key)]
    }

    private func groupKey(id: Int, _ key: [UInt8], _ message: EAPOLKey) -> GroupKey? {
        guard let cipher = WirelessCipher(rawValue: own.group), key.count >= cipher.keyLength, (1...3).contains(id)
        else { return nil }
        let bytes = Array(key.prefix(cipher.keyLength))
        return GroupKey(cipher: cipher, id: id, key: bytes, number: message.receiveSequence)
    }

    private func answer(to message: EAPOLKey, _ information: EAPOLKey.Information) -> EAPOLKey {
        var answer = EAPOLKey(own.kind, message.version, information, replayCounter: message.replayCounter)
        answer.protocolVersion = message.protocolVersion
        return answer
    }
}
