/// What the passes of polling loops ask of the core.
extension Core {
    /// The clock behind a register, or CCOUNT; nil where there is none.
    func pollClock(_ address: UInt32?) -> RegisterClock? {
        guard let address else {
            return RegisterClock(value: 0, now: special.ccountBase, elapsed: 0, cyclesPerStep: 1)
        }
        guard case .counting(let clock) = bus.steadiness(of: address, now: now) else { return nil }
        return clock
    }

    /// Until when the register reads as it did; nil when it does not.
    func end(of load: PollPass.Load) -> Cycles? {
        guard case .steady(let end) = bus.steadiness(of: load.address, now: now),
            bus.read(load.address, width: load.width, now: now) == load.value
        else { return nil }
        return end
    }

    /// Whether nothing waits that could become an interrupt when the interrupt level changes, if it does, no result is late,
    /// the hooks here are still to be called, and nobody wants to be told of every step.
    func isUndisturbed(changesLevel: Bool) -> Bool {
        (!changesLevel && special.currentLevel > 0 || pendingInterrupts & special.intenable == 0)
            && special.latched & Interrupts.nmi == 0 && !signals.changed
            && profiler == nil && !(passedHook == pc && passedHookInstructions == instructions)
            && isReady
    }

    /// The word of memory at `address`, a multiple of 4; nil where there is none.
    func memoryWord(_ address: UInt32) -> UInt32? {
        let offset = address &- dramBase
        if offset < dramSize { return UInt32(littleEndian: dram.load(fromByteOffset: Int(offset), as: UInt32.self)) }
        guard let region = memoryRegion(address) else { return nil }
        return UInt32(littleEndian: region.storage.load(fromByteOffset: Int(address &- region.base), as: UInt32.self))
    }

    /// Changes a word of memory that holds no code.
    func setMemoryWord(_ address: UInt32, _ value: UInt32) {
        let offset = address &- dramBase
        if offset < dramSize {
            dram.storeBytes(of: value.littleEndian, toByteOffset: Int(offset), as: UInt32.self)
            return
        }
        guard let region = memoryRegion(address) else { return }
        region.storage.storeBytes(of: value.littleEndian, toByteOffset: Int(address &- region.base), as: UInt32.self)
    }

    func memoryRegion(_ address: UInt32) -> MemoryRegion? {
        regions.first { $0.isEnabled && $0.contains(address & ~3, count: 4) }
    }

    func hasFrames(_ other: [CallFrame]) -> Bool { allFrames.isSame(as: other) }

    /// The shadow call stack, what lies below the first call included.
    var allFrames: UnsafeBufferPointer<CallFrame> { UnsafeBufferPointer(start: state.frames, count: frameCount + 1) }

    /// What a place of a pass holds: a register, SAR, or a word of memory.
    func word(_ place: UInt32) -> UInt32 { place <= PollPass.sar ? a[Int(place)] : memoryWord(place) ?? 0 }

    func setWord(_ place: UInt32, _ value: UInt32) {
        if place <= PollPass.sar { a[Int(place)] = value } else { setMemoryWord(place, value) }
    }
}

extension Collection where Element == CallFrame {
    func isSame(as other: some Collection<CallFrame>) -> Bool {
        count == other.count
            && zip(self, other).allSatisfy {
                $0.returnAddress == $1.returnAddress && $0.stackPointer == $1.stackPointer
            }
    }
}
