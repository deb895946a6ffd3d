/// Which station has which address, learnt from what it sends (RFC 826).
struct NeighbourTable {
    private var known: [IPv4Address: EUI48] = [:]
    /// Addresses in the order in which they were learnt.
    private var order: [IPv4Address] = []

    /// Most addresses; the oldest one is forgotten for a new one.
    private static let most = 64

    /// `hardware` says that it has `address`.
    mutating func learn(_ address: IPv4Address, _ hardware: EUI48) {
        guard address != .any, !address.isGroup, !hardware.isGroup else { return }
        if known.updateValue(hardware, forKey: address) == nil { order.append(address) }
        if order.count > Self.most { known[order.removeFirst()] = nil }
    }

    /// Who has `address`.
    func hardware(of address: IPv4Address) -> EUI48? { known[address] }

    /// The address that a station said last to have of those in `network`.
    func latest(in network: IPv4Network) -> IPv4Address? { order.last { network.contains($0) } }
}
