import Inputs
import Record

extension Run {
    /// How long the application's loop would still have gone unserviced, had `trip`, the first of a run of `plan`, not
    /// reset the chip; nil when it would not have been serviced within the time limit, counted from the trip.
    ///
    /// Runs are exact and the first bite is the first thing that `on_trip` decides: so the same run, which only
    /// observes, has the same past.
    func duration(beyond trip: RunRecord.Trip, of plan: RunPlan) throws(EmulationError) -> Seconds? {
        let observation = Run(plan.observing(beyond: trip.at))
        observation.endsAfterTrip = true
        observation.cancellation = cancellation
        guard let same = try observation.record().trips.first else { return nil }
        return same.watchdog == trip.watchdog && same.at == trip.at ? same.goesOn : nil
    }
}

extension RunRecord {
    /// Takes over for how long the loop would have gone unserviced beyond `trip`, the first: that makes its stall whole.
    mutating func goesOn(beyond trip: Trip, for duration: Seconds?) {
        trips[0].goesOn = duration
        guard let duration, let index = stalls.firstIndex(where: { $0.isCut(by: trip) }) else { return }
        stalls[index].whole = trip.at - stalls[index].start + duration
    }
}

extension RunRecord.Stall {
    /// Start and length are rounded down each, so that their sum may be a microsecond before the trip.
    fileprivate func isCut(by trip: RunRecord.Trip) -> Bool {
        cutOff == trip.watchdog && start <= trip.at && trip.at <= start + seconds + Seconds(microseconds: 1)
    }
}

extension RunPlan {
    /// The same run, in which trips are only observed and which lasts a time limit longer than `time`.
    fileprivate func observing(beyond time: Seconds) -> RunPlan {
        var plan = self
        plan.scenario.onTrip = .observe
        plan.scenario.timeLimit = time + scenario.timeLimit
        plan.scenario.stop.conditions = [.time]
        plan.collectsCallProfile = false
        plan.collectsTraffic = false
        plan.collectsAir = false
        return plan
    }
}
