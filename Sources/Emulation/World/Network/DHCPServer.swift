/// The DHCP server of the network's router (RFC 2131).
struct DHCPServer {
    /// The network whose addresses it gives.
    let network: IPv4Network
    /// The router, which is the DNS server and this server too.
    let router: IPv4Address
    /// Length of a lease in seconds. Assumed: a day, as home routers give.
    let leaseSeconds: UInt32 = 86_400

    /// Who has which address: at most as many as the pool has.
    private var leases: [EUI48: IPv4Address] = [:]
    /// Addresses that somebody found in use.
    private var declined: Set<IPv4Address> = []
    private let pool: ClosedRange<UInt32> = 100...199

    init(network: IPv4Network, router: IPv4Address) {
        self.network = network
        self.router = router
    }

    /// The address that `hardware` has or had.
    func address(of hardware: EUI48) -> IPv4Address? { leases[hardware] }

    /// The answer to a client's message, if there is one to give.
    mutating func answer(to message: DHCPMessage) -> DHCPMessage? {
        guard !message.isReply else { return nil }
        switch message.kind {
        case .discover:
            return lease(for: message).map { reply(.offer, to: message, $0) }
        case .request: return answer(toRequest: message)
        case .inform:
            return reply(.acknowledgement, to: message, nil)
        case .release:
            if leases[message.hardware] == message.clientAddress { leases[message.hardware] = nil }
            return nil
        case .decline:
            if let address = leases.removeValue(forKey: message.hardware) { declined.insert(address) }
            return nil
        case .offer, .acknowledgement, .refusal: return nil
        }
    }

    /// Selecting, rebooting, renewing and rebinding (RFC 2131, 4.3.2).
    private mutating func answer(toRequest message: DHCPMessage) -> DHCPMessage? {
        if let server = message.address(DHCPMessage.Option.server), server != router { return nil }
        let wanted = message.address(DHCPMessage.Option.requestedAddress) ?? message.clientAddress
        guard let address = lease(for: message, wanted: wanted), address == wanted else {
            return reply(.refusal, to: message, nil)
        }
        return reply(.acknowledgement, to: message, address)
    }

    /// The client's address, the one it wants if that is free.
    private mutating func lease(for message: DHCPMessage, wanted: IPv4Address? = nil) -> IPv4Address? {
        if let address = leases[message.hardware] { return address }
        let taken = declined.union(leases.values)
        let wish = wanted ?? message.address(DHCPMessage.Option.requestedAddress)
        let free = pool.lazy.map(network.host).filter { !taken.contains($0) }
        let address = free.first { $0 == wish } ?? (wanted == nil ? free.first : nil)
        leases[message.hardware] = address
        return address
    }

    private func reply(_ kind: DHCPMessage.Kind, to message: DHCPMessage, _ address: IPv4Address?) -> DHCPMessage {
        typealias Option = DHCPMessage.Option
        var reply = DHCPMessage(
            kind,
            isReply: true,
            transaction: message.transaction,
            hardware: message.hardware,
            wantsBroadcast: message.wantsBroadcast
        )
        reply.clientAddress = kind == .acknowledgement ? message.clientAddress : .any
        reply.yourAddress = address ?? .any
        reply.options = [(Option.server, router.bytes)]
        guard kind != .refusal else { return reply }
        if address != nil {
            reply.options += [
                (Option.leaseTime, leaseSeconds.bigEndianBytes),
                (Option.renewalTime, (leaseSeconds / 2).bigEndianBytes),
                (Option.rebindingTime, (leaseSeconds / 8 * 7).bigEndianBytes),
            ]
        }
        reply.options += [
            (Option.subnetMask, network.mask.bytes), (Option.broadcast, network.broadcast.bytes),
            (Option.router, router.bytes), (Option.domainNameServer, router.bytes),
        ]
        return reply
    }
}
