/// Sends back what it gets (RFC 862).
final class EchoService: ByteService {
    private var output: [UInt8] = []

    var isClosed: Bool { false }

    func receive(_ bytes: [UInt8]) { output += bytes }

    func takeOutput() -> [UInt8] {
        defer { output = [] }
        return output
    }
}
