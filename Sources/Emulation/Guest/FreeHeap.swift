import ESP8266

/// How many bytes of its heap are free, read where firmware with a vendor's SDK keeps them.
enum FreeHeap {
    /// What reads them; it returns nil as long as they are not known.
    static func reader(_ program: ELFImage, _ board: Board) -> () -> Int? {
        regions(program, board) ?? newlib(program, board) ?? variable(program, board) ?? { nil }
    }

    /// ESP8266_RTOS_SDK's `g_heap_region`, of which `g_heap_region_num` are in use: DRAM, and what is left of IRAM
    /// (RTOS components/heap/include/esp_heap_caps.h).
    private enum Region {
        static let size: UInt32 = 24
        static let freeBytes: UInt32 = 16
        static let most: UInt32 = 2
    }

    /// Sums up the regions, as esp_get_free_heap_size does.
    private static func regions(_ program: ELFImage, _ board: Board) -> (() -> Int?)? {
        guard let regions = program.symbol(named: "g_heap_region")?.address,
            let number = program.symbol(named: "g_heap_region_num")?.address
        else { return nil }
        return { [unowned board] in
            let used = board.word(at: number)
            guard (1...Region.most).contains(used) else { return nil }
            return (0..<used).reduce(0) {
                $0 + Int(board.word(at: regions &+ $1 &* Region.size &+ Region.freeBytes))
            }
        }
    }

    /// More free chunks than the heap has room for where each holds a little.
    private static let mostChunks = 4096

    /// esp-open-rtos: what lies between the program break and the stack of the SDK's start, and the free chunks of newlib's
    /// nano-malloc: a size, and the next chunk (EOR FreeRTOS/Source/portable/esp8266/port.c, xPortGetFreeHeapSize).
    private static func newlib(_ program: ELFImage, _ board: Board) -> (() -> Int?)? {
        guard let stack = program.symbol(named: "xPortSupervisorStackPointer")?.address,
            let start = program.symbol(named: "_heap_start")?.address,
            let list = program.symbol(named: "__malloc_free_list")?.address,
            let end = program.symbols.first(where: { $0.name.wholeMatch(of: /heap_end([.$]\d+)?/) != nil })?.address
        else { return nil }
        return { [unowned board] in
            let stack = board.word(at: stack), end = board.word(at: end)
            let top = stack != 0 ? stack : board.core[register: 1]
            let programBreak = end != 0 ? end : start
            guard top >= programBreak else { return nil }
            var free = Int(top - programBreak)
            var chunk = board.word(at: list)
            for _ in 0..<mostChunks where chunk != 0 {
                free += Int(board.word(at: chunk) & 0xFFFF)
                chunk = board.word(at: chunk &+ 4)
            }
            return free
        }
    }

    /// L32R a2, then L32I.N a2, a2, 0 to 60 and RET.N; how far is in the upper half of L32I.N's second byte, in words.
    private static let loadsVariable: (load: UInt8, read: UInt8, base: UInt8, end: [UInt8]) = (
        0x21, 0x28, 0x02, [0x0D, 0xF0]
    )

    /// Reads the variable that `xPortGetFreeHeapSize` returns, if returning it is all that function does.
    private static func variable(_ program: ELFImage, _ board: Board) -> (() -> Int?)? {
        guard let function = program.symbol(named: "xPortGetFreeHeapSize")?.address else { return nil }
        return { [unowned board] in
            let code = board.bytes(at: function, count: 7)
            guard code[0] == loadsVariable.load, code[3] == loadsVariable.read, code[4] & 0xF == loadsVariable.base,
                Array(code[5...]) == loadsVariable.end
            else { return nil }
            let distance = UInt32(code[1]) | UInt32(code[2]) << 8 | 0xFFFF_0000
            let variable = board.word(at: ((function &+ 3) & ~3) &+ distance &* 4)
            return Int(board.word(at: variable &+ UInt32(code[4] >> 4) &* 4))
        }
    }
}
