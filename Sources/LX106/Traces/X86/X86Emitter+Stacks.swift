/// The shadow call stack in generated code, and notes for who counts calls.
///
/// Frames are written where they will lie, but the top of the stack is corrected only where the trace is left; a return to
/// a call of the same trace therefore costs nothing.
extension X86Emitter {
    private static let stride = Int32(MemoryLayout<CallFrame>.stride)

    mutating func emitPush(returningTo address: UInt32, frames: Int) -> [Int] {
        let top = Int32(frames) * Self.stride
        assembler.load(.rax, .rbp, displacement: Int32(Offset.frameTop), wide: true)
        let sp = read(1, .rcx)
        assembler.compare(sp, .rax, displacement: top + 8 - Self.stride)
        var sites = [assembler.jump(if: .above)]
        if top != 0 { assembler.address(.rax, .rax, displacement: top, wide: true) }
        assembler.compare(.rax, .rbp, displacement: Int32(Offset.frameLimit), wide: true)
        sites.append(assembler.jump(if: .aboveOrEqual))
        assembler.store(sp, .rax, displacement: 8)
        if address < 0x8000_0000 {
            assembler.storeWide(constant: Int32(bitPattern: address), .rax, displacement: 0)
        } else {
            assembler.move(.register(.rcx), constant: address)
            assembler.store(.rcx, .rax, displacement: 0, wide: true)
        }
        return sites
    }

    mutating func emitPopCheck(frames: Int) -> Int {
        assembler.load(.rcx, .rbp, displacement: Int32(Offset.frameTop), wide: true)
        assembler.compare(read(0, .rax), .rcx, displacement: Int32(frames - 1) * Self.stride, wide: true)
        return assembler.jump(if: .notEqual)
    }

    mutating func emitTops(frames: Int, notes: Int) {
        let frames = frames * MemoryLayout<CallFrame>.stride
        let notes = notes * MemoryLayout<CallNote>.stride
        for (offset, distance) in [(Offset.frameTop, frames), (Offset.noteTop, notes)] where distance != 0 {
            let constant = UInt32(bitPattern: Int32(distance))
            assembler.arithmetic(.add, .slot(Int32(offset)), constant: constant, wide: true)
        }
    }

    mutating func emitNote(_ note: PendingNote, script: UInt32) {
        let place = emitNotePlace(note.before)
        assembler.store(constant: script, .rcx, displacement: place)
        assembler.store(Self.budget, .rcx, displacement: place + 12)
        if note.isComputed { assembler.store(.rax, .rcx, displacement: place + 4) }
    }

    mutating func emitStretch(behind count: Int) {
        let place = emitNotePlace(count)
        assembler.store(Self.budget, .rcx, displacement: place + 8)
    }

    /// Where note number `count` of the trace goes, as a distance from RCX.
    private mutating func emitNotePlace(_ count: Int) -> Int32 {
        assembler.load(.rcx, .rbp, displacement: Int32(Offset.noteTop), wide: true)
        return Int32(count * MemoryLayout<CallNote>.stride)
    }
}
