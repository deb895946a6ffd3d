import ESP8266
import Inputs

/// Random bytes come in a record's place, as many as it had.
struct GarbageFault: StreamFault {
    let at: Scenario.Cloud.Fault.Place
    private var random: SplitMix64

    init(at: Scenario.Cloud.Fault.Place, seed: UInt64) {
        self.at = at
        random = SplitMix64(seed: seed)
    }

    mutating func meet(_ record: ServerRecord) -> FaultOutcome {
        guard record.places.contains(at) else { return .send(record.bytes) }
        return .send(record.bytes.map { _ in UInt8(truncatingIfNeeded: random.next() >> 32) })
    }
}
