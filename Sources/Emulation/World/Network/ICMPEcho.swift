/// The echo of ICMP (RFC 792), the only message that is answered.
enum ICMPEcho {
    private static let reply: UInt8 = 0, request: UInt8 = 8

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
