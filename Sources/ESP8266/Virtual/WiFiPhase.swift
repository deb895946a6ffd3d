/// What the Wi-Fi station is at; the raw values are those of its PHASE register.
public enum WiFiPhase: UInt32, Sendable {
    /// Not connected and not trying to.
    case none
    /// Looking for the network.
    case scan
    /// Authentication, association and the four-way handshake.
    case join
    /// Waiting for an address.
    case dhcp
    /// Connected, with an address.
    case up
}
