import ESP8266

/// Somebody in the stations' network who fetches a page from a station.
struct VirtualClient {
    /// Not before this time.
    var at: Ticks
    /// The station's address; nil for the one that a station has last shown in the network.
    var address: IPv4Address?
    var port: UInt16
    /// The host that the request names; nil for the address.
    var host: String?
    /// Path and query.
    var path: String

    /// How often it is looked whether a station is there.
    static let interval: Ticks = Clock.ticksPerSecond / 10
    /// How long an answer to ARP is waited for before it is asked again (RFC 1122, 2.3.2.1).
    static let arpInterval: Ticks = Clock.ticksPerSecond

    /// The client's own address: that of a neighbour whom nobody else is. A station's own access point has the network
    /// 192.168.4.0/24 and itself the address 1 in all SDKs.
    static func address(towards station: IPv4Address, in network: IPv4Network) -> IPv4Address {
        guard !network.contains(station) else { return network.host(50) }
        let other = IPv4Network(address: station, prefix: 24)
        return other.host(2) == station ? other.host(3) : other.host(2)
    }
}
