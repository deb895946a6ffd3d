import ESP8266

/// Requests and answers of ARP, ICMP, DHCP and DNS at a device's antenna: what the device answers late, and what it asks again
/// although it has been answered.
struct AnswerDelays {
    /// What ties an answer to its request.
    private enum Exchange: Equatable {
        case arp(of: IPv4Address, by: IPv4Address)
        case echo(by: IPv4Address, identifier: UInt32)
        case dns(port: UInt16, identifier: UInt16)
        case dhcp(transaction: UInt32, isDiscovery: Bool)
    }

    private struct Entry {
        var exchange: Exchange
        var at: Ticks
    }

    /// Requests for the device that it has not answered, and its own that have been answered, oldest first.
    private var requests: [Entry] = [], answers: [Entry] = []

    private static let most = 32
    /// How long after its answer a request counts as the same (assumed: the longest that DNS and DHCP clients wait before
    /// they ask again, RFC 2131 4.1).
    private static let memory = 10 * Clock.ticksPerSecond
    private static let threshold = DelayCollector.threshold

    /// A packet of ARP has reached the device.
    mutating func received(_ packet: ARPPacket, at now: Ticks) {
        switch packet.operation {
        case .request: Self.note(.arp(of: packet.targetAddress, by: packet.senderAddress), in: &requests, at: now)
        case .reply: Self.note(.arp(of: packet.senderAddress, by: packet.targetAddress), in: &answers, at: now)
        }
    }

    /// The device has sent a packet of ARP.
    mutating func sent(_ packet: ARPPacket, at now: Ticks) -> DelayTap.Finding? {
        switch packet.operation {
        case .request: asked(.arp(of: packet.targetAddress, by: packet.senderAddress), at: now)
        case .reply: answered(.arp(of: packet.senderAddress, by: packet.targetAddress), at: now)
        }
    }

    /// A datagram has reached the device.
    mutating func received(_ packet: IPv4Packet, at now: Ticks) {
        if let identifier = ICMPEcho.identifier(ofRequest: packet) {
            Self.note(.echo(by: packet.source, identifier: identifier), in: &requests, at: now)
        }
        if let exchange = Self.answer(packet) { Self.note(exchange, in: &answers, at: now) }
    }

    /// The device has sent a datagram.
    mutating func sent(_ packet: IPv4Packet, at now: Ticks) -> DelayTap.Finding? {
        if let identifier = ICMPEcho.identifier(ofReply: packet) {
            return answered(.echo(by: packet.destination, identifier: identifier), at: now)
        }
        return Self.request(packet).flatMap { asked($0, at: now) }
    }

    private static func note(_ exchange: Exchange, in entries: inout [Entry], at now: Ticks) {
        guard !entries.contains(where: { $0.exchange == exchange }) else { return }
        if entries.count >= most { entries.removeFirst() }
        entries.append(Entry(exchange: exchange, at: now))
    }

    private mutating func answered(_ exchange: Exchange, at now: Ticks) -> DelayTap.Finding? {
        guard let index = requests.firstIndex(where: { $0.exchange == exchange }) else { return nil }
        let since = requests.remove(at: index).at
        return now &- since >= Self.threshold ? DelayTap.Finding(work: .answer, since: since) : nil
    }

    private mutating func asked(_ exchange: Exchange, at now: Ticks) -> DelayTap.Finding? {
        guard let index = answers.firstIndex(where: { $0.exchange == exchange }) else { return nil }
        let since = answers.remove(at: index).at
        guard (Self.threshold...Self.memory).contains(now &- since) else { return nil }
        return DelayTap.Finding(work: .requestAgain, since: since)
    }

    private static func request(_ packet: IPv4Packet) -> Exchange? {
        UDPDatagram(packet).flatMap { exchange($0, server: $0.destinationPort, client: $0.sourcePort) }
    }

    private static func answer(_ packet: IPv4Packet) -> Exchange? {
        UDPDatagram(packet).flatMap { exchange($0, server: $0.sourcePort, client: $0.destinationPort) }
    }

    private static func exchange(_ datagram: UDPDatagram, server: UInt16, client: UInt16) -> Exchange? {
        switch server {
        case DNSServer.port: dns(client, datagram.payload)
        case DHCPMessage.serverPort: DHCPMessage(datagram.payload).flatMap(dhcp)
        default: nil
        }
    }

    private static func dns(_ port: UInt16, _ message: [UInt8]) -> Exchange? {
        message.count < 2 ? nil : .dns(port: port, identifier: message.bigHalf(0))
    }

    private static func dhcp(_ message: DHCPMessage) -> Exchange? {
        switch message.kind {
        case .discover, .offer: .dhcp(transaction: message.transaction, isDiscovery: true)
        case .request, .acknowledgement, .refusal: .dhcp(transaction: message.transaction, isDiscovery: false)
        case .decline, .release, .inform: nil
        }
    }
}
