/// What each thing the core does costs, in CPU cycles unless the name says otherwise.
///
/// `TimingParameter` names every value, its unit, and the evidence it rests on or the range an assumption may have.
/// Nothing in the interpreter hard-codes a cost: static prices are summed when code is decoded (`BlockPricing`), the
/// others are booked where the access happens (`Core+Memory.swift`, `Core+Exceptions.swift`, `LineCache`).
public struct TimingModel: Sendable, Equatable, Codable {
    /// Issue of any instruction.
    public var issue = 1
    /// Added by a conditional branch that is not taken.
    public var notTakenBranchPenalty = 0
    /// Added by a taken conditional branch.
    public var takenBranchPenalty = 2
    /// Added by J and JX.
    public var jumpPenalty = 2
    /// Added by CALL0 and CALLX0.
    public var callPenalty = 2
    /// Added by RET, RFE, RFDE and RFI.
    public var returnPenalty = 2
    /// Added when a taken branch, J or RET goes to an instruction in flash that straddles two 32-bit fetch words.
    public var straddlePenalty = 1
    /// The same for an instruction in instruction RAM or ROM.
    public var instructionMemoryStraddlePenalty = 0
    /// Stall of an instruction that uses the result of the load right before it.
    public var loadUseStall = 1
    /// Stall of an instruction that uses the result of the MUL16U or MUL16S right before it.
    public var mul16UseStall = 1
    /// Issue cycles of MULL beyond the first.
    public var mullOccupancy = 0
    /// Stall of an instruction that uses the result of the MULL right before it.
    public var mullUseStall = 1
    /// Stall of an instruction that uses the result of the RSR right before it.
    public var rsrUseStall = 1
    /// Added by WSR, XSR and RSIL.
    public var specialWritePenalty = 0
    /// Added by ISYNC, RSYNC, ESYNC and DSYNC.
    public var syncPenalty = 0
    /// Added by MEMW and EXTW, beyond the wait of the store before them.
    public var memoryWait = 0
    /// Wait states of each 32-bit word fetched from instruction RAM.
    public var iramFetchWait = 0
    /// Wait states of each 32-bit word fetched from ROM.
    public var romFetchWait = 0
    /// Wait states of each 32-bit word fetched from the flash cache, on a hit.
    public var cacheFetchWait = 0
    /// Wait states of a load from data RAM.
    public var ramLoadWait = 0
    /// Wait states of a store to data RAM.
    public var ramStoreWait = 0
    /// Wait states of a data load from instruction RAM, L32R included, on top of `ramLoadWait`.
    public var instructionMemoryLoadWait = 0
    /// Wait states of a data load from ROM, L32R included, on top of `ramLoadWait`.
    public var romLoadWait = 5
    /// Core-side wait of a data load from the flash window that hits the cache, L32R included, on top of `ramLoadWait`.
    public var flashLoadWait = 5
    /// Bus-side wait of such a load, in 80 MHz bus cycles.
    public var flashLoadBusCycles = 0
    /// Added to a data load from ROM or the flash window by an instruction, L32R included, that straddles two 32-bit fetch
    /// words.
    public var loadStraddlePenalty = 1
    /// Core-side part of a peripheral access, beyond its issue.
    public var peripheralAccess = 2
    /// Bus-side part of a peripheral access in 80 MHz bus cycles.
    public var peripheralBusCycles = 3
    /// Part of a peripheral store that the write buffer hides when no MEMW or EXTW follows it.
    public var writeBufferOverlap = 0
    /// Taking an exception, before the first instruction of the vector.
    public var exceptionEntry = 5
    /// Taking an interrupt, before the first instruction of the vector.
    public var interruptEntry = 5
    /// Lines per set of the flash cache of 32 KB; one of 16 KB has half as many, at least one.
    public var cacheWays = 2
    /// Which line of a set a fill replaces: 0 the least recently used, 1 the oldest.
    public var cacheReplacement = 0
    /// Share of a line fill, in percent, that the core waits for.
    public var lineFillWait = 100
    /// SPI clocks of a line fill beyond command, address, mode and data.
    public var lineFillOverhead = 2
    /// Share of the CPU, in permille, that the SDK's radio work takes while the station is connected.
    public var backgroundLoad = 2

    /// Wait states of a data load from the flash window that hits the cache, with `ratio` CPU cycles to a bus cycle.
    func flashLoadCost(busClockRatio ratio: Int) -> Int { max(0, flashLoadWait + flashLoadBusCycles * ratio) }

    /// Share of a time, in permille, that the prices leave open besides what has a range. Assumed: the sorting programs and
    /// CRCs by a table in RAM, on which no assumed price bears, are right within it (docs/fidelity.md).
    public static let unexplainedPermille = 20

    /// The model of the chip.
    public static let lx106 = TimingModel()

    /// A model with every parameter at its default.
    public init() {}
}
