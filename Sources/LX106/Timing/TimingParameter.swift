/// The parameters of the timing model: name, unit, evidence, and the range an assumption may have.
///
/// The raw value is the name in profiles (`timing:`), in `vesp timing` and in JSON.
public enum TimingParameter: String, CaseIterable, Sendable {
    case issue
    case notTakenBranchPenalty = "not_taken_branch_penalty"
    case takenBranchPenalty = "taken_branch_penalty"
    case jumpPenalty = "jump_penalty"
    case callPenalty = "call_penalty"
    case returnPenalty = "return_penalty"
    case straddlePenalty = "straddle_penalty"
    case instructionMemoryStraddlePenalty = "instruction_memory_straddle_penalty"
    case loadUseStall = "load_use_stall"
    case mul16UseStall = "mul16_use_stall"
    case mullOccupancy = "mull_occupancy"
    case mullUseStall = "mull_use_stall"
    case rsrUseStall = "rsr_use_stall"
    case specialWritePenalty = "special_write_penalty"
    case syncPenalty = "sync_penalty"
    case memoryWait = "memory_wait"
    case iramFetchWait = "iram_fetch_wait"
    case romFetchWait = "rom_fetch_wait"
    case cacheFetchWait = "cache_fetch_wait"
    case ramLoadWait = "ram_load_wait"
    case ramStoreWait = "ram_store_wait"
    case instructionMemoryLoadWait = "instruction_memory_load_wait"
    case romLoadWait = "rom_load_wait"
    case flashLoadWait = "flash_load_wait"
    case flashLoadBusCycles = "flash_load_bus_cycles"
    case loadStraddlePenalty = "load_straddle_penalty"
    case peripheralAccess = "peripheral_access"
    case peripheralBusCycles = "peripheral_bus_cycles"
    case writeBufferOverlap = "write_buffer_overlap"
    case exceptionEntry = "exception_entry"
    case interruptEntry = "interrupt_entry"
    case cacheWays = "cache_ways"
    case cacheReplacement = "cache_replacement"
    case lineFillWait = "line_fill_wait"
    case lineFillOverhead = "line_fill_overhead"
    case backgroundLoad = "background_load"
}

/// What a parameter's value rests on.
public enum TimingEvidence: String, Sendable, Codable {
    /// A published measurement pins it down.
    case measured
    /// Follows from documents or from measurements of more than this one thing.
    case derived
    /// Nobody published it: a value inside `TimingParameter.range`.
    case assumed
}

extension TimingParameter {
    /// Where the value lives in the model.
    public var path: WritableKeyPath<TimingModel, Int> & Sendable {
        switch self {
        case .issue: \.issue
        case .notTakenBranchPenalty: \.notTakenBranchPenalty
        case .takenBranchPenalty: \.takenBranchPenalty
        case .jumpPenalty: \.jumpPenalty
        case .callPenalty: \.callPenalty
        case .returnPenalty: \.returnPenalty
        case .straddlePenalty: \.straddlePenalty
        case .instructionMemoryStraddlePenalty: \.instructionMemoryStraddlePenalty
        case .loadUseStall: \.loadUseStall
        case .mul16UseStall: \.mul16UseStall
        case .mullOccupancy: \.mullOccupancy
        case .mullUseStall: \.mullUseStall
        case .rsrUseStall: \.rsrUseStall
        case .specialWritePenalty: \.specialWritePenalty
        case .syncPenalty: \.syncPenalty
        case .memoryWait: \.memoryWait
        case .iramFetchWait: \.iramFetchWait
        case .romFetchWait: \.romFetchWait
        case .cacheFetchWait: \.cacheFetchWait
        case .ramLoadWait: \.ramLoadWait
        case .ramStoreWait: \.ramStoreWait
        case .instructionMemoryLoadWait: \.instructionMemoryLoadWait
        case .romLoadWait: \.romLoadWait
        case .flashLoadWait: \.flashLoadWait
        case .flashLoadBusCycles: \.flashLoadBusCycles
        case .loadStraddlePenalty: \.loadStraddlePenalty
        case .peripheralAccess: \.peripheralAccess
        case .peripheralBusCycles: \.peripheralBusCycles
        case .writeBufferOverlap: \.writeBufferOverlap
        case .exceptionEntry: \.exceptionEntry
        case .interruptEntry: \.interruptEntry
        case .cacheWays: \.cacheWays
        case .cacheReplacement: \.cacheReplacement
        case .lineFillWait: \.lineFillWait
        case .lineFillOverhead: \.lineFillOverhead
        case .backgroundLoad: \.backgroundLoad
        }
    }

    /// What the value counts.
    public var unit: String {
        switch self {
        case .iramFetchWait, .romFetchWait, .cacheFetchWait: "cycles/word"
        case .peripheralBusCycles, .flashLoadBusCycles: "bus cycles"
        case .cacheWays: "lines, at 32 KB"
        case .cacheReplacement: "0 lru, 1 fifo"
        case .lineFillWait: "% of a fill"
        case .lineFillOverhead: "SPI clocks"
        case .backgroundLoad: "permille of CPU"
        default: "cycles"
        }
    }

    /// How good the evidence is.
    public var grade: TimingEvidence {
        switch self {
        case .issue, .notTakenBranchPenalty, .takenBranchPenalty, .jumpPenalty, .iramFetchWait, .romFetchWait,
            .peripheralAccess, .peripheralBusCycles, .lineFillWait, .lineFillOverhead, .straddlePenalty, .ramStoreWait,
            .flashLoadWait, .romLoadWait, .loadStraddlePenalty:
            .measured
        case .instructionMemoryStraddlePenalty, .mullOccupancy, .specialWritePenalty, .syncPenalty,
            .instructionMemoryLoadWait, .flashLoadBusCycles, .writeBufferOverlap, .exceptionEntry, .interruptEntry,
            .cacheWays, .cacheReplacement, .backgroundLoad:
            .assumed
        default: .derived
        }
    }

    /// The values the evidence allows; nil for a value that is not assumed.
    public var range: ClosedRange<Int>? {
        switch self {
        case .instructionMemoryStraddlePenalty, .mullOccupancy, .specialWritePenalty, .instructionMemoryLoadWait,
            .cacheReplacement, .flashLoadBusCycles:
            0...1
        case .syncPenalty, .writeBufferOverlap: 0...3
        case .exceptionEntry, .interruptEntry: 3...8
        case .cacheWays: 1...4
        case .backgroundLoad: 0...20
        default: nil
        }
    }

    /// Whether a smaller value makes programs slower.
    public var isSlowWhenLow: Bool { self == .cacheWays || self == .writeBufferOverlap }

    /// The end of `range` that makes programs slow.
    public var slowEnd: Int? { isSlowWhenLow ? range?.lowerBound : range?.upperBound }

    /// The end of `range` that makes programs quick.
    public var quickEnd: Int? { isSlowWhenLow ? range?.upperBound : range?.lowerBound }

    /// What the value rests on, with its source, or why it is assumed.
    public var evidence: String {
        switch self {
        case .issue:
            """
            5-stage in-order pipeline (gcc xtensa.md); NOP loops of Arduino core_esp8266_si2c.cpp and Mongoose \
            OS esp_nsleep100.S
            """
        case .notTakenBranchPenalty:
            "100 ns loop of Mongoose OS esp_nsleep100.S: {blti not taken, 3 nop, addi, j} = 8 cycles"
        case .takenBranchPenalty:
            "nop + addi + bne = 5 cycles (Arduino core_esp8266_si2c.cpp); espressif/esp-idf#85; nosdk8266 primes"
        case .jumpPenalty: "esp_nsleep100.S: 8 cycles at 80 MHz, 16 at 160 MHz, both with one J"
        case .callPenalty:
            "the redirect of J; nosdk8266 primes leaves at most 1 cycle per iteration for CALLX0, RET and the rest"
        case .returnPenalty: "as call_penalty"
        case .straddlePenalty:
            """
            loops of AceSorting whose first instruction straddles: bubbleSort sorted, reversed and random, \
            insertionSort sorted; 1 on other LX cores as well (espressif/esp-idf#85)
            """
        case .instructionMemoryStraddlePenalty:
            """
            nosdk8266 primes: in the ROM's __umodsi3 every step that does not subtract goes to a straddling SRLI \
            (0x4000E283); the program takes 2.9 % too short with 0 and 1.9 % too long with 1, and cannot tell this from \
            instruction_memory_load_wait
            """
        case .loadUseStall:
            "result latency 2 (gcc xtensa.md); order of instructions in esp-open-rtos exception_vectors.S"
        case .mul16UseStall: "result latency 2 (gcc xtensa.md)"
        case .mullOccupancy:
            """
            MULL lost to MUL16U by about 12 % in Mongoose OS' bignum kernel (mbedtls 89b0850); nosdk8266 \
            primes bounds it by 1
            """
        case .mullUseStall: "result latency 2 (gcc xtensa.md)"
        case .rsrUseStall: "result latency 2 (gcc xtensa.md)"
        case .specialWritePenalty: "WSR, XSR, RSIL: not measured"
        case .syncPenalty: "ISYNC, RSYNC, ESYNC, DSYNC: not measured; at most a pipeline refill"
        case .memoryWait: "share of GPIO store + MEMW: 7 cycles at 80 MHz, 10 at 160 MHz (pasko-zh/timing_issue)"
        case .iramFetchWait:
            "NOP loops run 1 instruction per cycle; nosdk8266 primes scales with the clock from 52 to 346 MHz"
        case .romFetchWait: "__umodsi3 in ROM takes most of nosdk8266 primes and scales with the clock"
        case .cacheFetchWait: "a hit runs as fast as IRAM (Sming documentation; nodemcu FAQ)"
        case .ramLoadWait: "9 cycles per element of Arduino's uint16 loop over DRAM leave no room"
        case .ramStoreWait: "AceSorting's insertionSort reversed, 499 500 stores to DRAM, leaves no room"
        case .instructionMemoryLoadWait:
            """
            IRAM as data: nosdk8266 primes, with one L32R from IRAM in each of 2.7 million passes, leaves at most 2.9 cycles \
            for it; ESPHome's millis() (esphome/esphome#15662) leaves none
            """
        case .romLoadWait:
            """
            MD5 in the boot ROM (SmingHub/Sming#2014): 64 L32R per block, half of which straddle: 5.4 to 5.6 cycles for each; \
            SHA-1 there the same
            """
        case .flashLoadWait:
            """
            tables in PROGMEM of AceCRC, eight rows to 0.5 %; a remark of 2015 says 5 to 6 with the issue \
            (cnlohr/ws2812esp8266#21)
            """
        case .flashLoadBusCycles:
            """
            all published rows are of 80 MHz, where it cannot be told from flash_load_wait; TaskScheduler's passes at 80 and \
            160 MHz leave 0.5 us of a pass that the clock does not shorten
            """
        case .loadStraddlePenalty:
            """
            tables in PROGMEM of AceCRC: a cycle a pass more in the five loops where one of the reads straddles, none in the \
            three where none does; MD5 in the boot ROM, where 32 of 64 L32R do
            """
        case .peripheralAccess:
            """
            GPIO store + MEMW: 7 cycles at 80 MHz, 10 at 160 MHz (pasko-zh/timing_issue); other registers \
            taken alike
            """
        case .peripheralBusCycles: "as peripheral_access: what doubles with the CPU clock; the bus stays at 80 MHz"
        case .writeBufferOverlap:
            "one-entry write buffer (core-isa.h); W1TS/W1TC seen as 6 clocks (ESP8266_new_pwm#7)"
        case .exceptionEntry: "not measured alone; bounded by the 230 cycles of Arduino's load fix-up"
        case .interruptEntry: "as exception_entry"
        case .cacheWays:
            """
            undocumented (nodemcu/nodemcu-firmware#2768: direct-mapped or 2-way); with 16 KB half as many, each bank of 16 KB a \
            way: of the organisations tried the closest to the AT firmware's pair and to ESP8266_RTOS_SDK#1007 (docs/fidelity.md)
            """
        case .cacheReplacement: "undocumented"
        case .lineFillWait:
            """
            cold passes of pasko-zh's code take 2.17 us longer per line at 80 MHz and 2.14 us at 160 MHz: a \
            whole QIO fill
            """
        case .lineFillOverhead:
            "as line_fill_wait: 86 to 87 SPI clocks for a fill of 84; a scope shows 85 to 90 (nerdralph 2015)"
        case .backgroundLoad:
            """
            work of the SDK while connected, taken once per beacon (102.4 ms): an idle MicroPython on NONOS 2.0.0, run by \
            vesp, computes 0.16 % slower where it is joined and nobody else is on the air (docs/fidelity.md); 20: a hundred \
            frames a second more, at what a beacon costs
            """
        }
    }
}

extension TimingModel {
    /// The model with each assumed price at the end of its range that makes programs slow, or beyond when it is there.
    public var slowest: TimingModel {
        var slow = self
        for parameter in TimingParameter.allCases {
            guard let end = parameter.slowEnd else { continue }
            slow[parameter] = parameter.isSlowWhenLow ? min(slow[parameter], end) : max(slow[parameter], end)
        }
        return slow
    }

    /// The model with each assumed price at the end of its range that makes programs quick, or beyond when it is there.
    public var quickest: TimingModel {
        var quick = self
        for parameter in TimingParameter.allCases {
            guard let end = parameter.quickEnd else { continue }
            quick[parameter] = parameter.isSlowWhenLow ? max(quick[parameter], end) : min(quick[parameter], end)
        }
        return quick
    }

    /// The value of one parameter.
    public subscript(parameter: TimingParameter) -> Int {
        get { self[keyPath: parameter.path] }
        set { self[keyPath: parameter.path] = newValue }
    }
}
