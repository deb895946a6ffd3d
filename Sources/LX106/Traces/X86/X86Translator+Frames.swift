/// The shadow call stack in generated code.
///
/// Frames are written where they will lie, but the top of the stack is corrected only where the trace is left; a return to
/// a call of the same trace therefore costs nothing.
extension X86Translator {
    private static let stride = Int32(MemoryLayout<CallFrame>.stride)

    /// Remembers a call. A stack with stale or too many frames is the interpreter's business.
    mutating func emitPush(_ number: Int32, returningTo address: UInt32, _ builder: inout TraceBuilder) {
        let top = Int32(trace.frames) * Self.stride
        assembler.load(.rax, .rbp, displacement: Int32(Offset.frameTop), wide: true)
        let sp = read(1, .rcx)
        assembler.compare(sp, .rax, displacement: top + 8 - Self.stride)
        var sites = [assembler.jump(if: .above)]
        if top != 0 { assembler.address(.rax, .rax, displacement: top, wide: true) }
        assembler.compare(.rax, .rbp, displacement: Int32(Offset.frameLimit), wide: true)
        sites.append(assembler.jump(if: .aboveOrEqual))
        resume(at: number, sites: sites, &builder)
        assembler.store(sp, .rax, displacement: 8)
        if address < 0x8000_0000 {
            assembler.storeWide(constant: Int32(bitPattern: address), .rax, displacement: 0)
        } else {
            assembler.move(.register(.rcx), constant: address)
            assembler.store(.rcx, .rax, displacement: 0, wide: true)
        }
        trace.frames += 1
        trace.calls.append(address)
    }

    /// Forgets a call: RET to `constant`, or to what a0 holds.
    mutating func emitPop(_ number: Int32, to constant: UInt32?, _ builder: inout TraceBuilder) {
        let call = trace.calls.popLast()
        if constant == nil || call != constant {
            assembler.load(.rcx, .rbp, displacement: Int32(Offset.frameTop), wide: true)
            let newest = Int32(trace.frames - 1) * Self.stride
            assembler.compare(read(0, .rax), .rcx, displacement: newest, wide: true)
            resume(at: number, sites: [assembler.jump(if: .notEqual)], &builder)
        }
        trace.frames -= 1
    }

    /// Makes call frames and notes of the trace count.
    mutating func emitStackUpdate(frames: Int, notes: Int) {
        let frames = frames * MemoryLayout<CallFrame>.stride
        let notes = notes * MemoryLayout<CallNote>.stride
        for (offset, distance) in [(Offset.frameTop, frames), (Offset.noteTop, notes)] where distance != 0 {
            let constant = UInt32(bitPattern: Int32(distance))
            assembler.arithmetic(.add, .slot(Int32(offset)), constant: constant, wide: true)
        }
    }
}
