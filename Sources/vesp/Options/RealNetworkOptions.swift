import ArgumentParser
import Inputs

/// Flags about the host's own network.
struct RealNetworkOptions: ParsableArguments {
    @Flag(help: "Put the host's own network behind the access point, by NAT; what happens there cannot be repeated.")
    var nat = false
    @Option(
        parsing: .singleValue,
        help: ArgumentHelp(
            "Have a port of the host lead to the device, with --nat: on loopback without an address, 0 for a free one; may be "
                + "repeated.",
            valueName: "[address:]port:port[/udp]"
        )
    )
    var forward: [String] = []
    @Option(help: ArgumentHelp("Network of the device's own that a station joins.", valueName: "ssid[:password]"))
    var station: String?

    func validate() throws {
        try Usage.checked { _ = try overrides }
    }

    /// What the flags change.
    var overrides: [Override] {
        get throws(Refusal) {
            let parts = station?.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            let changes = [
                try Override.scenario("network.nat", from: "--nat", nat ? ["true"] : nil),
                try Override.scenario("network.forward", from: "--forward", forward.isEmpty ? nil : forward),
                try Override.scenario("station.ssid", from: "--station", parts.map { [$0[0]] }),
                try Override.scenario("station.password", from: "--station", parts.map { [$0.count > 1 ? $0[1] : ""] }),
            ]
            return changes.compactMap { $0 }
        }
    }

    /// Warns of what other machines may reach.
    static func warn(of forwards: [PortForward]) {
        for forward in forwards where forward.isOpen {
            Output.note("vesp: other machines reach the device by \(forward.announcement)\n")
        }
    }
}
