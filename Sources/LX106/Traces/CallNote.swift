/// What traces do between calls, returns and jumps into other functions, for who counts calls: a script is a run of them
/// that is known when the trace is translated.
///
/// What lies between two steps has a known length in cycles, but for one stretch at most, whose length the host only
/// knows when it has executed it.
final class CallScripts {
    enum Kind: UInt8 {
        case call, `return`, jump
    }

    struct Step {
        let kind: Kind
        /// Whether only the note knows where it goes.
        let isComputed: Bool
        /// Where it goes otherwise.
        let target: UInt32
        /// Cycles from the trace's start to behind it, what the host counts by itself apart.
        let cost: Int32
    }

    /// Where a script's steps lie in `steps`.
    struct Script {
        let first: Int32
        let count: Int32
        /// Number of steps in front of the stretch of unknown length; 0 for none.
        let stretch: Int32

        /// The cycle behind step number `index`, when the budget would have been full at cycle `origin`.
        @inline(__always)
        func time(of index: Int32, cost: Int32, in note: CallNote, origin: Cycles) -> Cycles {
            let budget = index < stretch ? note.first : note.last
            return origin &+ Cycles(truncatingIfNeeded: Int(cost) &- Int(budget))
        }
    }

    /// A script being written.
    struct Draft {
        private(set) var steps: [Step] = []
        /// Number of steps in front of the stretch of unknown length; 0 for none.
        var stretch = 0

        mutating func add(_ kind: Kind, to target: UInt32?, cost: Int) {
            steps.append(Step(kind: kind, isComputed: target == nil, target: target ?? 0, cost: Int32(cost)))
        }
    }

    /// The scripts by number.
    private(set) var scripts = FlatList<Script>(room: 256)
    private(set) var steps = FlatList<Step>(room: 1024)

    /// Adds what has been written; its number.
    func add(_ draft: Draft) -> UInt32 {
        scripts.append(
            Script(first: Int32(steps.count), count: Int32(draft.steps.count), stretch: Int32(draft.stretch))
        )
        for step in draft.steps { steps.append(step) }
        return UInt32(scripts.count - 1)
    }

    func removeAll() {
        scripts.removeAll()
        steps.removeAll()
    }
}

/// What generated code notes when a script has been gone through; the profiler reads it later.
///
/// Generated code writes these at fixed offsets: 0, 4, 8 and 12.
struct CallNote {
    enum Offset {
        static let first: UInt8 = 8
        static let last: UInt8 = 12
    }

    /// More than a stretch of generated code can write.
    static let capacity = 1 << 16

    /// Number of the script.
    let script: UInt32
    /// Where its last step went, if the script does not know.
    let target: UInt32
    /// Cycles of the budget left before the script's stretch, if it has one, and at its end.
    let first: Int32
    let last: Int32
}
