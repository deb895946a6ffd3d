/// What the endpoint wants to know of a ClientHello (RFC 5246 section 7.4.1.2): the client's order of preference, which
/// AWS IoT follows and libmbedtls does not, and what it asks for by extensions.
struct ClientHello: Equatable {
    /// Cipher suites, IANA numbers.
    private(set) var suites: [UInt16] = []
    /// Curves of the supported_groups extension, TLS numbers.
    private(set) var curves: [UInt16] = []
    /// The host name of the server_name extension (RFC 6066 section 3).
    private(set) var serverName: String?
    /// Application protocols, best first (RFC 7301).
    private(set) var protocols: [String] = []

    /// secp256r1, secp384r1, secp521r1.
    private static let servedCurves: [UInt16] = [23, 24, 25]

    /// What the first bytes of a connection are.
    enum Parsed: Equatable {
        /// More bytes are needed.
        case incomplete
        /// No ClientHello; libmbedtls will say what is wrong with it.
        case unreadable
        case hello(ClientHello)
    }

    /// No record's content, and no message that libmbedtls reads, is longer (RFC 5246 section 6.2.1).
    private static let longest = 1 << 14

    /// Parses the first message of a connection, over as many records as it takes.
    static func parse(_ bytes: [UInt8]) -> Parsed {
        var content: [UInt8] = []
        var rest = bytes[...]
        while true {
            let header = Array(rest.prefix(5))
            guard header.count == 5 else { return .incomplete }
            let length = Int(header[3]) << 8 | Int(header[4])
            guard header[0] == 22, (1...longest).contains(length) else { return .unreadable }
            guard rest.count >= 5 + length else { return .incomplete }
            content += rest.dropFirst(5).prefix(length)
            rest = rest.dropFirst(5 + length)
            guard content.count >= 4 else { continue }
            let message = 4 + Int(content[1]) << 16 + Int(content[2]) << 8 + Int(content[3])
            guard message <= longest else { return .unreadable }
            guard content.count >= message else { continue }
            var reader = BigEndianReader(content.prefix(message))
            return ClientHello(&reader).map(Parsed.hello) ?? .unreadable
        }
    }

    /// Curves to choose from, best first: those that the server prefers, then in the client's order. Those that the client did
    /// not name come last: libmbedtls also looks here whether it may take the client certificate's curve.
    func offeredCurves(preferring preferred: [UInt16]) -> [UInt16] {
        let common = commonCurves(preferring: preferred)
        return common + Self.servedCurves.filter { !common.contains($0) }
    }

    private func commonCurves(preferring preferred: [UInt16]) -> [UInt16] {
        let common = curves.filter(Self.servedCurves.contains)
        let first = preferred.filter(common.contains)
        return first + common.filter { !first.contains($0) }
    }

    /// Name of the curve that an ECDHE exchange with this client uses.
    func chosenCurve(preferring preferred: [UInt16]) -> String? {
        switch commonCurves(preferring: preferred).first {
        case 23: "secp256r1"
        case 24: "secp384r1"
        case 25: "secp521r1"
        default: nil
        }
    }

    private init?(_ reader: inout BigEndianReader) {
        guard reader.byte() == 1, reader.skip(3 + 2 + 32),
            let session = reader.byte(), reader.skip(Int(session)),
            var suiteList = reader.list(lengthBytes: 2),
            let compressions = reader.byte(), reader.skip(Int(compressions))
        else { return nil }
        while let suite = suiteList.half() { suites.append(suite) }
        guard var extensions = reader.list(lengthBytes: 2) else { return }
        while let type = extensions.half(), var content = extensions.list(lengthBytes: 2) {
            guard var list = content.list(lengthBytes: 2) else { continue }
            switch type {
            case 0: readServerName(&list)
            case 10: while let curve = list.half() { curves.append(curve) }
            case 16:
                while let name = list.list(lengthBytes: 1) {
                    protocols.append(String(decoding: name.bytes, as: UTF8.self))
                }
            default: break
            }
        }
    }

    private mutating func readServerName(_ list: inout BigEndianReader) {
        while let type = list.byte(), let name = list.list(lengthBytes: 2) {
            if type == 0, serverName == nil { serverName = String(decoding: name.bytes, as: UTF8.self) }
        }
    }
}
