import Inputs

/// A record has half of its content, and its header says so.
struct TruncationFault: StreamFault {
    let at: Scenario.Cloud.Fault.Place

    mutating func meet(_ record: ServerRecord) -> FaultOutcome {
        guard record.places.contains(at) else { return .send(record.bytes) }
        let length = (record.bytes.count - ServerRecord.headerLength) / 2
        let header = Array(record.bytes.prefix(3)) + [UInt8(length >> 8 & 0xFF), UInt8(length & 0xFF)]
        return .send(header + record.bytes.dropFirst(ServerRecord.headerLength).prefix(length))
    }
}
