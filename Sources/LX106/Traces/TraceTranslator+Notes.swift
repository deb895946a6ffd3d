/// Notes for who counts calls. Calls and returns themselves cost nothing: they make the trace's script longer, and one note
/// is written where the script ends.
extension TraceTranslator {
    /// Adds a call, return or jump to the script. What it costs is booked in the trace.
    mutating func note(_ kind: CallScripts.Kind, target: UInt32?) {
        guard notesCalls else { return }
        trace.script.add(kind, to: target, cost: trace.cost)
        trace.scriptNumber = nil
    }

    /// To be called before the budget changes inside the trace: what follows has a length that only the host knows.
    mutating func beginStretch() {
        guard !trace.script.steps.isEmpty, trace.script.stretch != trace.script.steps.count else { return }
        if trace.script.stretch == 0 {
            trace.script.stretch = trace.script.steps.count
            trace.scriptNumber = nil
            emitter.emitStretch(behind: trace.notes)
            return
        }
        let note = pendingNote()
        write(note)
        trace.notes = note.count
        trace.script = CallScripts.Draft()
        trace.scriptNumber = nil
    }

    /// The note that has to be written where the trace is left now.
    mutating func pendingNote() -> PendingNote {
        if trace.scriptNumber == nil && !trace.script.steps.isEmpty {
            trace.scriptNumber = scripts.add(trace.script)
        }
        let isComputed = trace.script.steps.last?.isComputed ?? false
        return PendingNote(script: trace.scriptNumber, before: trace.notes, isComputed: isComputed)
    }

    /// Writes `note`, and makes call frames and notes of the trace count.
    mutating func settle(frames: Int, _ note: PendingNote) {
        write(note)
        emitter.emitTops(frames: frames, notes: note.count)
    }

    private mutating func write(_ note: PendingNote) {
        if let script = note.script { emitter.emitNote(note, script: script) }
    }
}
