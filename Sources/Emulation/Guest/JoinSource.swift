import ESP8266

/// Tells how firmware of the user's own joins the virtual access point: of the frames on the air, and of the address that it
/// first sends from.
final class JoinSource {
    /// How far it is.
    enum Phase: String, Sendable {
        /// It looks for networks, from its first probe request (IEEE 802.11-2016 11.1.4.3).
        case scan
        /// It asks to be authenticated.
        case authentication
        /// It asks to be associated.
        case association
        /// The 4-way handshake (12.7.6).
        case keyHandshake = "key handshake"
        /// It may send data, and has no address.
        case dhcp = "DHCP"
        /// It sends from an address of the network.
        case connected
    }

    private let bssid: EUI48
    /// Whether the network has keys.
    private let isSecured: Bool
    private let onPhase: (Phase?, Ticks) -> Void
    private var phase: Phase?
    /// The station's own address, as it authenticated itself.
    private var station: EUI48?

    /// A source for the access point `bssid`.
    ///
    /// - Parameter isSecured: whether its network has keys.
    /// - Parameter onPhase: told of every phase when it begins; of nil when the device is no longer on its way.
    init(bssid: EUI48, isSecured: Bool, onPhase: @escaping (Phase?, Ticks) -> Void) {
        self.bssid = bssid
        self.isSecured = isSecured
        self.onPhase = onPhase
    }

    private func enter(_ next: Phase?, _ at: Ticks) {
        guard phase != next else { return }
        phase = next
        onPhase(next, at)
    }

    /// Whether the access point lets it send data.
    var isJoined: Bool { phase == .dhcp || phase == .connected }

    /// A frame was on the air.
    func take(_ frame: AirFrame, _ direction: Medium.Direction, at: Ticks) {
        guard let frame = WirelessFrame(frame.bytes), frame.control.kind.isManagement else { return }
        switch direction {
        case .fromDevice where frame.control.kind == .probeRequest: if phase == nil { enter(.scan, at) }
        case .fromDevice where frame.receiver == bssid: sent(frame, at)
        case .toDevice where frame.transmitter == bssid && frame.receiver == station: received(frame, at)
        default: break
        }
    }

    private func sent(_ frame: WirelessFrame, _ at: Ticks) {
        switch frame.control.kind {
        case .authentication:
            station = frame.transmitter
            enter(.authentication, at)
        case .associationRequest, .reassociationRequest: enter(.association, at)
        // NONOS sends one before it authenticates itself, whether it was joined or not: that ends no scan.
        case .deauthentication, .disassociation: if phase != .scan { enter(nil, at) }
        default: break
        }
    }

    private func received(_ frame: WirelessFrame, _ at: Ticks) {
        switch frame.control.kind {
        case .associationResponse, .reassociationResponse:
            let isAccepted = AssociationResponseBody(frame.body)?.status == StatusCode.success
            if phase == .association, isAccepted, isSecured { enter(.keyHandshake, at) }
        case .deauthentication, .disassociation: enter(nil, at)
        default: break
        }
    }

    /// A station of the access point may send data from now on.
    func joined(_ address: EUI48, at: Ticks) { if address == station { enter(.dhcp, at) } }

    /// A station sent from an address of the network.
    func addressed(_ address: EUI48, at: Ticks) { if address == station, phase == .dhcp { enter(.connected, at) } }

    /// The chip restarted and forgot everything.
    func restarted() { (phase, station) = (nil, nil) }
}
