/// The echo of ICMP (RFC 792), the only message that is answered.
enum ICMPEcho {
    private static let reply: UInt8 = 0, request: UInt8 = 8

    /// Identifier and sequence number of a request; nil for something else.
    static func identifier(ofRequest packet: IPv4Packet) -> UInt32? { identifier(of: request, packet) }

    /// Identifier and sequence number of a reply; nil for something else.
    static func identifier(ofReply packet: IPv4Packet) -> UInt32? { identifier(of: reply, packet) }

    private static func identifier(of kind: UInt8, _ packet: IPv4Packet) -> UInt32? {
        guard packet.payloadProtocol == IPv4Packet.PayloadProtocol.icmp, packet.payload.count >= 8,
            packet.payload[0] == kind
        else { return nil }
        return packet.payload.bigWord(4)
    }

    /// The answer to an ICMP message; nil when it asks for no echo.
    static func answer(to message: [UInt8]) -> [UInt8]? {
        guard message.count >= 8, message[0] == request, message[1] == 0, InternetChecksum.of(message) == 0 else {
            return nil
        }
        var answer = message
        answer.replaceSubrange(0..<4, with: [reply, 0, 0, 0])
        answer.replaceSubrange(2..<4, with: InternetChecksum.of(answer).bigEndianBytes)
        return answer
    }
}
