/// A jump out of a trace that still has to be given somewhere to go.
struct PendingExit {
    /// Positions of the jumps.
    var sites: [Int]
    var exit: HostCode.Exit
    /// What is booked on the way out; nil when the exit keeps it unbooked.
    var booking: (cost: Int, count: Int, accesses: Int)?
    /// Call frames to be added on the way out.
    var frames = 0
    /// The note to be written on the way out.
    var note = PendingNote()
    /// A cache line to look for among the older ones first, and where to go on when it is there.
    var probe: (line: UInt32, back: Int)?
}

/// A note on the way out of a trace: of a script, nil for none, behind so many notes of the trace that are written.
struct PendingNote {
    var script: UInt32?
    var before = 0
    /// Whether the last step's target is the address the trace is left for.
    var isComputed = false

    /// Notes of the trace, this one included.
    var count: Int { script == nil ? before : before + 1 }
}

/// One trace being translated: where it has been and how it is left.
struct TracePath {
    /// Decoded code.
    let code: CodeStore
    /// Traces that exist already.
    let traces: UnsafePointer<HostCode.Trace>
    /// The record the trace begins with, and its address.
    let head: Int32
    let headPC: UInt32
    /// Where the trace may go back to its own beginning: `headPC`, unless somebody wants to be called there.
    let loopPC: UInt32?
    var entry: HostCode.Trace
    /// Addresses of its blocks.
    var visited: Set<UInt32> = []
    var pending: [PendingExit] = []

    init(head: Int32, code: CodeStore, traces: UnsafePointer<HostCode.Trace>, position: Int) {
        self.head = head
        self.code = code
        self.traces = traces
        headPC = code.records[Int(head)].pc
        loopPC = code.hooks.contains(headPC) ? nil : headPC
        entry = HostCode.Trace(entry: position, entryFromOtherLine: position, entryFromSameLine: position)
    }
}
