import LX106

/// The DPORT registers at 0x3FF00000 (EOR:core/include/esp/dport_regs.h; cache control read from the ROM's code).
final class DPORT: Peripheral {
    enum Register: UInt32 {
        case nmiEnable = 0x00, edgeEnable = 0x04, cacheControl = 0x0C, cpuClock = 0x14, clockGate = 0x18
        case spiInterruptStatus = 0x20, cacheBanks = 0x24, spiUARTSwap = 0x28
        case efuseMAC0 = 0x50, efuseMAC1 = 0x54, efuseChipID = 0x58, efuseVendor = 0x5C
    }

    /// Bits of CACHE_FLASH_CTRL.
    private enum CacheControl {
        static let flush: UInt32 = 1 << 0
        static let empty: UInt32 = 1 << 1
        static let readEnable: UInt32 = 1 << 8
        static let spiIdle: UInt32 = 1 << 9
    }

    /// What the registers steer.
    struct Outputs {
        var cpuClock: (_ megahertz: Int) -> Void
        /// Cache on or off, the megabyte of flash shown, and whether each 16 KB bank belongs to the cache.
        var cache: (_ isOn: Bool, _ megabyte: Int, _ lowBank: Bool, _ highBank: Bool, _ flush: Bool) -> Void
        var watchdogGate: (_ isStopped: Bool, Ticks) -> Void
        var interruptGates: (_ edges: UInt32, _ nmi: InterruptSource?) -> Void
    }

    private let outputs: Outputs
    private let mac: [UInt8]
    private let resetMegahertz: Int
    private let heldCacheKB: Int?
    /// Whether the CPU clock is another one than firmware chooses, or would be.
    var isClockHeld: Bool { heldMegahertz != nil }
    /// CPU clock in MHz that the chip has whatever the firmware chooses; nil: what it chooses. None after a reset.
    private var heldMegahertz: Int?
    private var registers: [UInt32] = .init(repeating: 0, count: 32)

    init(_ configuration: BoardConfiguration, outputs: Outputs) {
        mac = configuration.mac
        self.outputs = outputs
        resetMegahertz = configuration.megahertz
        heldCacheKB = configuration.heldCacheKB
    }

    convenience init(on board: Board) {
        let outputs = Outputs(
            cpuClock: { [unowned board] megahertz in board.switchClock(megahertz) },
            cache: { [unowned board] isOn, megabyte, low, high, flush in
                board.configureCache(isOn: isOn, megabyte: megabyte, low: low, high: high, flush: flush)
            },
            watchdogGate: { [unowned board] isStopped, at in
                board.block(Watchdog.self)?.gateClock(isStopped, now: at)
            },
            interruptGates: { [interrupts = board.interrupts] edges, nmi in
                interrupts.edgeEnable = edges
                interrupts.nmiSource = nmi
            }
        )
        self.init(board.configuration, outputs: outputs)
    }

    private subscript(register: Register) -> UInt32 {
        get { registers[Int(register.rawValue / 4)] }
        set { registers[Int(register.rawValue / 4)] = newValue }
    }

    /// NMI_INT_ENABLE: bit 0 enables, bits 4:1 select (the SDKs write 1 for WDEV, and 15 for FRC1 in NmiTimSetFunc).
    private var nmiSource: InterruptSource? {
        let value = self[.nmiEnable]
        guard value & 1 != 0 else { return nil }
        switch value >> 1 & 15 {
        case 0: return .wdev
        case 7: return .frc1
        default: return nil
        }
    }

    private func applyInterruptGates() {
        outputs.interruptGates(self[.edgeEnable], nmiSource)
    }

    override func reset(now: Ticks) {
        registers = .init(repeating: 0, count: 32)
        heldMegahertz = nil
        self[.cpuClock] = resetMegahertz == 160 ? 1 : 0
        outputs.cpuClock(resetMegahertz)
        outputs.watchdogGate(false, now)
        applyInterruptGates()
        applyCache(flush: true)
    }

    override func read(_ offset: UInt32, now: Ticks) -> UInt32? {
        guard let register = Register(rawValue: offset) else { return nil }
        let bytes = mac + [UInt8](repeating: 0, count: 6)
        switch register {
        case .cacheControl: return self[.cacheControl] & ~CacheControl.flush | CacheControl.empty | CacheControl.spiIdle
        case .efuseMAC0: return UInt32(bytes[5]) << 24
        case .efuseMAC1: return UInt32(bytes[3]) << 8 | UInt32(bytes[4])
        case .efuseChipID: return 1 << 15 | 1 << 12 | UInt32(Self.vendorCRC(bytes)) << 24
        case .efuseVendor: return UInt32(bytes[0]) << 16 | UInt32(bytes[1]) << 8 | UInt32(bytes[2])
        default: return self[register]
        }
    }

    override func pace(_ offset: UInt32, now: Ticks) -> RegisterPace {
        Register(rawValue: offset) == nil ? .changing : .steady
    }

    /// The CRC-8 (Maxim's) of the vendor's bytes, the last first, which the RTOS SDK looks at (RTOS system_api.c).
    private static func vendorCRC(_ mac: [UInt8]) -> UInt8 {
        mac.prefix(3).reversed().reduce(0) { crc, byte in
            (0..<8).reduce(crc ^ byte) { value, _ in value >> 1 ^ (value & 1 == 1 ? 0x8C : 0) }
        }
    }

    override func write(_ offset: UInt32, _ value: UInt32, now: Ticks) -> Bool {
        guard let register = Register(rawValue: offset) else { return false }
        switch register {
        // No interrupt of a SPI controller is modelled: its status stays 0.
        case .efuseMAC0, .efuseMAC1, .efuseChipID, .efuseVendor, .spiInterruptStatus: return true
        default: self[register] = value
        }
        switch register {
        case .nmiEnable, .edgeEnable: applyInterruptGates()
        case .cpuClock: choose(megahertz: value & 1 != 0 ? 160 : 80)
        case .clockGate: outputs.watchdogGate(value >> 3 & 1 != 0, now)
        case .cacheControl: applyCache(flush: value & CacheControl.flush != 0)
        case .cacheBanks: applyCache(flush: false)
        default: break
        }
        return true
    }

    /// Has the CPU clock be `megahertz` from now on, or, for nil, what firmware chooses next.
    func hold(megahertz: Int?) {
        heldMegahertz = megahertz
        if let megahertz { choose(megahertz: megahertz) }
    }

    private func choose(megahertz chosen: Int) {
        let megahertz = heldMegahertz ?? chosen
        self[.cpuClock] = self[.cpuClock] & ~1 | (megahertz == 160 ? 1 : 0)
        outputs.cpuClock(megahertz)
    }

    /// Switches on a cache of 16 KB over the first megabyte, as the ROM's Cache_Read_Enable(0, 0, 0) does.
    func showFlash(now: Ticks) {
        _ = write(Register.cacheBanks.rawValue, 1 << 3, now: now)
        _ = write(Register.cacheControl.rawValue, CacheControl.readEnable | CacheControl.flush, now: now)
    }

    /// Bits 18:16 select the upper megabytes, bits 25 and 24 the odd or even one of each pair.
    private func applyCache(flush: Bool) {
        let control = self[.cacheControl]
        let odd = control >> 25 & 1
        let megabyte = Int((control >> 16 & 7) * 2 + odd)
        let (low, high) = cacheBanks
        outputs.cache(control & CacheControl.readEnable != 0, megabyte, low, high, flush)
    }

    /// The banks of 16 KB that are cache: those that the firmware chose, or as many as are held. One alone is the upper one.
    private var cacheBanks: (low: Bool, high: Bool) {
        let low = self[.cacheBanks] >> 4 & 1 != 0, high = self[.cacheBanks] >> 3 & 1 != 0
        guard let heldCacheKB, low || high else { return (low, high) }
        return (heldCacheKB == 32, true)
    }
}
