import LX106

/// The core's bus: finds the peripheral of an address by its page, and tells it the time.
final class BoardBus: PeripheralBus {
    private struct Page {
        /// Kept alive by `peripherals`. Counting references costs more than a register does.
        var peripheral: Unmanaged<Peripheral>?
        var base: UInt32 = 0
    }

    /// Where registers can be: the XLMI port, then the peripherals with the windows of the virtual board behind them.
    static let windows: [2 of (base: UInt32, size: UInt32)] = [
        (0x3FF0_0000, 0x4_0000), (0x6000_0000, 0x1_0000),
    ]
    private static let pageShift = UInt32(AddressMap.pageSize.trailingZeroBitCount)
    private static let pageCount = Int((0x4_0000 + 0x1_0000) >> pageShift)

    /// Registers of the peripherals at 0x60000000 that are read without a call.
    let mirror: RegisterMirror? = RegisterMirror(base: windows[1].base, size: windows[1].size)
    /// CPU clock and its switches.
    var clock: Clock {
        didSet { mirror?.withdrawTimed() }
    }
    /// What is connected, in the order of the address map.
    private(set) var peripherals: [Peripheral] = []
    /// Told of an access to a window of registers that no register answers.
    var onUnknown: (_ address: UInt32, _ isStore: Bool, Ticks) -> Void = { _, _, _ in }
    private let pages: UnsafeMutablePointer<Page>
    /// What was stored to places without a register, by address.
    private var kept: [UInt32: UInt32] = [:]

    init(clock: Clock) {
        self.clock = clock
        // One more, for all addresses outside the windows.
        pages = .allocate(capacity: Self.pageCount + 1)
        pages.initialize(repeating: Page(), count: Self.pageCount + 1)
    }

    deinit {
        pages.deinitialize(count: Self.pageCount + 1)
        pages.deallocate()
    }

    func connect(_ peripheral: Peripheral, at block: RegisterBlock) {
        peripherals.append(peripheral)
        if let mirror {
            peripheral.connect(at: block.base, mirror: mirror) { [unowned self] in clock.cycles(at: $0) }
        }
        for offset in stride(from: 0, to: block.size, by: Int(AddressMap.pageSize)) {
            pages[Self.page(block.base &+ offset)] = Page(peripheral: .passUnretained(peripheral), base: block.base)
        }
    }

    @inline(__always)
    private static func page(_ address: UInt32) -> Int {
        let upper = address &- windows[1].base
        if upper < windows[1].size { return Int((windows[0].size &+ upper) >> pageShift) }
        let lower = address &- windows[0].base
        return lower < windows[0].size ? Int(lower >> pageShift) : pageCount
    }

    func read(_ address: UInt32, width: AccessWidth, now: Cycles) -> UInt32? {
        let time = clock.ticks(at: now)
        let page = Self.page(address)
        let offset = (address &- pages[page].base) & ~3
        if let peripheral = pages[page].peripheral,
            let value = peripheral._withUnsafeGuaranteedRef({ $0.read(offset, now: time) })
        {
            return value >> (8 * (address & 3))
        }
        guard noteUnknown(address, page, isStore: false, time) else { return nil }
        return (kept[address & ~3] ?? 0) >> (8 * (address & 3))
    }

    func inspect(_ address: UInt32, now: Cycles) -> UInt32? {
        let page = Self.page(address)
        guard let peripheral = pages[page].peripheral else {
            return MemoryMap.isPeripheral(address) ? kept[address] ?? 0 : nil
        }
        let isMirrored = (mirror?.end(of: address) ?? 0) > now
        let offset = address &- pages[page].base
        return peripheral._withUnsafeGuaranteedRef {
            isMirrored ? $0.read(offset, now: clock.ticks(at: now)) : $0.inspect(offset, now: clock.ticks(at: now))
        } ?? kept[address]
    }

    func write(_ address: UInt32, _ value: UInt32, width: AccessWidth, now: Cycles) -> Bool {
        let time = clock.ticks(at: now)
        let page = Self.page(address)
        let offset = (address &- pages[page].base) & ~3
        if let peripheral = pages[page].peripheral,
            peripheral._withUnsafeGuaranteedRef({ $0.write(offset, value, now: time) })
        {
            return true
        }
        guard noteUnknown(address, page, isStore: true, time) else { return false }
        kept[address & ~3] = value
        return true
    }

    /// All registers to their reset values, at `now`. What is kept without a model then reads 0 (assumed).
    func reset(now: Ticks) {
        kept = [:]
        for peripheral in peripherals { peripheral.reset(now: now) }
    }

    func steadiness(of address: UInt32, now: Cycles) -> RegisterSteadiness {
        if let end = mirror?.end(of: address & ~3), end > now { return .steady(until: end) }
        let page = Self.page(address)
        guard let peripheral = pages[page].peripheral else { return .changing }
        let offset = (address &- pages[page].base) & ~3
        switch peripheral._withUnsafeGuaranteedRef({ $0.pace(offset, now: clock.ticks(at: now)) }) {
        case .changing: return .changing
        case .steady(.max): return .steady(until: .max)
        case .steady(let end): return .steady(until: clock.cycles(at: end))
        case .counting(let value, let elapsed, let step):
            let perCycle = clock.ticksPerCycle
            return .counting(
                RegisterClock(value: value, now: now, elapsed: elapsed / perCycle, cyclesPerStep: step / perCycle)
            )
        }
    }

    func canRepeatStore(_ address: UInt32, _ value: UInt32, now: Cycles) -> Bool {
        let page = Self.page(address)
        let offset = (address &- pages[page].base) & ~3
        return pages[page].peripheral?._withUnsafeGuaranteedRef {
            $0.canRepeatStore(offset, value, now: clock.ticks(at: now))
        } ?? false
    }

    func repeatStore(_ address: UInt32, _ value: UInt32, width: AccessWidth, _ repetition: Repetition) {
        let page = Self.page(address)
        let offset = (address &- pages[page].base) & ~3
        pages[page].peripheral?._withUnsafeGuaranteedRef {
            $0.repeatStore(offset, value, repetition.converted(clock.ticks(at:)) { $0 &* clock.ticksPerCycle })
        }
    }

    /// Whether anything answers at `address`, where no register is.
    private func noteUnknown(_ address: UInt32, _ page: Int, isStore: Bool, _ time: Ticks) -> Bool {
        guard pages[page].peripheral != nil || MemoryMap.isPeripheral(address) else { return false }
        onUnknown(address, isStore, time)
        return true
    }
}
