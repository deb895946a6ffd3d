import Inputs

/// A fatal alert comes in a record's place, and the connection closes (RFC 5246, 7.2).
struct AlertFault: StreamFault {
    let at: Scenario.Cloud.Fault.Place
    /// AlertDescription.
    let alert: UInt8

    mutating func meet(_ record: ServerRecord) -> FaultOutcome {
        guard record.places.contains(at) else { return .send(record.bytes) }
        return .close([TLSRecordReader.Content.alert.rawValue, 3, 3, 0, 2, 2, alert])
    }
}
