/// What a trace does between calls, returns and jumps into other functions, for who counts calls: a run of them that is
/// known when the trace is translated.
///
/// What lies between two steps has a known length in cycles, but for one stretch at most, whose length the host only
/// knows when it has executed it.
struct CallScript {
    enum Kind {
        case call, `return`, jump
    }

    struct Step {
        let kind: Kind
        /// Where it goes; nil when only the note knows.
        let target: UInt32?
        /// Cycles from the trace's start to behind it, what the host counts by itself apart.
        let cost: Int
    }

    private(set) var steps: [Step] = []
    /// Number of steps in front of the stretch of unknown length, if there is one.
    var stretch: Int?

    mutating func add(_ kind: Kind, to target: UInt32?, cost: Int) {
        steps.append(Step(kind: kind, target: target, cost: cost))
    }

    /// The cycle behind step `index`, when the budget would have been full at cycle `origin`.
    func time(of index: Int, in note: CallNote, origin: Cycles) -> Cycles {
        let budget = index < stretch ?? 0 ? note.first : note.last
        return origin &+ Cycles(truncatingIfNeeded: steps[index].cost &- Int(budget))
    }
}

/// What generated code notes when a script has been gone through; the profiler reads it later.
///
/// Generated code writes these at fixed offsets: 0, 4, 8 and 12.
struct CallNote {
    /// More than a stretch of generated code can write.
    static let capacity = 1 << 14

    /// Number of the script.
    let script: UInt32
    /// Where its last step went, if the script does not know.
    let target: UInt32
    /// Cycles of the budget left before the script's stretch, if it has one, and at its end.
    let first: Int32
    let last: Int32
}
