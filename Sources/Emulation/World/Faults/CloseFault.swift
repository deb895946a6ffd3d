import Inputs

/// The connection closes without a word of TLS: after so many bytes in one direction, else in front of a message.
struct CloseFault: StreamFault {
    let at: Scenario.Cloud.Fault.Place
    /// Bytes that may still go; nil for any number.
    private var sendable, receivable: Int?

    init(at: Scenario.Cloud.Fault.Place, sentBytes: Int?, receivedBytes: Int?) {
        self.at = at
        sendable = sentBytes
        receivable = receivedBytes
    }

    mutating func meet(_ record: ServerRecord) -> FaultOutcome {
        guard let left = sendable else {
            return receivable == nil && record.places.contains(at) ? .close([]) : .send(record.bytes)
        }
        guard record.bytes.count < left else { return .close(Array(record.bytes.prefix(left))) }
        sendable = left - record.bytes.count
        return .send(record.bytes)
    }

    mutating func lastBytes(of count: Int) -> Int? {
        guard let left = receivable else { return nil }
        guard count < left else { return left }
        receivable = left - count
        return nil
    }
}
