/// Takes everything and says nothing (RFC 863).
final class SilentService: ByteService {
    var isClosed: Bool { false }

    func receive(_ bytes: [UInt8]) {}

    func takeOutput() -> [UInt8] { [] }
}
