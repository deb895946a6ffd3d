/// What an answer of DNS says of a name's addresses of IPv4 (RFC 1035).
struct DNSAnswer: Equatable {
    /// The name asked for, in lower case.
    var name: String
    /// Its addresses, those behind aliases too.
    var addresses: [IPv4Address]

    private static let headerSize = 12
    /// Most records that are read.
    private static let mostRecords = 32

    /// Reads an answer to one question; nil for anything else.
    init?(_ bytes: [UInt8]) {
        guard bytes.count > Self.headerSize, bytes[2] & 0xF8 == 0x80 else { return nil }
        // The question stands as a query has it.
        var question = bytes
        question[2] &= 0x7F
        guard let query = DNSMessage(query: question) else { return nil }
        name = query.name
        addresses = []
        guard var place = Self.end(ofNameAt: Self.headerSize, in: bytes).map({ $0 + 4 }) else { return nil }
        for _ in 0..<min(Int(bytes.bigHalf(6)), Self.mostRecords) {
            guard let start = Self.end(ofNameAt: place, in: bytes), start + 10 <= bytes.count else { return }
            let size = Int(bytes.bigHalf(start + 8))
            guard start + 10 + size <= bytes.count else { return }
            if bytes.bigHalf(start) == DNSMessage.QueryType.a, size == 4 {
                addresses.append(IPv4Address(bytes.bigWord(start + 10)))
            }
            place = start + 10 + size
        }
    }

    /// Where a name ends: behind a zero, or a pointer to the rest of it (4.1.4).
    private static func end(ofNameAt start: Int, in bytes: [UInt8]) -> Int? {
        var place = start
        while place < bytes.count {
            switch bytes[place] {
            case 0: return place + 1
            case 0xC0...: return place + 2
            case let size: place += Int(size) + 1
            }
        }
        return nil
    }
}
