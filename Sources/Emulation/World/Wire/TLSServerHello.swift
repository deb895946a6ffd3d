import CloudEndpoint

/// What a ServerHello says (RFC 5246 section 7.4.1.3, RFC 8446 section 4.1.3).
struct TLSServerHello {
    private(set) var version: UInt16
    let session: [UInt8]
    let suite: UInt16
    /// Whether it asks for another ClientHello (RFC 8446 section 4.1.4).
    let isRetry: Bool
    /// The largest fragment granted, bytes.
    private(set) var fragmentLength: Int?
    /// The application protocol chosen.
    private(set) var alpn: String?
    /// Whether a ticket will follow.
    private(set) var promisesTicket = false
    /// The group of TLS 1.3's key exchange.
    private(set) var group: UInt16?
    /// Whether TLS 1.3 takes up an earlier session.
    private(set) var takesPreSharedKey = false

    /// SHA-256 of "HelloRetryRequest", which stands in for the random number.
    private static let retry: [UInt8] = [
        0xCF, 0x21, 0xAD, 0x74, 0xE5, 0x9A, 0x61, 0x11, 0xBE, 0x1D, 0x8C, 0x02, 0x1E, 0x65, 0xB8, 0x91,
        0xC2, 0xA2, 0x11, 0x16, 0x7A, 0xBB, 0x8C, 0x5E, 0x07, 0x9E, 0x09, 0xE2, 0xC8, 0xA8, 0x33, 0x9C,
    ]

    /// Reads the content of a handshake message; nil when it is cut off before the suite.
    init?(_ body: [UInt8]) {
        var reader = BigEndianReader(body[...])
        guard let version = reader.half() else { return nil }
        isRetry = Array(reader.bytes.prefix(Self.retry.count)) == Self.retry
        guard reader.skip(32), let session = reader.list(lengthBytes: 1), let suite = reader.half(), reader.skip(1)
        else { return nil }
        self.version = version
        self.session = Array(session.bytes)
        self.suite = suite
        guard var list = reader.list(lengthBytes: 2) else { return }
        while let type = list.half(), var content = list.list(lengthBytes: 2) {
            guard let type = TLSExtension(rawValue: type) else { continue }
            switch type {
            case .maxFragmentLength: fragmentLength = content.byte().flatMap(TLSNames.fragmentLength)
            case .applicationProtocols: alpn = TLSClientHello.protocols(&content, most: 1).first
            case .sessionTicket: promisesTicket = true
            case .supportedVersions: self.version = content.half() ?? version
            case .keyShare: group = content.half()
            case .preSharedKey: takesPreSharedKey = true
            case .serverName, .supportedGroups: break
            }
        }
    }
}
