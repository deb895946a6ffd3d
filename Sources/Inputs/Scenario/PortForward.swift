/// A port of the host behind which a port of the device is, by way of the real network.
public struct PortForward: Sendable, Equatable {
    /// Whether it is of UDP; else of TCP.
    public var isUDP = false
    /// The host's address that it listens at.
    public var address = PortForward.loopback
    /// The host's port; 0 for a free one.
    public var hostPort: Int
    /// The device's port.
    public var guestPort: Int

    /// Where nobody else reaches it.
    public static let loopback = "127.0.0.1"

    /// Reads `[ADDRESS:]HOSTPORT:GUESTPORT[/udp]`; nil when it is something else.
    public init?(text: String) {
        let kinds = text.split(separator: "/", omittingEmptySubsequences: false)
        guard kinds.count <= 2, kinds.count == 1 || kinds[1] == "udp" || kinds[1] == "tcp" else { return nil }
        var parts = kinds[0].split(separator: ":", omittingEmptySubsequences: false).map(String.init)
        isUDP = kinds.count == 2 && kinds[1] == "udp"
        if parts.count == 3 {
            address = parts.removeFirst()
            guard address == "0.0.0.0" || IPv4Text.isAddress(address) else { return nil }
        }
        guard parts.count == 2, let host = UInt16(parts[0]), let guest = UInt16(parts[1]), guest > 0 else { return nil }
        (hostPort, guestPort) = (Int(host), Int(guest))
    }

    /// Whether other machines may reach it.
    public var isOpen: Bool { !address.hasPrefix("127.") }

    /// As it is given.
    public var text: String { "\(address):\(hostPort):\(guestPort)\(isUDP ? "/udp" : "")" }

    /// As a user is told of it: `127.0.0.1:8080 -> 80`.
    public var announcement: String { "\(address):\(hostPort) -> \(guestPort)\(isUDP ? "/udp" : "")" }
}
