import Testing

@testable import CloudEndpoint

@Suite struct MQTTEncoderTests {
    @Test(arguments: [0, 1, 120, 121, 16377, 16378, 100_000])
    func `what is encoded as PUBLISH decodes to the same`(count: Int) throws {
        let payload = (0..<count).map { UInt8(truncatingIfNeeded: $0) }
        let message = MQTTMessage(topic: "a/b", payload: payload, qos: 1)
        let wire = MQTTEncoder.publish(message, packetID: 513)
        var decoder = MQTTDecoder()
        decoder.feed(wire)
        #expect(try decoder.next() == .publish(MQTTPublish(message: message, packetID: 513)))
        #expect(try decoder.next() == nil)
    }
}
