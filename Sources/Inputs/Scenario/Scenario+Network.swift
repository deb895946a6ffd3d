import Record

extension Scenario {
    /// What there is behind the access point for firmware of the user's own.
    public struct Network: Sendable, Equatable {
        /// Hosts beside that of `endpoint`.
        public var hosts: [Host] = []
        /// Names that are not looked up as they should be, in lower case; `*.` in front stands for every name below.
        public var dns: [String: NameFault] = [:]
        /// Whether the DHCP server answers.
        public var dhcp = DHCP.on
        /// The time when the run begins, for NTP and certificates: seconds since 1970-01-01 00:00:00 UTC.
        public var time: UInt64 = 1_767_225_600

        /// Whether the device reaches the host's own network by NAT, in place of all of this.
        public var usesNAT = false
        /// Ports of the host that lead to the device; any one has the effect of `usesNAT`.
        public var forwards: [PortForward] = []

        /// Whether the host's network takes the place of the simulated one.
        public var isReal: Bool { usesNAT || !forwards.isEmpty }

        /// A network with nobody but the endpoint.
        public init() {}

        /// How a name fails.
        public enum NameFault: String, Sendable, CaseIterable {
            /// There is no such name.
            case nxdomain
            /// The server fails.
            case servfail
            /// Nobody answers.
            case silent
        }

        /// What the DHCP server does.
        public enum DHCP: String, Sendable, CaseIterable {
            /// It gives addresses.
            case on
            /// It says nothing.
            case silent
        }
    }

    /// A host of the network.
    public struct Host: Sendable, Equatable {
        /// What DNS calls it; nil for one without a name.
        public var name: String?
        /// Its address of IPv4; nil for one that the network chooses.
        public var address: String?
        /// What answers at its ports; the others refuse.
        public var services: [Service] = []

        /// A host without name and services.
        public init() {}
    }

    /// What answers at a port.
    public struct Service: Sendable, Equatable {
        /// The port, of TCP and, for an echo, of UDP too.
        public var port = 0
        /// What it does; nil while it is being read.
        public var kind: Kind?

        /// What a service can do.
        public enum Kind: Sendable, Equatable {
            /// A web server: texts by path, 404 for others.
            case http([String: String])
            /// What comes goes back.
            case echo
            /// Connections are accepted, and nothing is said.
            case silent
            /// Connections are accepted and reset.
            case reset
        }

        /// A service that is to be read.
        public init() {}
    }

    /// Somebody in the network who fetches a page from the device.
    public struct Client: Sendable, Equatable {
        /// Not before this time; nor before the device has an address.
        public var at = Seconds.zero
        /// What is fetched: `http://HOST[:PORT]/PATH`, HOST an address or `device`, the station's own.
        public var url = DeviceURL(host: DeviceURL.device, port: 80, path: "/")
        /// What the answer must contain; nil when any answer will do.
        public var expect: String?

        /// A client that is to be read.
        public init() {}
    }

    /// An address on the device's web server.
    public struct DeviceURL: Sendable, Equatable {
        /// An address of IPv4, or `device`.
        public var host: String
        /// TCP port.
        public var port: Int
        /// Path and query.
        public var path: String

        /// Stands for the address that the device has in the network.
        public static let device = "device"

        /// An address.
        public init(host: String, port: Int, path: String) {
            (self.host, self.port, self.path) = (host, port, path)
        }

        /// Reads `http://HOST[:PORT][/PATH]`; nil when it is something else.
        public init?(text: String) {
            let scheme = "http://"
            guard text.hasPrefix(scheme), text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else { return nil }
            let rest = text.dropFirst(scheme.count)
            let authority = rest.prefix { $0 != "/" && $0 != "?" }
            guard let endpoint = Endpoint(text: String(authority), defaultPort: 80),
                endpoint.host == Self.device || IPv4Text.isAddress(endpoint.host)
            else { return nil }
            let path = rest.dropFirst(authority.count)
            self.init(host: endpoint.host, port: endpoint.port, path: path.hasPrefix("/") ? String(path) : "/" + path)
        }

        /// The address as text.
        public var text: String { "http://\(host)\(port == 80 ? "" : ":\(port)")\(path)" }
    }
}

/// Addresses of IPv4 as texts.
enum IPv4Text {
    /// Whether `text` is `a.b.c.d`, each a number below 256, of one host.
    static func isAddress(_ text: String) -> Bool {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        let numbers = parts.compactMap { part in part.allSatisfy(\.isWholeNumber) ? UInt8(part) : nil }
        return parts.count == 4 && numbers.count == 4 && (1...223).contains(numbers[0])
    }
}
