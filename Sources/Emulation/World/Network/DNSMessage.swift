/// A query of DNS with one question, and the answers to it (RFC 1035).
struct DNSMessage: Equatable {
    /// RCODE (RFC 1035, 4.1.1).
    enum ResponseCode: UInt8 {
        case noError = 0
        case formatError, serverFailure, nameError, notImplemented
    }

    /// QTYPE.
    enum QueryType {
        static let a: UInt16 = 1, any: UInt16 = 255
    }

    var identifier: UInt16
    var wantsRecursion: Bool
    /// The name without a dot at its end, in lower case.
    var name: String
    var type: UInt16
    /// The question as it came; an answer repeats it.
    private var question: [UInt8]

    private static let headerSize = 12
    /// Longest name, in bytes as they are sent (RFC 1035, 2.3.4).
    private static let longestName = 255
    private static let classInternet: UInt16 = 1
    /// How long an answer holds, in seconds. Assumed: AWS gives a minute.
    private static let timeToLive: UInt32 = 60

    /// Reads a query; nil when it is none, or asks more or less than one thing of the Internet's names.
    init?(query bytes: [UInt8]) {
        // QR and OPCODE: a standard query.
        guard bytes.count > Self.headerSize, bytes[2] & 0xF8 == 0, bytes.bigHalf(4) == 1 else { return nil }
        var labels: [String] = []
        var place = Self.headerSize
        while place < bytes.count, bytes[place] != 0 {
            let size = Int(bytes[place])
            guard size < 64, place + size < bytes.count, place + size < Self.headerSize + Self.longestName else {
                return nil
            }
            labels.append(String(decoding: bytes[(place + 1)...(place + size)], as: UTF8.self).lowercased())
            place += size + 1
        }
        let end = place + 5
        guard end <= bytes.count, bytes.bigHalf(place + 3) == Self.classInternet else { return nil }
        identifier = bytes.bigHalf(0)
        wantsRecursion = bytes[2] & 1 == 1
        name = labels.joined(separator: ".")
        type = bytes.bigHalf(place + 1)
        question = Array(bytes[Self.headerSize..<end])
    }

    /// The answer, with one address or none.
    func answer(_ code: ResponseCode, _ address: IPv4Address? = nil) -> [UInt8] {
        let flags: UInt16 = 0x8080 | (wantsRecursion ? 0x0100 : 0) | UInt16(code.rawValue)
        var bytes = identifier.bigEndianBytes + flags.bigEndianBytes
        bytes += [0, 1, 0, address == nil ? 0 : 1, 0, 0, 0, 0] + question
        guard let address else { return bytes }
        // The name is where the question has it.
        bytes += [0xC0, UInt8(Self.headerSize)] + QueryType.a.bigEndianBytes + Self.classInternet.bigEndianBytes
        return bytes + Self.timeToLive.bigEndianBytes + [0, 4] + address.bytes
    }
}
