@testable import CloudEndpoint

/// A broker and its clients, by packets.
final class BrokerTalk {
    let broker: Broker
    private(set) var clients: [BrokerClient] = []

    init(_ rules: BrokerRules, now: Int64 = 1_000_000) { broker = Broker(rules, now: now) }

    init(_ broker: Broker) { self.broker = broker }

    /// A client that said CONNECT; its answer is taken.
    @discardableResult
    func connect(
        _ clientID: String,
        keepAlive: UInt16 = 0,
        clean: Bool = true,
        will: MQTTMessage? = nil,
        as principal: BrokerClient.Principal = .anonymous
    ) throws -> BrokerClient {
        let client = broker.open(principal, address: "10.0.0.2")
        clients.append(client)
        let connect = MQTTConnect(clientID: clientID, keepAliveSeconds: keepAlive, cleanSession: clean, will: will)
        try broker.take(.connect(connect), from: client)
        return client
    }

    /// Sends a packet; the answer.
    func send(_ packet: MQTTPacket, _ client: BrokerClient) throws -> [UInt8] {
        try broker.take(packet, from: client)
        return client.takeOutput()
    }

    func subscribe(_ client: BrokerClient, _ filters: String..., qos: UInt8 = 1) throws {
        let all = filters.map { MQTTPacket.Filter(topic: $0, qos: qos) }
        _ = client.takeOutput()
        try broker.take(.subscribe(packetID: 1, filters: all), from: client)
    }

    func publish(
        _ client: BrokerClient,
        _ topic: String,
        _ payload: [UInt8] = [7],
        qos: UInt8 = 0,
        packetID: UInt16 = 9,
        retained: Bool = false
    ) throws {
        let message = MQTTMessage(topic: topic, payload: payload, qos: qos, isRetained: retained)
        try broker.take(.publish(MQTTPublish(message: message, packetID: qos > 0 ? packetID : 0)), from: client)
    }

    /// Messages that a client was sent since the last time, other packets left out.
    func messages(_ client: BrokerClient) throws -> [MQTTPublish] {
        var decoder = MQTTDecoder()
        var found: [MQTTPublish] = []
        var bytes = client.takeOutput()[...]
        while let header = bytes.first {
            var index = bytes.startIndex + 1, length = 0, shift = 0
            while index < bytes.endIndex {
                length |= Int(bytes[index] & 0x7F) << shift
                shift += 7
                index += 1
                if bytes[index - 1] & 0x80 == 0 { break }
            }
            let end = min(index + length, bytes.endIndex)
            if header >> 4 == 3 {
                decoder.feed(bytes[..<end])
                if case .publish(let publish)? = try decoder.next() { found.append(publish) }
            }
            bytes = bytes[end...]
        }
        return found
    }
}
