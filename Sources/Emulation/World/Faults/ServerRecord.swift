import Inputs

/// A TLS record of the endpoint's (RFC 5246, 6.2.1).
struct ServerRecord: Equatable {
    /// With its header.
    let bytes: [UInt8]
    /// The messages that begin in it.
    let places: Set<Scenario.Cloud.Fault.Place>

    /// ContentType, version, length.
    static let headerLength = 5
}

/// Cuts what an endpoint sends into records, and tells which messages begin in each.
struct ServerRecords {
    private var pending: [UInt8] = []
    /// What is there of the header of the handshake message that goes on in the next record.
    private var header: [UInt8] = []
    /// Bytes of that message that are still to come.
    private var missing = 0
    private var isEncrypted = false
    private var hasData = false

    private static let messages: [UInt8: Scenario.Cloud.Fault.Place] = [
        2: .serverHello, 11: .certificate, 12: .serverKeyExchange, 13: .certificateRequest, 14: .serverHelloDone,
    ]

    /// The records that `bytes` complete.
    mutating func take(_ bytes: [UInt8]) -> [ServerRecord] {
        pending += bytes
        var records: [ServerRecord] = []
        var start = 0
        while pending.count - start >= ServerRecord.headerLength {
            let length = Int(pending[start + 3]) << 8 | Int(pending[start + 4])
            let end = start + ServerRecord.headerLength + length
            guard end <= pending.count else { break }
            let record = Array(pending[start..<end])
            records.append(ServerRecord(bytes: record, places: places(in: record)))
            start = end
        }
        pending.removeFirst(start)
        return records
    }

    private mutating func places(in record: [UInt8]) -> Set<Scenario.Cloud.Fault.Place> {
        switch TLSRecordReader.Content(rawValue: record[0]) {
        case .changeCipherSpec:
            isEncrypted = true
            return [.changeCipherSpec]
        case .handshake where !isEncrypted: return messages(in: record.dropFirst(ServerRecord.headerLength))
        case .applicationData where !hasData, .alert where isEncrypted && !hasData:
            hasData = true
            return [.connack]
        default: return []
        }
    }

    private mutating func messages(in content: ArraySlice<UInt8>) -> Set<Scenario.Cloud.Fault.Place> {
        var content = content
        var places: Set<Scenario.Cloud.Fault.Place> = []
        while !content.isEmpty {
            let part = min(missing, content.count)
            content.removeFirst(part)
            missing -= part
            while missing == 0, let byte = content.popFirst() {
                if header.isEmpty, let place = Self.messages[byte] { places.insert(place) }
                header.append(byte)
                guard header.count == 4 else { continue }
                missing = Int(header[1]) << 16 | Int(header[2]) << 8 | Int(header[3])
                header = []
            }
        }
        return places
    }
}
