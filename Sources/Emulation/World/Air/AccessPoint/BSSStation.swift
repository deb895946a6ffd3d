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
    var hasHT = false
    /// Its rates in 500 kbit/s, without the bit of basic ones.
    var rates: [UInt8] = []
    /// Its security element as it sent it, and what it means.
    var securityElement: InformationElement?
    var authenticator: Authenticator?
    var handshakeTimer: EventHandle?

    /// Keys of the link; nil while it is open.
    var keys: PairwiseKeys?
    /// Packet number of the last frame to it.
    var sentNumber: UInt64 = 0
    /// Highest packet number from it, for each traffic identifier.
    private var receivedNumbers = [UInt64](repeating: 0, count: 16)

    /// Whether it sleeps between beacons.
    var isDozing = false
    /// What waits until it wakes, oldest first.
    var waiting: [Downlink] = []
    /// Frames that wait at most; older ones are thrown away (assumed).
    static let mostWaiting = 64

    /// Sequence numbers of QoS data to it.
    private var sentSequence = [UInt16](repeating: 0, count: 16)
    /// Sequence and fragment number of the last frame from it: of each traffic identifier, then of everything else.
    private var receivedSequence = [Int](repeating: -1, count: 17)

    init(address: EUI48) { self.address = address }

    /// Forgets everything of an association.
    func dissociate() {
        (state, aid, keys, authenticator) = (.authenticated, nil, nil, nil)
        (isDozing, waiting, sentNumber) = (false, [], 0)
        receivedNumbers = .init(repeating: 0, count: 16)
    }

    /// From now on the link is encrypted.
    func install(_ keys: PairwiseKeys) {
        self.keys = keys
        sentNumber = 0
        receivedNumbers = .init(repeating: 0, count: 16)
    }

    /// Whether the frame is one that came before (10.3.2.11).
    func isDuplicate(_ frame: WirelessFrame) -> Bool {
        let cache = frame.qos == nil ? 16 : frame.trafficIdentifier
        let number = Int(frame.sequenceNumber) << 4 | Int(frame.fragment)
        defer { receivedSequence[cache] = number }
        return frame.control.flags.contains(.retry) && receivedSequence[cache] == number
    }

    /// Whether the packet number is higher than every one before it (12.5.3.4.4).
    func isFresh(_ number: UInt64, trafficIdentifier: Int) -> Bool {
        guard receivedNumbers.indices.contains(trafficIdentifier), number > receivedNumbers[trafficIdentifier]
        else { return false }
        receivedNumbers[trafficIdentifier] = number
        return true
    }

    /// The sequence number of the next QoS data frame of traffic identifier 0.
    func nextSequence() -> UInt16 {
        defer { sentSequence[0] = (sentSequence[0] + 1) & 0xFFF }
        return sentSequence[0]
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
