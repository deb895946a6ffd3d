import GDBRemote
import LX106

extension Debugger {
    /// What is around the core.
    struct Machine {
        /// The present moment, for people.
        var time: () -> String
        /// Has the run end.
        var end: () -> Void
        /// Restarts the chip; nil where there is none.
        var reset: (() -> Void)?
        /// What `monitor` tells, by name.
        var answers: [(name: String, text: () -> String)] = []
    }

    /// What stops the run besides breakpoints.
    enum Condition: String, CaseIterable {
        case bite
        /// Any exception but the next.
        case exception
        /// EXCCAUSE 3: SDKs mend loads of bytes from flash in its handler, thousands of times.
        case loadStoreError = "load-store-error"
        case allocationFailure = "allocation-failure"
        case feed
    }

    /// A moment of the run: no two instructions are executed at one.
    struct Moment: Comparable {
        var cycles: Cycles
        var instructions: UInt64

        static func < (left: Moment, right: Moment) -> Bool {
            (left.cycles, left.instructions) < (right.cycles, right.instructions)
        }
    }

    /// What the run is doing.
    enum Mode {
        /// Nobody debugs.
        case alone
        case running
        /// To the end of an instruction that lies no deeper in handlers, and of the handlers that it calls.
        case stepping(depth: Int, isDone: Bool)
        /// It has begun anew, and the last stop before a moment is looked for.
        case searching(Search)
        /// It has begun anew, and that moment is the one to stop at.
        case returning(Moment, Stop)
    }

    /// Looked at on the way to an earlier moment.
    struct Search {
        var before: Moment
        /// Not for a stop, but for the last instruction that lies as deep in handlers.
        var depth: Int?
        /// Cycles before the end in which such an instruction is looked for.
        var window: Cycles = 1 << 18
        var found: (moment: Moment, stop: Stop)?
    }
}
