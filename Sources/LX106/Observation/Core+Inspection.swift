/// What a debugger has a core call, each with everything committed: `now`, `pc`, registers, `instructions`.
///
/// None of it changes what the guest does, or its cycles.
public struct Inspection {
    /// Called before each instruction, and before the hooks at its address; again when a deadline came while the
    /// instruction was fetched. While it or `didExecute` is set, the core executes one instruction at a time. If it calls
    /// `Core.attend()`, the instruction is not executed before that.
    public var willExecute: ((Core) -> Void)?
    /// Called after each instruction, before an interrupt is looked for; also after one that raised an exception.
    public var didExecute: ((Core) -> Void)?
    /// Called in the middle of each load or store that succeeds, but for literals (L32R): `pc` is that of the instruction.
    /// While it is set, the core runs no generated code and skips no polling.
    public var accessed: ((Core, MemoryAccess) -> Void)?
    /// Called between two instructions after `Core.attend()`, after an exception (not an interrupt), and at `alarm`. It may
    /// change registers, memory and hooks, and jump.
    public var attended: ((Core) -> Void)?
    /// Cycle at or after which `attended` is called, once.
    public var alarm: Cycles = .max

    /// Nothing.
    public init() {}

    /// Whether every instruction is looked at.
    var isStepping: Bool { willExecute != nil || didExecute != nil }
}

/// A load or store.
public struct MemoryAccess: Sendable, Equatable {
    /// First address.
    public let address: UInt32
    /// How many bytes.
    public let width: AccessWidth
    /// Whether it is a store.
    public let isStore: Bool
}

extension Core {
    /// Has `Inspection.attended` be called as soon as the running instruction is done; from a hook, before the instruction
    /// that has the hook; from `Inspection.willExecute`, before that instruction.
    public func attend() {
        wantsAttention = true
        signals.noteChange()
    }

    /// Calls who is to be called now; whether anybody was.
    func callInspection() -> Bool {
        guard wantsAttention || now >= inspection.alarm else { return false }
        wantsAttention = false
        if now >= inspection.alarm { inspection.alarm = .max }
        inspection.attended?(self)
        return true
    }

    /// Executes one instruction, with calls before and behind it.
    func executeInspected() {
        inspection.willExecute?(self)
        guard !wantsAttention else { return }
        if special.isDebugArmed && takeDebugException() { return }
        let before = (pc, instructions, counts.exceptions)
        execute(limit: now, single: true)
        // A hook may have asked for attention in front of the instruction, or a deadline came while it was fetched.
        if before != (pc, instructions, counts.exceptions) { inspection.didExecute?(self) }
    }

    /// Tells who looks at loads and stores of that by `record`, which has just happened.
    @inline(__always)
    func noteAccess(_ record: Record, _ address: UInt32, _ width: AccessWidth) {
        guard let accessed = inspection.accessed, record.operation.isAccess else { return }
        accessed(self, MemoryAccess(address: address, width: width, isStore: record.operation.isStore))
    }

    /// How many handlers of exceptions and interrupts have not come back.
    public var handlerDepth: Int { handlerCount }

    /// The memories that answer now.
    public var memories: [MemoryRegion] { regions.filter(\.isEnabled) }

    /// The byte at `address` as a debugger sees it: without side effect, and without the widths that instructions are
    /// held to. Nil where nothing answers that can be read so.
    public func inspect(_ address: UInt32) -> UInt8? {
        if let region = regions.first(where: { $0.isEnabled && $0.contains(address) }) {
            return region.storage.load(fromByteOffset: Int(address &- region.base), as: UInt8.self)
        }
        return bus.inspect(address & ~3, now: now).map { UInt8(truncatingIfNeeded: $0 >> (8 * (address & 3))) }
    }

    /// Stores `bytes` at `address` as a debugger does: in memory that can be written, in any width, or whole words to
    /// registers, which do what they do. False, and nothing is stored, where they do not fit.
    public func inject(_ bytes: [UInt8], at address: UInt32) -> Bool {
        let count = UInt32(truncatingIfNeeded: bytes.count)
        if let region = regions.first(where: { $0.isEnabled && $0.contains(address, count: count) }) {
            guard region.isWritable else { return false }
            let place = region.storage + Int(address &- region.base)
            bytes.withUnsafeBytes {
                if let start = $0.baseAddress { place.copyMemory(from: start, byteCount: $0.count) }
            }
            if region.isExecutable { invalidateCode() }
            return true
        }
        guard bytes.count == 4, address & 3 == 0, !regions.contains(where: { $0.contains(address) }) else {
            return false
        }
        let value = bytes.reversed().reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
        return bus.write(address, value, width: .word, now: now)
    }
}
