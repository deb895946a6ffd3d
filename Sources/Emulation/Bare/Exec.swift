import ESP8266
import Inputs
import LX106
import Record

/// Runs a bare program: no chip around the core but its memories, and the simcalls exit, read and write.
public final class Exec {
    /// What the program found at its ends.
    public struct Streams {
        /// Up to `count` bytes of a file descriptor; nil when it cannot be read.
        public var read: (_ descriptor: UInt32, _ count: Int) -> [UInt8]?
        /// Writes to a file descriptor.
        public var write: (_ descriptor: UInt32, _ bytes: [UInt8]) -> Write

        /// Streams made of two functions.
        public init(
            read: @escaping (_ descriptor: UInt32, _ count: Int) -> [UInt8]?,
            write: @escaping (_ descriptor: UInt32, _ bytes: [UInt8]) -> Write
        ) {
            self.read = read
            self.write = write
        }
    }

    /// What became of something written.
    public enum Write: Sendable, Equatable {
        /// So many bytes were taken, which may be fewer than offered.
        case taken(Int)
        /// It cannot be written, for the reason of this Unix error number, which the program gets to see.
        case refused(errno: UInt32)
        /// Whoever read it went away: the program ends, as one does of SIGPIPE.
        case readerGone
    }

    /// How long a program may go on.
    public struct Limits: Sendable, Equatable {
        /// Most CPU cycles, each byte of output counted as one more, for output costs the host what cycles do; nil for
        /// any number.
        public var cycles: Cycles?
        /// Most bytes of output; nil for any number.
        public var output: UInt64?

        /// Limits; none without arguments.
        public init(cycles: Cycles? = nil, output: UInt64? = nil) {
            self.cycles = cycles
            self.output = output
        }
    }

    /// What a program cost.
    public struct Record: Sendable, Equatable, Codable {
        /// Version of the meaning of the keys.
        public var schemaVersion = 1
        /// Exit code of the program; null when it did not end.
        @Nullable public var exitCode: Int?
        /// Instructions executed.
        public var instructions: UInt64 = 0
        /// CPU cycles.
        public var cycles: UInt64 = 0
        /// Flash cache.
        public var cache = RunRecord.Cache()

        /// Nothing yet.
        public init() {}

        enum CodingKeys: String, CodingKey {
            case schemaVersion = "schema_version"
            case exitCode = "exit_code"
            case instructions, cycles, cache
        }
    }

    /// How a program ended.
    public enum Ending: Sendable, Equatable {
        /// It called exit.
        case exited(Int)
        /// It reached the cycle limit.
        case cycleLimit
        /// It reached the output limit.
        case outputLimit
        /// The debugger ended it.
        case killed
        /// Nobody reads any more what it writes.
        case readerGone
        /// It waits for an interrupt that cannot come.
        case waiting(pc: UInt32)
        /// It jumped where nothing is and has no exception vector.
        case lost(cause: UInt32, pc: UInt32)
        /// It made a simcall that does not exist.
        case unknownSimcall(UInt32, pc: UInt32)
    }

    /// The board around the program, as far as it decides what things cost.
    public struct Settings: Sendable {
        /// CPU clock in MHz.
        public var clockMHz = 80
        /// SPI flash mode.
        public var flashMode = FlashMode.dio
        /// SPI flash clock in MHz.
        public var flashMHz = 40
        /// Flash cache in KB.
        public var cacheKB = 32
        /// The prices.
        public var timing = TimingModel.lx106
        /// How the core executes.
        public var engine = Engine.generated
        /// Whether cycles are counted by call stack, which takes longer.
        public var collectsCallProfile = false
        /// Whether the addresses of the chip's registers answer: words that keep what is written, and do nothing.
        public var hasRegisters = false

        /// A NodeMCU at 80 MHz.
        public init() {}

        /// What `profile` says.
        public init(_ profile: Profile) {
            clockMHz = profile.clockMHz
            flashMode = profile.flashMode
            flashMHz = profile.flashMHz
            cacheKB = profile.cacheKB
            timing = profile.timingModel
        }
    }

    let core: Core
    private let cache: LineCache
    let signals = CoreSignals()
    private let bus: PlainBus
    private let regions: [MemoryRegion]
    private let streams: Streams
    private let profile: CallProfileCollector?
    /// Bytes of output so far.
    private var written: UInt64 = 0

    /// Loads `image` into the memories of the chip.
    ///
    /// - Throws: `ELFError` when a segment lies outside the memories.
    public init(image: ELFImage, streams: Streams, settings: Settings = Settings()) throws(ELFError) {
        self.streams = streams
        profile = settings.collectsCallProfile ? CallProfileCollector([image]) : nil
        regions = Self.memories()
        bus = PlainBus(hasRegisters: settings.hasRegisters)
        cache = LineCache(
            size: settings.cacheKB * 1024,
            timing: settings.timing,
            fillCycles: settings.flashMode.lineFillCycles(
                megahertz: settings.clockMHz,
                flashMegahertz: settings.flashMHz,
                timing: settings.timing
            )
        )
        for segment in image.segments {
            guard let region = regions.first(where: { $0.contains(segment.address, count: segment.memorySize) }) else {
                throw .segmentOutsideMemory(address: segment.address, size: segment.memorySize)
            }
            segment.bytes.withUnsafeBytes { bytes in
                guard let start = bytes.baseAddress else { return }
                let target = region.storage + Int(segment.address - region.base)
                target.copyMemory(from: start, byteCount: bytes.count)
            }
        }
        // A program without code in the ROM window has no exception vectors: an exception then ends it instead of
        // executing zeros for ever.
        for region in regions where region.name == "ROM" {
            region.isEnabled = image.segments.contains { region.contains($0.address) }
        }
        core = Core(regions: regions, signals: signals, bus: bus, timing: settings.timing, cache: cache)
        core.busClockRatio = max(1, settings.clockMHz / 80)
        core.use(settings.engine)
        core.reset(pc: image.entry)
        if let profile { core.attach(profile.profiler) }
    }

    private static func memories() -> [MemoryRegion] {
        func region(_ name: String, _ base: UInt32, _ size: UInt32, code: Bool, cached: Bool = false) -> MemoryRegion {
            MemoryRegion(
                name: name,
                base: base,
                size: size,
                allowsNarrowAccess: !code,
                isWritable: !code || name == "IRAM",
                isExecutable: code,
                isCached: cached
            )
        }
        return [
            region("DRAM", 0x3FFE_8000, 0x18000, code: false), region("ROM", 0x4000_0000, 0x10000, code: true),
            region("IRAM", 0x4010_0000, 0x10000, code: true),
            region("flash", 0x4020_0000, 0x10_0000, code: true, cached: true),
            region("start stub", 0x5000_0000, 0x10000, code: true),
        ]
    }

    /// Executes until the program ends or goes beyond one of `limits`, or `debugger` ends it.
    public func run(limits: Limits = Limits(), debugger: Debugger? = nil) -> Ending {
        while true {
            signals.setDeadline((limits.cycles ?? .max) - min(limits.cycles ?? 0, written))
            switch core.run() {
            case .simcall: if let ending = simcall(limits) { return ending }
            case .deadline: return .cycleLimit
            case .waiting: return .waiting(pc: core.pc)
            case .requested:
                if let debugger, debugger.isKilled || debugger.isRewinding { return .killed }
                signals.clearStop()
            case .lost(let cause, let pc): return .lost(cause: cause, pc: pc)
            }
        }
    }

    /// The costs so far.
    public func record(_ ending: Ending) -> Record {
        var record = Record()
        if case .exited(let code) = ending { record.exitCode = code }
        record.instructions = core.instructions
        record.cycles = core.now
        record.cache = RunRecord.Cache(hits: cache.hits, misses: cache.misses)
        return record
    }

    /// Cycles by function and call stack so far; nil unless asked for.
    public func callProfile() -> RunRecord.CallProfile? { profile?.result(at: core.now) }

    private enum Errno {
        static let badDescriptor: UInt32 = 9
        static let fault: UInt32 = 14
    }

    private func simcall(_ limits: Limits) -> Ending? {
        let number = core[register: 2]
        switch number {
        case 1: return .exited(Int(core[register: 3] & 0xFF))
        case 3: read()
        case 4: return write(limits)
        default: return .unknownSimcall(number, pc: core.pc &- 3)
        }
        return nil
    }

    /// The memory that a simcall names by address and count, and the region it lies in.
    private func buffer() -> (memory: UnsafeMutableRawBufferPointer, region: MemoryRegion)? {
        let address = core[register: 4], count = core[register: 5]
        guard let region = regions.first(where: { $0.contains(address, count: count) }) else { return nil }
        let start = region.storage + Int(address &- region.base)
        return (UnsafeMutableRawBufferPointer(start: start, count: Int(count)), region)
    }

    private func read() {
        guard let (memory, region) = buffer() else { return finish(nil, Errno.fault) }
        guard let bytes = streams.read(core[register: 3], memory.count) else {
            return finish(nil, Errno.badDescriptor)
        }
        memory.copyBytes(from: bytes.prefix(memory.count))
        if region.isExecutable { core.invalidateCode() }
        finish(min(bytes.count, memory.count), 0)
    }

    private func write(_ limits: Limits) -> Ending? {
        guard let (memory, _) = buffer() else {
            finish(nil, Errno.fault)
            return nil
        }
        let spent = core.now &+ written
        let cyclesLeft = limits.cycles.map { $0 - min($0, spent) } ?? .max
        let outputLeft = limits.output.map { $0 - min($0, written) } ?? .max
        let count = Int(min(UInt64(memory.count), cyclesLeft, outputLeft))
        switch streams.write(core[register: 3], Array(memory.prefix(count))) {
        case .taken(let taken):
            written &+= UInt64(taken)
            if taken == count, count < memory.count { return outputLeft < cyclesLeft ? .outputLimit : .cycleLimit }
            finish(taken, 0)
        case .refused(let errno): finish(nil, errno)
        case .readerGone: return .readerGone
        }
        return nil
    }

    private func finish(_ result: Int?, _ errno: UInt32) {
        core[register: 2] = result.map { UInt32(truncatingIfNeeded: $0) } ?? .max
        core[register: 3] = result == nil ? errno : 0
    }
}

/// A bus without devices; with registers, the windows of the chip's hold plain words.
private final class PlainBus: PeripheralBus {
    private let hasRegisters: Bool
    private var words: [UInt32: UInt32] = [:]

    init(hasRegisters: Bool) {
        self.hasRegisters = hasRegisters
    }

    private func answers(_ address: UInt32) -> Bool {
        hasRegisters && (address >> 12 == 0x60000 || address >> 18 == 0x3FF0_0000 >> 18)
    }

    func read(_ address: UInt32, width: AccessWidth, now: Cycles) -> UInt32? {
        answers(address) ? words[address] ?? 0 : nil
    }

    func write(_ address: UInt32, _ value: UInt32, width: AccessWidth, now: Cycles) -> Bool {
        guard answers(address) else { return false }
        words[address] = value
        return true
    }
}
