/// Writes traces as x86-64 code.
///
/// Register use: RBP points to `HostState`; R15 counts down the cycle budget; R14 counts instructions and found cache
/// lines; RAX and RCX are scratch; ten guest registers live in the rest, the others stay in `HostState`. Upper halves
/// of registers that hold guest values are zero. `emitTarget` puts an address into EAX.
struct X86Emitter: TraceEmitter {
    typealias Offset = HostState.Offset

    /// The host register of a guest register, if it has one.
    static func home(of register: UInt8) -> X86Register? {
        switch register {
        case 1: .rbx
        case 2: .rdx
        case 3: .rsi
        case 4: .rdi
        case 5: .r8
        case 6: .r9
        case 7: .r10
        case 8: .r11
        case 9: .r12
        case 10: .r13
        default: nil
        }
    }

    /// Guest registers that have one, and which.
    static let homes: [(number: Int32, home: X86Register)] = (0..<16).compactMap { number in
        home(of: UInt8(number)).map { (number, $0) }
    }
    static let tally = X86Register.r14
    static let budget = X86Register.r15

    let state: HostState
    let cache: LineCache?
    let dram: MemoryRegion
    let mirror: RegisterMirror?
    var assembler: X86Assembler
    private var entryPoint = 0
    private var commonExit = 0
    private var firstTrace = 0
    /// Perform an access to a peripheral.
    private(set) var busLoad = 0
    private(set) var busStore = 0
    /// Performs a system instruction.
    private(set) var system = 0
    /// Looks further than the most recently used line of a set; zero where it cannot.
    private(set) var probe = 0
    /// From the state to the byte of DRAM that guest address 0 would be, when 32 bits can hold it.
    let dramDisplacement: Int32?
    /// From the state to the cache's table of most recently used lines, when 32 bits can hold it.
    let frontDisplacement: Int32?
    /// Likewise to all lines of the cache.
    let linesDisplacement: Int32?

    /// Nil when the host's processor lacks BMI2 or LZCNT.
    init?(state: HostState, cache: LineCache?, dram: MemoryRegion, mirror: RegisterMirror?) {
        self.state = state
        self.cache = cache
        self.dram = dram
        self.mirror = mirror
        assembler = X86Assembler(base: state.base, position: Offset.code, capacity: state.size)
        let origin = Int(bitPattern: state.base)
        dramDisplacement = Int32(exactly: Int(bitPattern: dram.storage) - origin - Int(dram.base))
        frontDisplacement = cache.flatMap { Int32(exactly: Int(bitPattern: $0.front) - origin) }
        linesDisplacement = cache.flatMap { Int32(exactly: Int(bitPattern: $0.lines) - origin) }
        // With DRAM away from both ends of the address space, no base + offset inside it wraps around.
        let isAwayFromEnds = dram.base >= 0x1_0000 && dram.base < 0x7FFF_0000
        guard isAwayFromEnds, dramDisplacement != nil, cache == nil || frontDisplacement != nil,
            hasProcessorFeatures()
        else { return nil }
        assembler.rewind(to: Offset.code)
        emitEntry()
        emitExit()
        busLoad = emitCore(UInt64(UInt(bitPattern: unsafeBitCast(Core.hostLoad, to: Int.self))), isStore: false)
        busStore = emitCore(UInt64(UInt(bitPattern: unsafeBitCast(Core.hostStore, to: Int.self))), isStore: true)
        system = emitSystemCall()
        firstTrace = assembler.position
        reset()
    }

    var position: Int { assembler.position }
    var room: Int { assembler.room }

    mutating func reset() {
        assembler.rewind(to: firstTrace)
        emitProbe()
    }

    func patch(_ site: Int, to target: Int) {
        assembler.patch(site, to: target)
    }

    func redirect(_ entry: Int, to target: Int) {
        assembler.overwrite(entry, withJumpTo: target)
    }

    func enter() -> UInt32 {
        call(entryPoint)
    }

    private func call(_ offset: Int) -> UInt32 {
        typealias Function = @convention(c) (UnsafeMutableRawPointer) -> UInt32
        return unsafeBitCast(state.base + offset, to: Function.self)(state.base)
    }

    /// Asks CPUID for BMI2 (leaf 7, EBX bit 8) and LZCNT (leaf 0x80000001, ECX bit 5).
    private mutating func hasProcessorFeatures() -> Bool {
        func emit(leaf: UInt32, result: X86Register, into assembler: inout X86Assembler) -> Int {
            let start = assembler.position
            assembler.push(.rbx)
            assembler.move(.register(.rax), constant: leaf)
            assembler.move(.register(.rcx), constant: 0)
            assembler.cpuid()
            assembler.move(.rax, .register(result))
            assembler.pop(.rbx)
            assembler.ret()
            return start
        }
        let extended = call(emit(leaf: 7, result: .rbx, into: &assembler))
        let further = call(emit(leaf: 0x8000_0001, result: .rcx, into: &assembler))
        return extended >> 8 & 1 != 0 && further >> 5 & 1 != 0
    }

    private static let saved: [X86Register] = [.rbx, .rbp, .r12, .r13, .r14, .r15]

    private mutating func emitEntry() {
        entryPoint = assembler.position
        for register in Self.saved { assembler.push(register) }
        assembler.move(.rbp, .register(.rdi), wide: true)
        for (number, home) in Self.homes {
            assembler.move(home, .slot(4 * number))
        }
        assembler.move(.register(Self.tally), constant: 0)
        assembler.load(Self.budget, .rbp, displacement: Int32(Offset.budget), wide: true)
        assembler.jump(throughSlot: Int32(Offset.entry))
    }

    private mutating func emitExit() {
        commonExit = assembler.position
        for (number, home) in Self.homes {
            assembler.move(.slot(4 * number), from: home)
        }
        assembler.store(Self.tally, .rbp, displacement: Int32(Offset.tally), wide: true)
        assembler.store(Self.budget, .rbp, displacement: Int32(Offset.budget), wide: true)
        for register in Self.saved.reversed() { assembler.pop(register) }
        assembler.ret()
    }

    /// Code that looks for the line in ECX among the ways of its set that `LineCache.front` does not show, and makes it
    /// the most recently used, as `LineCache.touch` does. Returns with the zero flag set when it was there. Only for a
    /// cache that replaces the least recently used line: any other asks the core.
    private mutating func emitProbe() {
        probe = 0
        guard let cache, let front = frontDisplacement, let lines = linesDisplacement, cache.ways > 1,
            cache.replacement == .leastRecentlyUsed, cache.ways & (cache.ways - 1) == 0
        else { return }
        let shift = UInt8(cache.ways.trailingZeroBitCount)
        probe = assembler.position
        assembler.move(.rax, .register(.rcx))
        assembler.arithmetic(.and, .register(.rax), constant: cache.setMask)
        assembler.shift(.shl, .rax, by: shift)
        let found = (1..<cache.ways).map { way in
            assembler.compare(.rcx, .rbp, index: .rax, scale: 2, displacement: lines + 4 * Int32(way))
            return assembler.jump(if: .equal)
        }
        assembler.test(.register(.rbp), .rbp, wide: true)
        assembler.ret()
        for (way, site) in zip(1..<cache.ways, found) {
            assembler.patch(site, to: assembler.position)
            assembler.push(.rdx)
            for older in stride(from: way, to: 0, by: -1) {
                let place = lines + 4 * Int32(older)
                assembler.load(.rdx, .rbp, index: .rax, scale: 2, displacement: place - 4, .word)
                assembler.store(.rdx, .rbp, index: .rax, scale: 2, displacement: place, .word)
            }
            assembler.store(.rcx, .rbp, index: .rax, scale: 2, displacement: lines, .word)
            assembler.shift(.shr, .rax, by: shift)
            assembler.store(.rcx, .rbp, index: .rax, scale: 2, displacement: front, .word)
            assembler.pop(.rdx)
            assembler.arithmetic(.cmp, .rax, .register(.rax))
            assembler.ret()
        }
    }

    mutating func emitJump() -> Int { assembler.jump() }

    mutating func emitLeave(_ exit: Int) -> Int {
        let position = assembler.position
        assembler.move(.register(.rax), constant: UInt32(exit))
        assembler.patch(assembler.jump(), to: commonExit)
        return position
    }
}
