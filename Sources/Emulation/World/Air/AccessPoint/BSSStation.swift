import ESP8266

/// What an access point knows of a station.
final class BSSStation {
    /// States 1 to 4 of IEEE 802.11-2016 11.3.1.
    enum State: Equatable {
        case authenticated
        case associated
        /// The 4-way handshake is done; data passes.
        case authorized
    }

    let address: EUI48
    var state = State.authenticated
    /// Association ID; nil before.
    var aid: Int?
    /// Whether it takes QoS data.
    var hasQoS = false
    var rates = LinkRates()
    /// Its security element as it sent it, and what it means.
    var securityElement: InformationElement?
    var authenticator: Authenticator?
    var handshakeTimer: EventHandle?
    /// When the message of a handshake was sent that it has not answered; nil when it has, rightly or not.
    var unansweredSince: Ticks?

    /// Keys of the link; nil while it is open.
    var keys: PairwiseKeys?
    /// Packet number of the last frame to it.
    var sentNumber: UInt64 = 0
    var replays = ReplayFilter()
    var duplicates = DuplicateFilter()

    /// Whether it sleeps between beacons.
    var isDozing = false
    /// What waits until it wakes, oldest first.
    var waiting: [Downlink] = []
    /// Frames that wait at most; older ones are thrown away (assumed).
    static let mostWaiting = 64

    /// Of the next QoS data frame to it, all of traffic identifier 0.
    private var sequenceNumber: UInt16 = 0

    init(address: EUI48) { self.address = address }

    /// Forgets everything of an association.
    func dissociate() {
        (state, aid, keys, authenticator) = (.authenticated, nil, nil, nil)
        (isDozing, waiting, sentNumber) = (false, [], 0)
        unansweredSince = nil
        replays = ReplayFilter()
    }

    /// From now on the link is encrypted.
    func install(_ keys: PairwiseKeys) {
        self.keys = keys
        sentNumber = 0
        replays = ReplayFilter()
    }

    /// The sequence number of the next QoS data frame of traffic identifier 0.
    func nextSequence() -> UInt16 {
        defer { sequenceNumber = (sequenceNumber + 1) & 0xFFF }
        return sequenceNumber
    }

    func keep(_ downlink: Downlink) {
        if waiting.count >= Self.mostWaiting { waiting.removeFirst() }
        waiting.append(downlink)
    }
}

/// Something that an access point sends to a station.
struct Downlink {
    enum Content {
        /// LLC and payload, and who sent it.
        case data([UInt8], source: EUI48)
        case management(FrameControl.Kind, [UInt8])
        /// Nothing: the answer to a PS-Poll when nothing waits.
        case null
    }

    var content: Content
    /// Whether it answers a PS-Poll, and is sent although the station dozes.
    var isPolled = false
    var completion: (Bool, Ticks) -> Void = { _, _ in }
}
