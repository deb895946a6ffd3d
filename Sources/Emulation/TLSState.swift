import GuestABI

/// The states of an mbedTLS 2.28 client handshake, by the number the firmware reports.
public enum TLSState {
    /// The number that means: no handshake.
    public static let none: UInt32 = PROBE_NO_TLS_STATE
    /// The state a handshake begins with; a resumed one goes back from others.
    public static let first: UInt32 = 0
    /// The number that means: done.
    public static let over: UInt32 = 16

    private static let names = [
        "HelloRequest", "ClientHello", "ServerHello", "ServerCertificate", "ServerKeyExchange", "CertificateRequest",
        "ServerHelloDone", "ClientCertificate", "ClientKeyExchange", "CertificateVerify", "ChangeCipherSpec",
        "ClientFinished", "ServerChangeCipherSpec", "ServerFinished", "FlushBuffers", "HandshakeWrapup",
        "HandshakeOver", "NewSessionTicket",
    ]

    /// The name of the message of state `number`; nil outside a handshake.
    public static func name(_ number: UInt32) -> String? {
        guard number != none, number != over else { return nil }
        return number < names.count ? names[Int(number)] : "State\(number)"
    }

    /// The number of the state that `name(_:)` calls `name`.
    public static func number(of name: String) -> UInt32? {
        if let index = names.firstIndex(of: name) { return UInt32(index) }
        return name.hasPrefix("State") ? UInt32(name.dropFirst(5)) : nil
    }

    /// IANA name of a cipher suite.
    public static func ciphersuite(_ id: UInt32) -> String {
        switch id {
        case 0xC02B: "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256"
        case 0xC02C: "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384"
        case 0xC02F: "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256"
        case 0xC030: "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384"
        case 0xC023: "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256"
        case 0xC024: "TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA384"
        case 0xC027: "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256"
        case 0xC028: "TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA384"
        case 0xC009: "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA"
        case 0xC00A: "TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA"
        case 0xC013: "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA"
        case 0xC014: "TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA"
        case 0xC0AC: "TLS_ECDHE_ECDSA_WITH_AES_128_CCM"
        case 0xC0AD: "TLS_ECDHE_ECDSA_WITH_AES_256_CCM"
        case 0x009C: "TLS_RSA_WITH_AES_128_GCM_SHA256"
        case 0x009D: "TLS_RSA_WITH_AES_256_GCM_SHA384"
        case 0x009E: "TLS_DHE_RSA_WITH_AES_128_GCM_SHA256"
        case 0x009F: "TLS_DHE_RSA_WITH_AES_256_GCM_SHA384"
        case 0x002F: "TLS_RSA_WITH_AES_128_CBC_SHA"
        case 0x0035: "TLS_RSA_WITH_AES_256_CBC_SHA"
        case 0x003C: "TLS_RSA_WITH_AES_128_CBC_SHA256"
        case 0x003D: "TLS_RSA_WITH_AES_256_CBC_SHA256"
        case 0xCCA8: "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256"
        case 0xCCA9: "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256"
        default: "0x" + String(id, radix: 16, uppercase: true)
        }
    }

    /// Name of an `mbedtls_ecp_group_id`; nil for none.
    public static func curve(_ id: UInt32) -> String? {
        let names = [
            "secp192r1", "secp224r1", "secp256r1", "secp384r1", "secp521r1", "brainpoolP256r1", "brainpoolP384r1",
            "brainpoolP512r1", "x25519", "secp192k1", "secp224k1", "secp256k1", "x448",
        ]
        guard id > 0 else { return nil }
        return id <= names.count ? names[Int(id) - 1] : "group \(id)"
    }
}
