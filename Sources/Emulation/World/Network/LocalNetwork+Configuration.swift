import ESP8266

extension LocalNetwork {
    /// What there is in the network and beyond its router.
    struct Configuration {
        /// The network of the stations.
        var network = IPv4Network(address: IPv4Address(192, 168, 1, 0), prefix: 24)
        /// Address of the router, which serves DHCP and DNS.
        var router = IPv4Address(192, 168, 1, 1)
        /// Hardware address of the router, and of every host: locally administered.
        var hardware = EUI48(0x0200_0000_0001)
        /// Hardware address of a client that has joined a station's own access point.
        var visitorHardware = EUI48(0x0200_0000_0002)
        /// The way to the hosts, each direction.
        var path = NetworkPath.Quality(latency: 40_000 * Clock.ticksPerMicrosecond, bandwidth: 2_000_000)
        /// Whether the DHCP server answers.
        var answersDHCP = true
        /// What the DNS server says of names, in lower case; `*.` in front stands for every name below.
        var names: [String: DNSServer.Record] = [:]
        /// Services by address and port. A host refuses connections to its other ports; addresses without a host are silent.
        var hosts: [IPv4Address: [UInt16: Service]] = [:]
        /// Who fetches pages from the stations.
        var clients: [VirtualClient] = []
        /// The time when the run begins, in seconds since 1970-01-01 00:00:00 UTC, for NTP at every address.
        var epoch: UInt64 = 1_767_225_600
        /// Seed of initial sequence numbers, losses and reordering.
        var seed: UInt64 = 1

        /// Where hosts are that have no address of their own: one of the networks for documentation (RFC 5737).
        static let internet = IPv4Network(address: IPv4Address(198, 51, 100, 0), prefix: 24)
        /// Where the endpoint is that the scenario names.
        static let endpointAddress = internet.host(1)
        /// Where the time servers are that have usual names.
        static let timeAddress = internet.host(123)
        /// Where the web server is whose `Date:` field is asked for.
        static let dateAddress = internet.host(122)
    }

    /// What answers at a port.
    enum Service {
        /// A web server with answers by path.
        case http([String: String])
        /// What comes goes back, by TCP and UDP.
        case echo
        /// TCP connections are accepted, and nothing is ever said.
        case silent
        /// TCP connections are accepted and reset.
        case reset
        /// A web server that says what time it is; it was this time, in seconds since 1970, when the run began.
        case date(epoch: UInt64)
        /// Any other application; nil refuses the connection.
        case application((Ticks) -> (any TCPApplication)?)

        /// The application of a new TCP connection; nil to refuse it.
        func accept(at now: Ticks) -> (any TCPApplication)? {
            switch self {
            case .http(let pages): ServiceApplication(HTTPService(pages: pages))
            case .echo: ServiceApplication(EchoService())
            case .silent: ServiceApplication(SilentService())
            case .reset: ResetApplication()
            case .date(let epoch): ServiceApplication(DateService(time: epoch &+ now / Clock.ticksPerSecond))
            case .application(let make): make(now)
            }
        }
    }
}
