/// Special registers other than SAR, with what hangs on them.
struct SpecialState {
    var litbase: UInt32 = 0
    var mmid: UInt32 = 0
    var ibreakenable: UInt32 = 0
    var ddr: UInt32 = 0
    var ibreaka0: UInt32 = 0
    var dbreaka0: UInt32 = 0
    var dbreakc0: UInt32 = 0
    var epc: [3 of UInt32] = .init(repeating: 0)
    var eps: [3 of UInt32] = .init(repeating: 0)
    var excsave: [3 of UInt32] = .init(repeating: 0)
    var depc: UInt32 = 0
    /// Edge, software and timer interrupts waiting to be cleared.
    var latched: UInt32 = 0
    var intenable: UInt32 = 0
    var ps: UInt32 = PS.excm | 0xF
    var vecbase: UInt32 = 0x4000_0000
    var exccause: UInt32 = 0
    var debugcause: UInt32 = 0
    var icount: UInt32 = 0
    var icountlevel: UInt32 = 0
    var excvaddr: UInt32 = 0
    var ccompare: UInt32 = 0
    var ccountBase: Cycles = 0
    var timerDue: Cycles = .max
    /// Region attributes of the two region-protection TLBs, one nibble per 512 MB.
    var tlbAttributes: [2 of UInt32] = .init(repeating: 0x2222_2222)

    /// Level at or below which interrupts are masked.
    var currentLevel: UInt32 {
        let level = ps & PS.intlevel
        return ps & PS.excm != 0 ? max(level, 1) : level
    }

    /// Whether IBREAK, DBREAK or ICOUNT may fire, so that every instruction must be looked at first.
    var isDebugArmed: Bool {
        ibreakenable & 1 != 0 || dbreakc0 >> 30 != 0 || icountlevel > 0
    }
}

/// Interrupt numbers and types (core-isa.h).
enum Interrupts {
    static let levelTriggered: UInt32 = 0x003F
    static let timer: UInt32 = 1 << 6
    static let software: UInt32 = 1 << 7
    static let edge: UInt32 = 0x3F00
    static let level1: UInt32 = 0x3FFF
    static let nmi: UInt32 = 1 << 14
}

extension Core {
    /// Vectors to an exception raised by the instruction at `address`. Sets `pc`; the caller leaves the loop.
    func raise(_ cause: ExceptionCause, at address: UInt32, virtualAddress: UInt32? = nil) {
        special.exccause = cause.rawValue
        if let virtualAddress { special.excvaddr = virtualAddress }
        if cause != .level1Interrupt {
            lastException = ExceptionNote(cause: cause.rawValue, pc: address, address: special.excvaddr, at: now)
            if inspection.attended != nil { attend() }
        }
        pushHandler(interrupting: address)
        let kind = cause == .level1Interrupt ? CallProfiler.Place.interrupt : .exception
        if special.ps & PS.excm != 0 {
            special.depc = address
            enterVector(0x70, from: address, kind)
        } else {
            special.epc[0] = address
            special.ps |= PS.excm
            enterVector(special.ps & PS.um != 0 ? 0x50 : 0x30, from: address, kind)
        }
    }

    private func enterVector(_ offset: UInt32, from address: UInt32, _ kind: CallProfiler.Place) {
        profiler?.interrupted(kind, vector: special.vecbase &+ offset, depth: frameCount, now: now)
        let isInterrupt = kind == .interrupt || kind == .nonMaskable
        if isInterrupt { counts.interrupts &+= 1 } else { counts.exceptions &+= 1 }
        now &+= Cycles(max(0, isInterrupt ? timing.interruptEntry : timing.exceptionEntry))
        cycles = now
        pc = special.vecbase &+ offset
        isWaiting = false
        if !regions.contains(where: { $0.isExecutable && $0.isEnabled && $0.contains(pc) }) {
            stop = .lost(cause: special.exccause, pc: address)
        }
    }

    /// Level-2 exception of BREAK, IBREAK, DBREAK, ICOUNT; without effect at or above level 2.
    func raiseDebug(_ cause: UInt32, at address: UInt32) -> Bool {
        guard special.currentLevel < 2 else { return false }
        special.debugcause = cause
        special.epc[1] = address
        special.eps[1] = special.ps
        pushHandler(interrupting: address)
        special.ps = special.ps & ~PS.intlevel | PS.excm | 2
        enterVector(0x10, from: address, .debug)
        return true
    }

    /// Interrupts that are pending now, edge or level.
    var pendingInterrupts: UInt32 { special.latched | (signals.lines & Interrupts.levelTriggered) }

    /// While WAITI lasts: the cycle at which CCOMPARE0 may end it; nil while instructions are executed, and as soon as an
    /// interrupt is there that might.
    public var waitsUntil: Cycles? {
        let arrived = signals.edges | special.latched & Interrupts.nmi | pendingInterrupts & special.intenable
        return isWaiting && arrived == 0 ? special.timerDue : nil
    }

    func takePendingInterrupt() {
        if special.latched & Interrupts.nmi != 0 {
            special.latched &= ~Interrupts.nmi
            special.epc[2] = pc
            special.eps[2] = special.ps
            pushHandler(interrupting: pc)
            special.ps = special.ps & ~PS.intlevel | PS.excm | 3
            enterVector(0x20, from: pc, .nonMaskable)
            return
        }
        guard pendingInterrupts & special.intenable & Interrupts.level1 != 0, special.currentLevel < 1 else { return }
        raise(.level1Interrupt, at: pc)
    }

    func fireTimerIfDue() {
        guard now >= special.timerDue else { return }
        special.latched |= Interrupts.timer
        special.timerDue &+= 1 << 32
    }

    func scheduleTimer() {
        let ccount = UInt32(truncatingIfNeeded: now &- special.ccountBase)
        let distance = special.ccompare &- ccount
        special.timerDue = now &+ (distance == 0 ? 1 << 32 : Cycles(distance))
    }

    /// Looks whether a debug exception precedes the next instruction; `true` when it was taken.
    func takeDebugException() -> Bool {
        guard special.currentLevel < 2 else { return false }
        if special.ibreakenable & 1 != 0 && special.ibreaka0 == pc {
            return raiseDebug(DebugCause.ibreak, at: pc)
        }
        if special.currentLevel < special.icountlevel {
            if special.icount == .max { return raiseDebug(DebugCause.icount, at: pc) }
            special.icount &+= 1
        }
        return isDataBreak() && raiseDebug(DebugCause.dbreak, at: pc)
    }

    private func isDataBreak() -> Bool {
        guard special.dbreakc0 >> 30 != 0,
            let region = regions.first(where: { $0.isExecutable && $0.isEnabled && $0.contains(pc, count: 3) })
        else { return false }
        let offset = Int(pc &- region.base)
        var word: UInt32 = 0
        for byte in 0..<3 {
            word |= UInt32(region.storage.load(fromByteOffset: offset + byte, as: UInt8.self)) << UInt32(8 * byte)
        }
        let instruction = Decoder.decode(word, pc: pc, litbase: special.litbase)
        let operation = instruction.operation
        guard operation.isAccess, special.dbreakc0 >> (operation.isStore ? 31 : 30) & 1 != 0 else { return false }
        let mask = 0xFFFF_FFC0 | (special.dbreakc0 & 0x3F)
        let address = a[Int(instruction.s)] &+ instruction.imm
        // Any byte of the access will do (QEMU's test_break, DBdbreak_overlap).
        let bytes = 0..<UInt32(operation.accessWidth.rawValue)
        return bytes.contains { (address &+ $0) & mask == special.dbreaka0 & mask }
    }
}
