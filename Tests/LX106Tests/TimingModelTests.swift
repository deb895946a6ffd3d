import Foundation
import LX106
import Testing

/// Every parameter prices what its name says, on both paths, and nothing else.
@Suite struct TimingModelTests {
    private static let start: UInt32 = 0x4010_0000
    private static let nop = Encoding.movi(8, 0)
    private static let simcall: UInt32 = 0x005100

    /// One program that ends in SIMCALL, and how often each parameter's unit is spent in it.
    struct Sample: Sendable, CustomTestStringConvertible {
        var parameter: TimingParameter
        var code: [UInt32]
        /// Cycles that raising the parameter by one adds.
        var uses: Cycles
        var address: UInt32 = TimingModelTests.start
        var testDescription: String { parameter.rawValue }
    }

    private static let load = Encoding.lsai(0x002002, s: 3, t: 4, imm8: 0)
    private static let store = Encoding.lsai(0x006002, s: 3, t: 4, imm8: 0)
    private static let useA4 = Encoding.lsai(0x00C002, s: 4, t: 5, imm8: 1)
    /// BEQZ s to the instruction after the next.
    private static func beqz(_ s: UInt32) -> UInt32 { 0x000016 | s << 8 | 2 << 12 }

    static let samples: [Sample] = [
        // Each program costs one more issue for its SIMCALL.
        Sample(parameter: .issue, code: [nop, nop, nop], uses: 4),
        Sample(parameter: .notTakenBranchPenalty, code: [beqz(3), nop, beqz(3), nop], uses: 2),
        Sample(parameter: .takenBranchPenalty, code: [beqz(9), nop, beqz(9), nop], uses: 2),
        Sample(parameter: .jumpPenalty, code: [Encoding.j(start + 6, at: start), nop], uses: 1),
        // CALL0 goes to start + 8, over the ADDI in between.
        Sample(parameter: .callPenalty, code: [0x000045, nop, 0xF03D, nop], uses: 1),
        // RET goes where a0 = a10 + 6 points, the SIMCALL.
        Sample(
            parameter: .returnPenalty,
            code: [Encoding.lsai(0x00C002, s: 10, t: 0, imm8: 6), 0x000080],
            uses: 1
        ),
        Sample(
            parameter: .straddlePenalty,
            code: [Encoding.j(0x4021_0006, at: 0x4021_0000), nop, nop],
            uses: 1,
            address: 0x4021_0000
        ),
        Sample(
            parameter: .instructionMemoryStraddlePenalty,
            code: [Encoding.j(start + 6, at: start), nop, nop],
            uses: 1
        ),
        Sample(parameter: .loadUseStall, code: [load, useA4, load, nop, nop, useA4], uses: 1),
        Sample(parameter: .mul16UseStall, code: [0xC14430, useA4, 0xD14430, nop, nop, useA4], uses: 1),
        Sample(parameter: .mullOccupancy, code: [0x824430, nop, 0x824430, nop], uses: 2),
        Sample(parameter: .mullUseStall, code: [0x824430, useA4, 0x824430, nop, nop, useA4], uses: 1),
        Sample(parameter: .rsrUseStall, code: [0x03EA40, useA4, 0x03EA40, nop, nop, useA4], uses: 1),
        Sample(parameter: .specialWritePenalty, code: [0x13D140, 0x13D140], uses: 2),
        Sample(parameter: .syncPenalty, code: [0x002000, 0x002010, 0x002020, 0x002030, 0x0020F0, nop], uses: 4),
        Sample(parameter: .memoryWait, code: [0x0020C0, 0x0020D0, nop], uses: 2),
        // Four words are fetched by 5 × 3 bytes, the fifth begins inside the last instruction or not at all.
        Sample(parameter: .iramFetchWait, code: [nop, nop, nop, nop], uses: 4),
        Sample(parameter: .romFetchWait, code: [nop, nop, nop, nop], uses: 4, address: 0x4000_1000),
        Sample(parameter: .cacheFetchWait, code: [nop, nop, nop, nop], uses: 4, address: 0x4021_0000),
        Sample(parameter: .ramLoadWait, code: [load, load], uses: 2),
        Sample(parameter: .ramStoreWait, code: [store, store, store], uses: 3),
        Sample(
            parameter: .instructionMemoryLoadWait,
            code: [
                nop, nop, Encoding.l32r(5, from: start, at: start + 6), Encoding.lsai(0x002002, s: 10, t: 4, imm8: 0),
                load,
            ],
            uses: 2
        ),
        Sample(
            parameter: .romLoadWait,
            code: [Encoding.lsai(0x002002, s: 13, t: 4, imm8: 0), load],
            uses: 1
        ),
        Sample(
            parameter: .flashLoadWait,
            code: [Encoding.lsai(0x002002, s: 11, t: 4, imm8: 0), load],
            uses: 1
        ),
        Sample(
            parameter: .flashLoadBusCycles,
            code: [Encoding.lsai(0x002002, s: 11, t: 4, imm8: 0), load],
            uses: 2
        ),
        // Loads at 0, 3, 6 and 9, of which those at 3 and 6 straddle.
        Sample(
            parameter: .loadStraddlePenalty,
            code: [
                Encoding.lsai(0x002002, s: 11, t: 4, imm8: 0), Encoding.lsai(0x002002, s: 13, t: 4, imm8: 0),
                Encoding.lsai(0x002002, s: 11, t: 4, imm8: 0), Encoding.lsai(0x002002, s: 13, t: 4, imm8: 0), load,
            ],
            uses: 2
        ),
        Sample(parameter: .peripheralAccess, code: [Encoding.lsai(0x002002, s: 12, t: 4, imm8: 0), nop], uses: 1),
        Sample(parameter: .peripheralBusCycles, code: [Encoding.lsai(0x006002, s: 12, t: 4, imm8: 0), nop], uses: 2),
    ]

    /// Cycles of `code` up to and with the SIMCALL behind it.
    private static func cycles(_ sample: Sample, _ timing: TimingModel, reference: Bool) -> Cycles {
        let machine = Machine(timing: timing, bus: PlainBus())
        machine.core.usesReferencePath = reference
        machine.core.busClockRatio = 2
        machine.load((sample.code + [simcall]).flatMap(Encoding.bytes), at: sample.address)
        let core = machine.core
        core.jump(to: sample.address)
        core[special: .ps] = 0
        core[register: 3] = 0x3FFE_8000
        core[register: 10] = 0x4010_0000
        core[register: 11] = 0x4020_0000
        core[register: 12] = 0x6000_0300
        core[register: 13] = 0x4000_2000
        machine.signals.setDeadline(10_000)
        #expect(core.run() == .simcall)
        return core.now
    }

    @Test(arguments: samples, [false, true])
    func `a parameter costs what it says, as often as it says`(sample: Sample, reference: Bool) {
        var raised = TimingModel.lx106
        raised[sample.parameter] += 1
        let plain = Self.cycles(sample, .lx106, reference: reference)
        #expect(Self.cycles(sample, raised, reference: reference) == plain + sample.uses)
    }

    @Test(arguments: [0, 1], [1, 2, 4])
    func `the paths agree to the cycle when every price is unusual`(replacement: Int, ways: Int) throws {
        var timing = TimingModel.lx106
        for (index, parameter) in TimingParameter.allCases.enumerated() { timing[parameter] += index % 3 + 1 }
        timing.issue = 1
        timing.cacheReplacement = replacement
        timing.cacheWays = ways
        timing.lineFillWait = 70
        let seed: UInt64 = 77
        let image = try QEMUOracleTests.makeImage(seed: seed)
        let reference = QEMUOracleTests.runHere(image, .reference, timing: timing)
        let usual = QEMUOracleTests.runHere(image, .reference)
        for path in QEMUOracleTests.Path.allCases {
            let seen = QEMUOracleTests.runHere(image, path, timing: timing)
            #expect(seen.now == reference.now, "seed \(seed), \(path)")
            #expect(seen.misses == reference.misses, "seed \(seed), \(path)")
            #expect(seen.output == usual.output, "seed \(seed), \(path): prices changed a result")
        }
        #expect(reference.now != usual.now)
    }

    @Test func `the write buffer hides part of a peripheral store unless MEMW follows`() {
        let store = Encoding.lsai(0x006002, s: 12, t: 4, imm8: 0)
        var buffered = TimingModel.lx106
        buffered.writeBufferOverlap = 3
        for reference in [false, true] {
            let alone = Sample(parameter: .writeBufferOverlap, code: [store, Self.nop], uses: 0)
            let waited = Sample(parameter: .writeBufferOverlap, code: [store, 0x0020C0], uses: 0)
            let plain = Self.cycles(alone, .lx106, reference: reference)
            #expect(Self.cycles(alone, buffered, reference: reference) == plain - 3)
            #expect(Self.cycles(waited, buffered, reference: reference) == plain)
        }
    }

    @Test func `exceptions and interrupts have entries of their own`() {
        func entry(_ timing: TimingModel, interrupt: Bool) -> Cycles {
            let machine = Machine(timing: timing)
            machine.load([Self.simcall].flatMap(Encoding.bytes), at: 0x4000_0030)
            machine.load([Self.nop, 0x000000].flatMap(Encoding.bytes), at: Self.start)
            machine.core.jump(to: Self.start)
            machine.core[special: .ps] = 0
            machine.signals.setDeadline(10_000)
            machine.core[special: .intenable] = 1 << 9
            if interrupt { machine.signals.pulse(9) }
            #expect(machine.core.run() == .simcall)
            return machine.core.now
        }
        var slowException = TimingModel.lx106
        slowException.exceptionEntry += 2
        var slowInterrupt = TimingModel.lx106
        slowInterrupt.interruptEntry += 3
        #expect(entry(slowException, interrupt: false) == entry(.lx106, interrupt: false) + 2)
        #expect(entry(slowInterrupt, interrupt: false) == entry(.lx106, interrupt: false))
        #expect(entry(slowInterrupt, interrupt: true) == entry(.lx106, interrupt: true) + 3)
        #expect(entry(slowException, interrupt: true) == entry(.lx106, interrupt: true))
    }

    @Test func `every parameter names its evidence, and exactly the assumed ones have a range around their value`() {
        for parameter in TimingParameter.allCases {
            #expect(!parameter.evidence.isEmpty)
            #expect((parameter.range == nil) == (parameter.grade != .assumed), "\(parameter)")
            if let range = parameter.range { #expect(range.contains(TimingModel.lx106[parameter]), "\(parameter)") }
        }
    }

    @Test func `the ends of every range are told apart by what they cost`() throws {
        for parameter in TimingParameter.allCases where parameter.range != nil {
            let end = try #require(parameter.slowEnd), range = try #require(parameter.range)
            #expect(end == (parameter.isSlowWhenLow ? range.lowerBound : range.upperBound))
        }
        #expect(TimingParameter.cacheWays.slowEnd == 1)
        #expect(TimingParameter.cacheWays.quickEnd == 4)
        #expect(TimingParameter.syncPenalty.slowEnd == 3 && TimingParameter.syncPenalty.quickEnd == 0)
        #expect(TimingParameter.ramStoreWait.slowEnd == nil)
        #expect(TimingParameter.issue.slowEnd == nil)
    }

    @Test func `first fills are counted once per line, until the cache is emptied`() {
        // Lines A, B, C of one set of two ways, read A B C A: four fills of three lines.
        let machine = Machine()
        let sets: UInt32 = 32 * 1024 / 32 / 2
        let read = [UInt32(0), 1, 2, 0].map { Encoding.lsai(0x002002, s: 4 + $0, t: 8, imm8: 0) }
        machine.load((read + [Self.simcall]).flatMap(Encoding.bytes), at: Self.start)
        for line in UInt32(0)..<3 { machine.core[register: Int(4 + line)] = 0x4020_0000 + line * sets * 32 }
        for firstFills: UInt64 in [3, 6] {
            machine.core.jump(to: Self.start)
            machine.core[special: .ps] = 0
            machine.signals.setDeadline(100_000)
            #expect(machine.core.run() == .simcall)
            #expect(machine.cache.firstFills == firstFills)
            machine.cache.flush()
        }
        #expect(machine.cache.misses == 8)
    }

    @Test(arguments: [1, 2, 4]) func `half the cache has half the ways, at least one`(ways: Int) {
        var timing = TimingModel.lx106
        timing.cacheWays = ways
        let cache = LineCache(size: 32 * 1024, timing: timing)
        #expect(cache.ways == ways && cache.size == 32 * 1024)
        cache.reconfigure(size: 16 * 1024)
        #expect(cache.ways == max(1, ways / 2) && cache.size == 16 * 1024)
        cache.reconfigure(size: 32 * 1024)
        #expect(cache.ways == ways)
        #expect(LineCache(size: 16 * 1024, timing: timing).ways == max(1, ways / 2))
    }

    @Test(arguments: Engine.allCases)
    func `a wait on the bus is twice as long when the clock has doubled, in code decoded before`(engine: Engine) {
        var timing = TimingModel.lx106
        timing.flashLoadBusCycles = 3
        let machine = Machine(timing: timing)
        machine.core.use(engine)
        // L32R from flash, then back to it.
        let start: UInt32 = 0x4021_0004
        machine.load(
            [Encoding.l32r(5, from: start - 4, at: start), Encoding.j(start, at: start + 3)]
                .flatMap(Encoding.bytes),
            at: start
        )
        machine.core.jump(to: start)
        machine.core[special: .ps] = 0
        func cyclesOfPasses() -> Double {
            let cycles = machine.core.now, instructions = machine.core.instructions
            machine.signals.setDeadline(cycles + 20_000)
            _ = machine.core.run()
            return 2 * Double(machine.core.now - cycles) / Double(machine.core.instructions - instructions)
        }
        _ = cyclesOfPasses()
        let slow = cyclesOfPasses()
        machine.core.busClockRatio = 2
        let quick = cyclesOfPasses()
        #expect(abs(quick - slow - 3) < 0.05, "\(slow) and \(quick) cycles a pass")
    }

    @Test func `stores to peripherals, exceptions and interrupts are counted`() {
        let machine = Machine(bus: PlainBus())
        let store = Encoding.lsai(0x006002, s: 12, t: 4, imm8: 0)
        machine.load([store, store, 0x000000].flatMap(Encoding.bytes), at: Self.start)
        machine.load([Self.simcall].flatMap(Encoding.bytes), at: 0x4000_0030)
        machine.core.jump(to: Self.start)
        machine.core[special: .ps] = 0
        machine.core[register: 12] = 0x6000_0300
        machine.signals.setDeadline(10_000)
        #expect(machine.core.run() == .simcall)
        #expect(machine.core.counts.peripheralStores == 2)
        #expect(machine.core.counts.exceptions == 1)
        #expect(machine.core.counts.interrupts == 0)
    }

    @Test func `a fifo cache drops the line filled first, an lru cache the one not used longest`() {
        // Three lines of one set, read A B A C A: LRU keeps A, FIFO has dropped it for C.
        func misses(_ replacement: Int) -> UInt64 {
            var timing = TimingModel.lx106
            timing.cacheReplacement = replacement
            let machine = Machine(timing: timing)
            let sets: UInt32 = 32 * 1024 / 32 / 2
            let read = [UInt32(0), 1, 0, 2, 0].map { Encoding.lsai(0x002002, s: 4 + $0, t: 8, imm8: 0) }
            machine.load((read + [Self.simcall]).flatMap(Encoding.bytes), at: Self.start)
            for line in UInt32(0)..<3 { machine.core[register: Int(4 + line)] = 0x4020_0000 + line * sets * 32 }
            machine.core.jump(to: Self.start)
            machine.core[special: .ps] = 0
            machine.signals.setDeadline(10_000)
            #expect(machine.core.run() == .simcall)
            return machine.cache.misses
        }
        #expect(misses(0) == 3)
        #expect(misses(1) == 4)
    }
}

/// A bus that answers everywhere.
private final class PlainBus: PeripheralBus {
    func read(_ address: UInt32, width: AccessWidth, now: Cycles) -> UInt32? { 0 }
    func write(_ address: UInt32, _ value: UInt32, width: AccessWidth, now: Cycles) -> Bool { true }
}
