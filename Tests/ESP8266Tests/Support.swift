import GuestABI
import LX106
import TestSupport

@testable import ESP8266

/// A network in which nobody answers, but where a test can say what reaches the board.
final class ScriptedLink: NetworkLink {
    var pending: [(at: Ticks, event: NetworkEvent)] = []
    var calls: [String] = []
    var sent: [UInt8] = []

    func connect(socket: Int, host: String, port: Int, at ticks: Ticks) {
        calls.append("connect \(socket) \(host):\(port)")
    }
    func send(socket: Int, bytes: [UInt8], at ticks: Ticks) {
        calls.append("send \(socket) \(bytes.count)")
        sent += bytes
    }
    func close(socket: Int, at ticks: Ticks) { calls.append("close \(socket)") }
    func nextEvent(now: Ticks) -> Ticks? { pending.map(\.at).min() }
    func events(until ticks: Ticks) -> [NetworkEvent] {
        defer { pending.removeAll { $0.at <= ticks } }
        return pending.filter { $0.at <= ticks }.map(\.event)
    }
}

/// A board whose ROM holds one stub per load and store, so that every access is one an LX106 makes.
final class TestBoard: BoardObserver {
    /// Base encodings of the loads and stores, with the stub's number.
    enum Access: UInt32, CaseIterable {
        case l8ui = 0x000002, l16ui = 0x001002, l16si = 0x009002, l32i = 0x002002
        case s8i = 0x004002, s16i = 0x005002, s32i = 0x006002

        static let loads: [Access] = [.l8ui, .l16ui, .l16si, .l32i]
        static let stores: [Access] = [.s8i, .s16i, .s32i]
        static let narrow: [Access] = [.l8ui, .l16ui, .l16si, .s8i, .s16i]
        var width: UInt32 {
            switch self {
            case .l8ui, .s8i: 1
            case .l16ui, .l16si, .s16i: 2
            case .l32i, .s32i: 4
            }
        }
    }

    /// What an access did: the value in the register afterwards, or the exception it raised.
    struct Outcome {
        var value: UInt32
        var cause: UInt32?
        var address: UInt32
        var pc: UInt32
    }

    private static let nmiVector: UInt32 = 0x4000_0020
    private static let returnFromNMI: UInt32 = 0x003010 | 3 << 8
    private static let kernelVector: UInt32 = 0x4000_0030
    /// EXCCAUSE has six bits; no exception uses the last number.
    private static let noCause: UInt32 = 63
    private static let simcall: UInt32 = 0x005100
    private static let waitForInterrupt: UInt32 = 0x007000 | 1 << 8
    /// J back over WAITI.
    private static let jumpBack: UInt32 = 0x000006 | (UInt32.max &- 6 & 0x3FFFF) << 6
    private static let spin: UInt32 = 0x4000_0084
    /// J to `spin`, at the reset vector.
    private static let jumpToSpin: UInt32 = 0x000006
    /// Last word of the ROM, so that it can be told from zeros.
    static let lastWordOfROM: UInt32 = 0x6D6F_7221

    let board: Board
    let link = ScriptedLink()
    /// Tick at which the stub of the last access began; an access falls a fixed time after it.
    private(set) var time: Ticks = 0
    private(set) var sent: [UInt8] = []
    private(set) var sentAt: [Ticks] = []
    private(set) var pins: [(pin: Int, high: Bool, at: Ticks)] = []
    private(set) var fed: [Ticks] = []
    private(set) var bites: [Ticks] = []
    private(set) var probes: [(register: Probe.Register, value: UInt32)] = []
    private(set) var phases: [(phase: WiFiPhase, at: Ticks)] = []
    private(set) var boots: [ResetCause] = []
    private(set) var restarts: [Ticks] = []
    private(set) var armed: [Ticks] = []
    private(set) var expiries = 0
    private(set) var unknown: [UInt32] = []
    private(set) var unknownStores: [Bool] = []

    init(flash: FlashContents? = nil, _ change: (inout BoardConfiguration) -> Void = { _ in }) throws {
        var configuration = BoardConfiguration()
        change(&configuration)
        let rom = try ELFImage(bytes: TinyELF.bytes(code: Self.romBytes(), at: 0x4000_0000))
        let firmware = try ELFImage(bytes: TinyELF.bytes(code: [0, 0, 0, 0]))
        board = try Board(
            configuration: configuration,
            rom: rom,
            flash: flash ?? FlashContents(program: firmware, configuration: configuration, area: []),
            link: link
        )
        // A board pulls it down: here all pins are alike.
        board.drive(pin: 15, high: true)
        board.observer = self
        // One cycle, so that the power-on reset is announced.
        _ = board.run(until: 1)
    }

    var core: Core { board.core }
    /// INTERRUPT as RSR shows it.
    var interrupts: UInt32 { core[special: .interrupt] }
    /// Clears the latched edges, as WSR.INTCLEAR does.
    func clearInterrupts() { core[special: .intclear] = .max }

    /// Whether an NMI was taken since this was last asked: EPC3 is the address it interrupted.
    func tookNMI() -> Bool {
        defer { core[special: .epc3] = 0 }
        return core[special: .epc3] != 0
    }

    /// Executes one access to `address`.
    @discardableResult
    func perform(_ access: Access, at address: UInt32, value: UInt32 = 0) -> Outcome {
        core[register: 3] = address
        core[register: 4] = value
        return execute(from: Self.stub(access))
    }

    /// Executes whatever is at `address` up to a SIMCALL, an exception or 1000 cycles.
    @discardableResult
    func execute(from address: UInt32) -> Outcome {
        core.jump(to: address)
        core[special: .ps] = 0
        core[special: .exccause] = Self.noCause
        time = board.now
        board.signals.setDeadline(core.now + 1000)
        if core.run() == .requested { _ = board.run(until: board.now) }
        let cause = core[special: .exccause]
        return Outcome(
            value: core[register: 4],
            cause: cause == Self.noCause ? nil : cause,
            address: core[special: .excvaddr],
            pc: core[special: .epc1]
        )
    }

    subscript(address: UInt32) -> UInt32 {
        get { perform(.l32i, at: address).value }
        set { perform(.s32i, at: address, value: newValue) }
    }

    /// Lets `ticks` of virtual time pass.
    func advance(_ ticks: Ticks) {
        core.jump(to: Self.spin)
        core[special: .ps] = 0
        _ = board.run(until: board.now + ticks)
    }

    static func stub(_ access: Access) -> UInt32 {
        0x4000_1000 + 16 * UInt32(Access.allCases.firstIndex(of: access) ?? 0)
    }

    private static func romBytes() -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: 0x10000)
        func put(_ word: UInt32, at address: UInt32, count: UInt32 = 3) {
            for index in 0..<count {
                bytes[Int(address - 0x4000_0000 + index)] = UInt8(truncatingIfNeeded: word >> (8 * index))
            }
        }
        put(returnFromNMI, at: nmiVector)
        put(simcall, at: kernelVector)
        put(jumpToSpin, at: Core.resetVector)
        put(waitForInterrupt, at: spin)
        put(jumpBack, at: spin + 3)
        for access in Access.allCases {
            put(access.rawValue | 3 << 8 | 4 << 4, at: stub(access))
            put(simcall, at: stub(access) + 3)
        }
        put(lastWordOfROM, at: 0x4000_FFFC, count: 4)
        return bytes
    }

    func uartSent(_ byte: UInt8, at ticks: Ticks) {
        sent.append(byte)
        sentAt.append(ticks)
    }
    func pinChanged(_ pin: Int, high: Bool, at ticks: Ticks) { pins.append((pin, high, ticks)) }
    func hardWatchdogFed(_ stages: WatchdogStages, at ticks: Ticks) { fed.append(stages.both) }
    func hardWatchdogFed(_ stages: WatchdogStages, _ repetition: Repetition) { fed.append(stages.both) }
    func hardWatchdogStopped(at ticks: Ticks) {}
    func hardWatchdogBit(at ticks: Ticks) { bites.append(ticks) }
    func probed(_ register: Probe.Register, _ value: UInt32, at ticks: Ticks) { probes.append((register, value)) }
    func wifiEntered(_ phase: WiFiPhase, at ticks: Ticks) { phases.append((phase, ticks)) }
    func booted(cause: ResetCause, at ticks: Ticks) { boots.append(cause) }
    func uart1Sent(_ byte: UInt8, at ticks: Ticks) {}
    func restarts(cause: ResetCause, at ticks: Ticks) { restarts.append(ticks) }
    func macTimerArmed(period: Ticks, isHandler: Bool, at ticks: Ticks) { armed.append(period) }
    func macTimerExpired(at ticks: Ticks) { expiries += 1 }
    func unknownAccess(_ address: UInt32, isStore: Bool, pc: UInt32, at ticks: Ticks) {
        unknown.append(address)
        unknownStores.append(isStore)
    }
}

/// Ticks of `count` cycles of the 80 MHz APB clock.
func apb(_ count: Ticks) -> Ticks { count * Clock.ticksPerAPBCycle }
