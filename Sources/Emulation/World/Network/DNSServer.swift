/// The DNS server of the network's router.
struct DNSServer {
    /// How a name is answered.
    enum Record: Equatable, Sendable {
        case address(IPv4Address)
        /// There is no such name.
        case nxdomain
        /// The server fails.
        case servfail
        /// Nobody answers.
        case silent
    }

    static let port: UInt16 = 53

    /// What is said of names, in lower case. `*.` in front stands for every name below.
    let records: [String: Record]

    /// The answer to a query, or none. Of a name that exists only an address is known: whoever asks for another type, such
    /// as AAAA, learns that there is none.
    func answer(to bytes: [UInt8]) -> [UInt8]? {
        guard let query = DNSMessage(query: bytes) else { return nil }
        switch record(of: query.name) {
        case .address(let address):
            let isWanted = query.type == DNSMessage.QueryType.a || query.type == DNSMessage.QueryType.any
            return query.answer(.noError, isWanted ? address : nil)
        case .nxdomain: return query.answer(.nameError)
        case .servfail: return query.answer(.serverFailure)
        case .silent: return nil
        }
    }

    /// What is known of a name: of itself, or of the nearest `*.` above it.
    func record(of name: String) -> Record {
        if let record = records[name] { return record }
        var rest = name[...]
        while let dot = rest.firstIndex(of: ".") {
            rest = rest[rest.index(after: dot)...]
            if let record = records["*." + rest] { return record }
        }
        return .nxdomain
    }
}
