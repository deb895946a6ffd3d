import CloudEndpoint
import Inputs
import Record

/// What a ClientHello says (RFC 5246 sections 7.4.1.2 and E.2, RFC 8446 section 4.1.2). One that is cut off says what it
/// had said until then.
struct TLSClientHello {
    /// What it offers.
    private(set) var offer = RunRecord.Wire.Offer()
    /// The session it wants to resume; empty for none.
    private(set) var session: [UInt8] = []
    private var newest: UInt16 = 0

    private static let mostSuites = 64, mostCurves = 32, mostProtocols = 8

    /// Reads the content of a handshake message.
    init(_ body: [UInt8]) {
        var reader = BigEndianReader(body[...])
        newest = reader.half() ?? 0
        if reader.skip(32), let session = reader.list(lengthBytes: 1), var suites = reader.list(lengthBytes: 2) {
            self.session = Array(session.bytes)
            while let suite = suites.half() { add(suite: suite) }
            if reader.list(lengthBytes: 1) != nil, let list = reader.list(lengthBytes: 2) { extensions(list) }
        }
        conclude()
    }

    /// Reads a ClientHello in SSL 2.0's form, behind its two bytes of length and its type.
    init(version2 body: [UInt8]) {
        var reader = BigEndianReader(body[...])
        newest = reader.half() ?? 0
        if let suites = reader.half(), let session = reader.half(), reader.half() != nil {
            var list = BigEndianReader(reader.bytes.prefix(Int(suites)))
            // Those whose first byte is not 0 are SSL 2.0's own.
            while let kind = list.byte(), let suite = list.half() { if kind == 0 { add(suite: suite) } }
            if reader.skip(Int(suites)) { self.session = Array(reader.bytes.prefix(Int(session))) }
        }
        conclude()
    }

    private mutating func conclude() {
        offer.version = TLSNames.version(newest)
        offer.hasSession = !session.isEmpty && newest < TLSNames.tls13 || offer.ticket ?? 0 > 0 || offer.hasSession
    }

    private mutating func add(suite: UInt16) {
        guard !TLSNames.isGrease(suite), offer.suites.count < Self.mostSuites else { return }
        offer.suites.append(CipherSuite.name(suite))
    }

    private mutating func extensions(_ list: BigEndianReader) {
        var list = list
        while let type = list.half(), var content = list.list(lengthBytes: 2) {
            guard let type = TLSExtension(rawValue: type) else { continue }
            switch type {
            case .serverName: offer.serverName = Self.serverName(&content)
            case .maxFragmentLength: offer.fragmentLength = content.byte().flatMap(TLSNames.fragmentLength)
            case .supportedGroups:
                guard var groups = content.list(lengthBytes: 2) else { continue }
                while let group = groups.half(), offer.curves.count < Self.mostCurves {
                    if !TLSNames.isGrease(group) { offer.curves.append(TLSNames.group(group)) }
                }
            case .applicationProtocols: offer.alpn = Self.protocols(&content, most: Self.mostProtocols)
            case .sessionTicket: offer.ticket = content.bytes.count
            case .supportedVersions:
                guard var versions = content.list(lengthBytes: 1) else { continue }
                while let version = versions.half() {
                    if !TLSNames.isGrease(version) { newest = max(newest, version) }
                }
            case .preSharedKey: offer.hasSession = true
            case .keyShare: break
            }
        }
    }

    private static func serverName(_ content: inout BigEndianReader) -> String? {
        guard var names = content.list(lengthBytes: 2), names.byte() == 0, let name = names.list(lengthBytes: 2) else {
            return nil
        }
        return String(decoding: name.bytes.prefix(255), as: UTF8.self)
    }

    /// The names of an ALPN extension.
    static func protocols(_ content: inout BigEndianReader, most: Int) -> [String] {
        var names: [String] = []
        guard var list = content.list(lengthBytes: 2) else { return [] }
        while names.count < most, let name = list.list(lengthBytes: 1) {
            names.append(String(decoding: name.bytes, as: UTF8.self))
        }
        return names
    }
}

/// The extensions that are looked at, by their numbers in IANA's registry.
enum TLSExtension: UInt16 {
    case serverName = 0
    case maxFragmentLength = 1
    case supportedGroups = 10
    case applicationProtocols = 16
    case sessionTicket = 35
    case preSharedKey = 41
    case supportedVersions = 43
    case keyShare = 51
}
