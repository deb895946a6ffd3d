import ESP8266
import Foundation
import LX106
import Record
import Synchronization

/// How far an answer moves while every assumed price stays within its range.
///
/// What an exception, an interrupt, a peripheral store and a line fill beyond the first of each line could cost less is
/// counted in the run itself. Prices that code is summed up with take a run at their quick ends, and the slow end is a run,
/// too, with a cache of one way at once, because conflicts in the cache cannot be counted without it.
enum Sensitivity {
    /// The model with each assumed price at its quick end, when some of what that saves cannot be counted.
    static func quickest(_ model: TimingModel) -> TimingModel? {
        let counted: Set<TimingParameter> = [
            .exceptionEntry, .interruptEntry, .writeBufferOverlap, .cacheWays, .cacheReplacement, .backgroundLoad,
        ]
        let quick = model.quickest
        let needsRun = TimingParameter.allCases.contains {
            !counted.contains($0) && quick[$0] != model[$0]
        }
        return needsRun ? quick : nil
    }

    /// Ticks that `board` would at most have saved so far with each assumed price at the quick end of its range.
    ///
    /// Prices that code is summed up with are not in it: `quickest` has them.
    static func avoidable(_ board: Board) -> Ticks {
        let model = board.core.timing, counts = board.core.counts
        func surplus(_ parameter: TimingParameter) -> Cycles {
            guard let range = parameter.range else { return 0 }
            let value = model[parameter]
            return Cycles(
                parameter.isSlowWhenLow ? max(0, range.upperBound - value) : max(0, value - range.lowerBound)
            )
        }
        let refills = board.cache.misses &- board.cache.firstFills
        let cycles =
            counts.exceptions &* surplus(.exceptionEntry) &+ counts.interrupts &* surplus(.interruptEntry)
            &+ counts.peripheralStores &* surplus(.writeBufferOverlap)
            &+ refills &* Cycles(max(0, board.cache.fillCycles)) &+ board.backgroundCycles
        return cycles &* Ticks(160 / max(1, board.clock.megahertz))
    }

    /// A run on a thread of its own.
    final class SideRun: Sendable {
        private let seconds = Mutex<Seconds?>(nil)
        private let group = DispatchGroup()

        /// Begins to run `plan`, until `cancellation` ends it.
        init(_ plan: RunPlan, _ cancellation: Cancellation) {
            group.enter()
            let work: @Sendable () -> Void = { [self] in
                defer { group.leave() }
                let run = Run(plan)
                run.cancellation = cancellation
                guard let record = try? run.record(), record.handshake.completed else { return }
                seconds.withLock { $0 = record.handshake.seconds }
            }
            if !HostThread.start(stackSize: 8 << 20, work) { work() }
        }

        /// How long its handshake took, once it is over; nil when it did not complete.
        var handshake: Seconds? {
            group.wait()
            return seconds.withLock { $0 }
        }
    }
}

extension RunPlan {
    /// The same handshake, whatever a watchdog says, at other prices.
    package func handshakeOnly(timing: TimingModel) -> RunPlan {
        var plan = self
        plan.timing = timing
        plan.scenario.onTrip = .observe
        plan.scenario.stop.conditions = [.handshake]
        return plan
    }
}
