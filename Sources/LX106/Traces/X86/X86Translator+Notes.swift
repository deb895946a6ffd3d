/// Notes for who counts calls. Calls and returns themselves cost nothing: they make the trace's script longer, and one note
/// is written where the script ends.
extension X86Translator {
    /// Adds a call, return or jump to the script. What it costs is booked in the trace.
    mutating func note(_ kind: CallScript.Kind, target: UInt32?) {
        guard notesCalls else { return }
        trace.script.add(kind, to: target, cost: trace.cost)
        trace.scriptNumber = nil
    }

    /// To be called before the budget changes inside the trace. Uses RCX.
    mutating func emitStretch() {
        guard !trace.script.steps.isEmpty, trace.script.stretch != trace.script.steps.count else { return }
        if trace.script.stretch == nil {
            trace.script.stretch = trace.script.steps.count
            trace.scriptNumber = nil
            let place = emitNotePlace()
            assembler.store(Self.budget, .rcx, displacement: place + 8)
            return
        }
        emitNote(pendingNote())
        if trace.scriptNumber != nil { trace.notes += 1 }
        trace.script = CallScript()
        trace.scriptNumber = nil
    }

    /// The note that has to be written where the trace is left now.
    mutating func pendingNote() -> PendingNote {
        if trace.scriptNumber == nil && !trace.script.steps.isEmpty {
            trace.scriptNumber = UInt32(scripts.count)
            scripts.append(trace.script)
        }
        return PendingNote(script: trace.scriptNumber, before: trace.notes)
    }

    /// Writes `note`; the target of a computed jump is in EAX. Uses RCX.
    mutating func emitNote(_ note: PendingNote) {
        guard let script = note.script else { return }
        let place = emitNotePlace(note.before)
        assembler.store(constant: script, .rcx, displacement: place)
        assembler.store(Self.budget, .rcx, displacement: place + 12)
        if scripts[Int(script)].steps.last?.target == nil { assembler.store(.rax, .rcx, displacement: place + 4) }
    }

    /// Where note number `count` of the trace goes, as a distance from RCX.
    private mutating func emitNotePlace(_ count: Int? = nil) -> Int32 {
        assembler.load(.rcx, .rbp, displacement: Int32(Offset.noteTop), wide: true)
        return Int32((count ?? trace.notes) * MemoryLayout<CallNote>.stride)
    }
}
