/// What each thing the core does costs, in CPU cycles unless the name says otherwise.
///
/// Every parameter names the evidence it rests on, or "assumed". Nothing in the interpreter hard-codes a cost.
public struct TimingModel: Sendable, Equatable, Codable {
    /// Issue of any instruction. Evidence: gcc's xtensa machine description; NOP loops of Arduino's busywait.
    public var issue: Int = 1
    /// Added by a taken conditional branch. Evidence: nop + addi + bne = 5 cycles (Arduino `core_esp8266_si2c.cpp`).
    public var takenBranchPenalty: Int = 2
    /// Added by J, JX. Evidence: 100 ns loop of Mongoose OS `esp_nsleep100.S` (8 cycles at 80 MHz).
    public var jumpPenalty: Int = 2
    /// Added by CALL0, CALLX0. Evidence: nosdk8266 primes leaves at most one cycle per iteration unexplained.
    public var callPenalty: Int = 2
    /// Added by RET. Evidence: as `callPenalty`.
    public var returnPenalty: Int = 2
    /// Stall of an instruction that uses the result of the load right before it. Evidence: gcc's xtensa.md (latency 2).
    public var loadUseStall: Int = 1
    /// Stall of an instruction that uses the result of the MUL16U/MUL16S right before it. Evidence: gcc's xtensa.md.
    public var mul16UseStall: Int = 1
    /// Added issue cycles of MULL. Assumed (0…2); Mongoose's MUL16 kernel beat the MULL one by about 12 %.
    public var mullOccupancy: Int = 0
    /// Stall of an instruction that uses the result of the MULL right before it. Evidence: gcc's xtensa.md (latency 2).
    public var mullUseStall: Int = 1
    /// Stall of an instruction that uses the result of the RSR right before it. Evidence: gcc's xtensa.md.
    public var rsrUseStall: Int = 1
    /// Added by MEMW and EXTW. Evidence: share of the GPIO store + MEMW pair measured by pasko-zh.
    public var memoryWait: Int = 0
    /// Core-side part of a peripheral access. Evidence: GPIO store + MEMW is 7 cycles at 80 MHz, 10 at 160 MHz.
    public var peripheralAccess: Int = 2
    /// Bus-side part of a peripheral access in 80 MHz bus cycles. Evidence: as `peripheralAccess`.
    public var peripheralBusCycles: Int = 3
    /// Taking an exception or interrupt, before the first instruction of the vector. Assumed (5…6).
    public var exceptionEntry: Int = 5

    /// The model of the chip.
    public static let lx106 = TimingModel()

    /// A model with every parameter at its default.
    public init() {}
}
