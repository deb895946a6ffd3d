import ESP8266

/// The access point's side of the 4-way handshake and the group key handshake for one station (IEEE 802.11-2016 12.7.6,
/// 12.7.7; WPA's are the same but for what is said of the group key). It has no clock.
struct Authenticator {
    /// What is to be done.
    enum Action: Equatable {
        /// An EAPOL frame to the station; another call of `timeout` unless it answers in time.
        case send([UInt8])
        case install(PairwiseKeys)
        /// The station has all keys.
        case authorize
        case deauthenticate(reason: UInt16)
    }

    private enum Phase: Equatable {
        case pairwise1
        case pairwise3(PairwiseKeys)
        case group(PairwiseKeys)
        case done(PairwiseKeys)
    }

    /// Times a message is sent before the station is given up (assumed: hostapd's 4; the standard's
    /// dot11RSNAConfigPairwiseUpdateCount is 3).
    private static let mostTries = 4
    /// The 4-way handshake's element differs from the association's (Table 9-45).
    private static let elementDiffers: UInt16 = 17

    private let own: SecurityElement
    private let cipher: WirelessCipher
    private let master: [UInt8]
    private let authenticator: PairwiseKeys.End
    private let station: EUI48
    /// As the station associated with it.
    private let stationElement: [UInt8]
    private var random: SplitMix64
    /// The access point's, as it is now.
    var groupKey: GroupKey
    private var phase = Phase.pairwise1
    private var tries = 0
    /// Counter of the last message, and of the first of those that say the same.
    private var replayCounter: UInt64 = 0
    private var firstOfMessage: UInt64 = 1

    /// - Parameters:
    ///   - own: what the access point's beacons say.
    ///   - master: pairwise master key.
    init(
        own: SecurityElement,
        cipher: WirelessCipher,
        master: [UInt8],
        address: EUI48,
        station: EUI48,
        stationElement: InformationElement,
        groupKey: GroupKey,
        seed: UInt64
    ) {
        self.own = own
        self.cipher = cipher
        self.master = master
        self.station = station
        self.stationElement = stationElement.bytes
        self.groupKey = groupKey
        random = SplitMix64(seed: seed)
        authenticator = PairwiseKeys.End(address: address, nonce: random.bytes(32))
    }

    /// Whether the last message was sent once only.
    var isFirstTry: Bool { tries <= 1 }

    /// Message 1.
    mutating func start() -> [Action] {
        tries = 0
        return [message1()]
    }

    /// The station did not answer in time.
    mutating func timeout() -> [Action] {
        guard tries < Self.mostTries else {
            if case .group = phase { return [.deauthenticate(reason: ReasonCode.groupHandshakeTimeout)] }
            if case .done = phase { return [] }
            return [.deauthenticate(reason: ReasonCode.handshakeTimeout)]
        }
        switch phase {
        case .pairwise1: return [message1()]
        case .pairwise3(let keys): return [message3(keys)]
        case .group(let keys): return [groupMessage(keys)]
        case .done: return []
        }
    }

    /// There is a new group key.
    mutating func renew() -> [Action] {
        guard case .done(let keys) = phase else { return [] }
        return enterGroup(keys)
    }

    /// An EAPOL frame of the station; one that does not fit is as if it had not come.
    mutating func receive(_ bytes: [UInt8]) -> [Action] {
        guard let message = EAPOLKey(bytes), message.kind == own.kind, message.information.contains(.mic),
            !message.information.contains(.ack), !message.information.contains(.request),
            (firstOfMessage...max(firstOfMessage, replayCounter)).contains(message.replayCounter)
        else { return [] }
        let isPairwise = message.information.contains(.pairwise)
        switch phase {
        case .pairwise1 where isPairwise: return message2(message)
        case .pairwise3(let keys) where isPairwise && message.isSigned(keys.confirmation): return message4(keys)
        case .group(let keys) where !isPairwise && message.isSigned(keys.confirmation):
            phase = .done(keys)
            return [.authorize]
        default: return []
        }
    }

    private mutating func message2(_ message: EAPOLKey) -> [Action] {
        let end = PairwiseKeys.End(address: station, nonce: message.nonce)
        let keys = PairwiseKeys(master: master, cipher: cipher, authenticator, end)
        // Wrong: the station has another password. It is asked again until the tries are used up.
        guard message.version == keys.version, message.isSigned(keys.confirmation) else { return [] }
        guard message.data == stationElement else { return [.deauthenticate(reason: Self.elementDiffers)] }
        enter(.pairwise3(keys))
        return [message3(keys)]
    }

    private mutating func message4(_ keys: PairwiseKeys) -> [Action] {
        guard own.kind == .wpa else {
            enter(.done(keys))
            return [.install(keys), .authorize]
        }
        return [.install(keys)] + enterGroup(keys)
    }

    private mutating func enterGroup(_ keys: PairwiseKeys) -> [Action] {
        enter(.group(keys))
        return [groupMessage(keys)]
    }

    private mutating func enter(_ next: Phase) {
        phase = next
        tries = 0
        firstOfMessage = replayCounter + 1
    }

    private mutating func message(
        _ information: EAPOLKey.Information,
        _ version: KeyDescriptorVersion
    ) -> EAPOLKey {
        tries += 1
        replayCounter += 1
        return EAPOLKey(own.kind, version, information.union(.ack), replayCounter: replayCounter)
    }

    private mutating func message1() -> Action {
        var message = message(.pairwise, KeyDescriptorVersion(cipher))
        message.keyLength = UInt16(cipher.keyLength)
        message.nonce = authenticator.nonce
        return .send(message.bytes)
    }

    private mutating func message3(_ keys: PairwiseKeys) -> Action {
        var message = message([.pairwise, .install], keys.version)
        message.keyLength = UInt16(cipher.keyLength)
        message.nonce = authenticator.nonce
        if own.kind == .rsn {
            message.information.insert(.secure)
            message.receiveSequence = groupKey.number
            let data = [own.element, GroupKeyData.element(groupKey)].bytes
            message.encrypt(data, keys.encryption, iv: random.bytes(16))
        } else {
            message.data = own.element.bytes
        }
        return .send(message.signed(keys.confirmation).bytes)
    }

    private mutating func groupMessage(_ keys: PairwiseKeys) -> Action {
        var message = message(.secure, keys.version)
        message.receiveSequence = groupKey.number
        let data: [UInt8]
        if own.kind == .rsn {
            data = GroupKeyData.element(groupKey).bytes
        } else {
            // WPA says the number in Key Information and the key without an element around it.
            message.information.formUnion(EAPOLKey.Information(rawValue: UInt16(groupKey.id) << 4))
            message.keyLength = UInt16(groupKey.cipher.keyLength)
            data = groupKey.key
        }
        message.encrypt(data, keys.encryption, iv: random.bytes(16))
        return .send(message.signed(keys.confirmation).bytes)
    }
}
