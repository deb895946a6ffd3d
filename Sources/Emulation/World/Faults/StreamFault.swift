import Inputs
import Record

/// What goes wrong in the stream of a connection.
protocol StreamFault {
    /// What becomes of the endpoint's next record.
    mutating func meet(_ record: ServerRecord) -> FaultOutcome
    /// How many of so many bytes of the device's reach the endpoint before the connection closes; nil when it does not.
    mutating func lastBytes(of count: Int) -> Int?
}

extension StreamFault {
    mutating func lastBytes(of count: Int) -> Int? { nil }
}

/// What becomes of a record.
enum FaultOutcome: Equatable {
    /// These bytes go on to the device.
    case send([UInt8])
    /// It is kept back, with all that follows; nil: for ever.
    case hold(Seconds?)
    /// These bytes go on, and the connection closes without a word of TLS.
    case close([UInt8])
}

extension Scenario.Cloud.Fault {
    /// The fault of one connection's stream; nil for one of another kind.
    func stream(seed: UInt64) -> (any StreamFault)? {
        switch kind {
        case .stall: StallFault(at: at, duration: duration)
        case .close: CloseFault(at: at, sentBytes: sentBytes, receivedBytes: receivedBytes)
        case .garbage: GarbageFault(at: at, seed: seed)
        case .truncatedRecord: TruncationFault(at: at)
        case .alert: AlertFault(at: at, alert: UInt8(clamping: alert))
        case .wrongChain, .expiredChain, .notYetValidChain, .refuse, .noSuchHost: nil
        }
    }
}
