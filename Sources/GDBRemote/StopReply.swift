/// Why a target stopped.
public enum Stop: Sendable, Equatable {
    /// It has executed nothing yet, or is as it was when the debugger came.
    case halted
    /// The debugger asked for it.
    case interrupted
    /// A step is done.
    case stepped
    /// A breakpoint is at the next instruction.
    case breakpoint(isHardware: Bool)
    /// The last instruction accessed a watched address.
    case watchpoint(Breakpoint.Kind, address: UInt32)
    /// The instruction at pc raised an exception with this EXCCAUSE.
    case exception(cause: UInt32)
    /// A watchdog bites; in words, which.
    case watchdog(String)
    /// An allocation of so many bytes was refused.
    case allocationFailed(Int)
    /// A watchdog was fed; in words, which.
    case fed(String)
    /// Going backwards came to the beginning.
    case beginning

    /// GDB's number of the signal that it is told as (include/gdb/signals.def), one that it stops for: not SIGALRM.
    var signal: UInt8 {
        switch self {
        case .halted, .stepped, .breakpoint, .watchpoint, .beginning: 5
        case .interrupted: 2
        case .exception(let cause): Self.signal(ofCause: cause)
        case .watchdog: 6
        case .allocationFailed: 30
        case .fed: 31
        }
    }

    /// SIGILL, SIGSYS, SIGBUS, SIGSEGV: what a Unix makes of the exception.
    private static func signal(ofCause cause: UInt32) -> UInt8 {
        switch cause {
        case 0: 4
        case 1: 12
        case 9: 10
        default: 11
        }
    }

    /// The stop reply (GDB manual, "Stop Reply Packets"); a reason that GDB did not announce to know is left out.
    func reply(knowsBreakpoints: Bool) -> [UInt8] {
        var text = Array("T".utf8) + Hex.text([signal]) + Array("thread:1;".utf8)
        switch self {
        case .breakpoint(let isHardware) where knowsBreakpoints:
            text += Array((isHardware ? "hwbreak:;" : "swbreak:;").utf8)
        case .watchpoint(let kind, let address):
            text += Array("\(kind.reason):\(String(address, radix: 16));".utf8)
        case .beginning: text += Array("replaylog:begin;".utf8)
        default: break
        }
        return text
    }

    /// What to tell the person at the debugger, who sees but a signal; nil where GDB says it itself.
    public var note: String? {
        switch self {
        case .halted, .interrupted, .stepped, .breakpoint, .watchpoint, .beginning: nil
        case .exception(let cause): "exception, cause \(cause); the firmware's handler is next"
        case .watchdog(let which): "the \(which) watchdog bites"
        case .allocationFailed(let bytes): "an allocation of \(bytes) bytes was refused"
        case .fed(let which): "the \(which) watchdog was fed"
        }
    }
}

/// A place at which a target is to stop.
public struct Breakpoint: Sendable, Hashable {
    /// What stops it, by the number of `Z` and `z`.
    public enum Kind: UInt8, Sendable, Hashable {
        /// Execution, by software.
        case software = 0
        /// Execution, by hardware.
        case hardware = 1
        /// A store.
        case write = 2
        /// A load.
        case read = 3
        /// Either.
        case access = 4

        var reason: String {
            switch self {
            case .read: "rwatch"
            case .access: "awatch"
            case .write, .software, .hardware: "watch"
            }
        }
    }

    /// What stops it.
    public var kind: Kind
    /// First address.
    public var address: UInt32
    /// Bytes watched; without meaning for breakpoints.
    public var length: UInt32

    /// A place.
    public init(_ kind: Kind, at address: UInt32, length: UInt32 = 1) {
        self.kind = kind
        self.address = address
        self.length = length
    }

    /// Whether a load or store of `width` bytes at `address` touches it.
    public func isTouched(by address: UInt32, width: UInt32, isStore: Bool) -> Bool {
        let isMeant = kind == .access || (isStore ? kind == .write : kind == .read)
        // Either begins inside the other; differences that wrap are far away.
        return isMeant && (address &- self.address < length || self.address &- address < width)
    }
}
