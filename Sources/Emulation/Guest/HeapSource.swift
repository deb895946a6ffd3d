import ESP8266
import LX106

/// Guest events of the heap of firmware with a vendor's SDK: from its allocating functions, as far as they have names.
///
/// How much is free is read where the firmware itself would look (`FreeHeap`). Where that is not known, the bytes asked for
/// are counted from the end of the program's data on, without what an allocator adds to each block.
final class HeapSource {
    /// A function that changes the heap.
    private enum Function {
        /// The size is the first argument.
        case allocates
        /// The first two arguments multiplied.
        case allocatesArray
        /// Of the block in the first argument, to the size in the second.
        case reallocates
        /// The block in the first argument.
        case frees
    }

    /// Allocators of the NONOS SDK and of Arduino's umm_malloc, newlib's in esp-open-rtos, ESP8266_RTOS_SDK's.
    private static let functions: [(name: String, function: Function)] = [
        ("pvPortMalloc", .allocates), ("pvPortZalloc", .allocates), ("malloc", .allocates),
        ("_heap_caps_malloc", .allocates), ("_heap_caps_zalloc", .allocates),
        ("pvPortCalloc", .allocatesArray), ("calloc", .allocatesArray), ("_heap_caps_calloc", .allocatesArray),
        ("pvPortRealloc", .reallocates), ("realloc", .reallocates), ("_heap_caps_realloc", .reallocates),
        ("vPortFree", .frees), ("free", .frees), ("_heap_caps_free", .frees),
    ]
    /// The heap of the NONOS SDK and of what stands on it ends where the boot ROM's memory begins.
    private static let end: UInt32 = 0x3FFF_C000
    /// User DRAM: whoever asks for more tries his luck (libstdc++'s pool for exceptions, 1.25 MB).
    private static let largest = 80 << 10

    private let board: Board
    private let take: (GuestEvent, Ticks) -> Void
    /// Where the allocator keeps the number of free bytes; nil where that is not known.
    private let freeBytes: () -> Int?
    private var capacity: Int?
    private var blocks: [UInt32: Int] = [:]
    private var inUse = 0

    init(program: ELFImage, board: Board, take: @escaping (GuestEvent, Ticks) -> Void) {
        self.board = board
        self.take = take
        freeBytes = FreeHeap.reader(program, board)
        if let start = program.symbol(named: "_heap_start")?.address, start < Self.end {
            capacity = Int(Self.end - start)
        }
        for (name, function) in Self.functions {
            guard let symbol = program.symbol(named: name) else { continue }
            board.core.watch(symbol.address) { [unowned self] core in entered(function, core) }
        }
    }

    /// The chip starts anew: nothing is allocated.
    func restarted() {
        blocks = [:]
        inUse = 0
    }

    private func entered(_ function: Function, _ core: Core) {
        let first = core[register: 2], second = core[register: 3]
        switch function {
        case .frees: release(first)
        case .allocates: allocate(UInt64(first), replacing: nil, core)
        case .allocatesArray: allocate(UInt64(first) &* UInt64(second), replacing: nil, core)
        case .reallocates: allocate(UInt64(second), replacing: first, core)
        }
    }

    private func allocate(_ size: UInt64, replacing old: UInt32?, _ core: Core) {
        let size = Int(clamping: size)
        let caller = core[register: 0], stack = core[register: 1]
        core.whenReturned { [unowned self] core in
            // A task that is switched to meanwhile may return in its place.
            guard core.pc == caller, core[register: 1] == stack else { return }
            let block = core[register: 2]
            guard block != 0 else {
                if size > 0, size <= Self.largest { take(.allocationFailed(size), board.now) }
                return
            }
            if let old { release(old) }
            release(block)
            blocks[block] = size
            inUse += size
            tell()
        }
    }

    private func release(_ block: UInt32) {
        if let size = blocks.removeValue(forKey: block) { inUse -= size }
    }

    /// Bytes that are free now; nil while that is not known.
    var free: Int? { (freeBytes() ?? capacity.map { $0 - inUse }).flatMap { $0 < 0 ? nil : $0 } }

    private func tell() {
        guard let free else { return }
        take(.heapCapacity(free + inUse), board.now)
        take(.heapFree(free), board.now)
    }
}
