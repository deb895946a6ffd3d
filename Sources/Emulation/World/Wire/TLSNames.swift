/// Names of what TLS numbers: versions, groups, handshake messages, lengths of fragments.
enum TLSNames {
    static let tls13: UInt16 = 0x0304

    /// A ProtocolVersion.
    static func version(_ number: UInt16) -> String {
        switch number {
        case 0x0300: "SSL 3.0"
        case 0x0301...0x0304: "TLS 1.\(number - 0x0301)"
        default: "version 0x" + String(number, radix: 16)
        }
    }

    /// A NamedGroup (RFC 8422, RFC 7919, RFC 7027) as mbedTLS calls its curves.
    static func group(_ number: UInt16) -> String { groups[number] ?? "group \(number)" }

    private static let groups: [UInt16: String] = [
        18: "secp192k1", 19: "secp192r1", 20: "secp224k1", 21: "secp224r1", 22: "secp256k1", 23: "secp256r1",
        24: "secp384r1", 25: "secp521r1", 26: "brainpoolP256r1", 27: "brainpoolP384r1", 28: "brainpoolP512r1",
        29: "x25519", 30: "x448", 256: "ffdhe2048", 257: "ffdhe3072", 258: "ffdhe4096", 259: "ffdhe6144",
        260: "ffdhe8192",
    ]

    /// A HandshakeType (RFC 5246, RFC 8446).
    static func message(_ type: UInt8) -> String { messages[type] ?? "handshake type \(type)" }

    private static let messages: [UInt8: String] = [
        0: "HelloRequest", 1: "ClientHello", 2: "ServerHello", 4: "NewSessionTicket", 8: "EncryptedExtensions",
        11: "Certificate", 12: "ServerKeyExchange", 13: "CertificateRequest", 14: "ServerHelloDone",
        15: "CertificateVerify", 16: "ClientKeyExchange", 20: "Finished", 22: "CertificateStatus",
    ]

    /// Bytes that a MaxFragmentLength stands for (RFC 6066 section 4).
    static func fragmentLength(_ code: UInt8) -> Int? { (1...4).contains(code) ? 256 << Int(code) : nil }

    /// Whether `number` is one of those that are sent to be ignored (RFC 8701).
    static func isGrease(_ number: UInt16) -> Bool { number & 0x0F0F == 0x0A0A && number >> 8 == number & 0xFF }
}
