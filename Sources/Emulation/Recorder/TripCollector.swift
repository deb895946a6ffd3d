import ESP8266
import LX106
import Record

/// Looks at the guest at every bite of a watchdog.
struct TripCollector {
    /// A chip that reboots without end bites without end.
    private static let kept = 20

    private let images: [ELFImage]
    private let library: TLSLibrary?
    private var trips: [RunRecord.Trip] = []
    /// Bites after which the loop has not been serviced yet.
    private var open: [(index: Int, at: Ticks)] = []

    init(_ images: [ELFImage], library: TLSLibrary?) {
        self.images = images
        self.library = library
    }

    /// What was found, in order of time.
    var result: [RunRecord.Trip] { trips }

    /// `watchdog` bit. `sinceFeed` are the times since the last feeds.
    mutating func bit(
        _ watchdog: RunRecord.WatchdogName,
        at ticks: Ticks,
        sinceFeed: (soft: Seconds?, hard: Seconds?),
        state: String?,
        core: Core?
    ) {
        guard trips.count < Self.kept else { return }
        let frames = (core?.callStack(limit: 64) ?? []).map { RunRecord.Frame($0, in: images) }
        let chain = frames.compactMap(\.function)
        open.append((trips.count, ticks))
        trips.append(
            RunRecord.Trip(
                watchdog: watchdog,
                at: Seconds(ticks: ticks),
                sinceSoftFeed: sinceFeed.soft,
                sinceHardFeed: sinceFeed.hard,
                tlsState: state,
                computing: library?.computation(chain) ?? TLSLibrary.computation(chain),
                backtrace: frames,
                registers: core.map { Self.registers($0.programState) } ?? [:]
            )
        )
    }

    /// The application's loop was serviced.
    mutating func serviced(at ticks: Ticks) {
        for (index, since) in open { trips[index].goesOn = Seconds(ticks: ticks &- since) }
        open.removeAll(keepingCapacity: true)
    }

    /// The chip reset: the loop that was not serviced is gone.
    mutating func reset() { open.removeAll(keepingCapacity: true) }

    private static func registers(_ state: ProgramState) -> [String: String] {
        let values = [state.pc, state.ps, state.sar] + state.registers
        return Dictionary(uniqueKeysWithValues: zip(RunRecord.Trip.registerNames, values.map(RunRecord.Frame.hex)))
    }
}
