import Inputs
import Record

/// The endpoint says nothing for a while, once.
struct StallFault: StreamFault {
    let at: Scenario.Cloud.Fault.Place
    let duration: Seconds?
    private var isOver = false

    init(at: Scenario.Cloud.Fault.Place, duration: Seconds?) {
        self.at = at
        self.duration = duration
    }

    mutating func meet(_ record: ServerRecord) -> FaultOutcome {
        guard !isOver, record.places.contains(at) else { return .send(record.bytes) }
        isOver = true
        return .hold(duration)
    }
}
