/// Why a file is no guest program.
public enum ELFError: Error, Equatable, CustomStringConvertible {
    case notELF
    case truncated(String)
    case wrongMachine(UInt16)
    case notExecutable
    case notRelocatable
    case segmentOutsideMemory(address: UInt32, size: UInt32)
    case overlappingSegments
    case nothingToLoad
    case tooManySegments(Int)
    case entryOutsideSegments(UInt32)
    case otherChip(entry: UInt32)

    /// One line, lower case, without the file's name.
    public var description: String {
        switch self {
        case .notELF: "not an ELF file"
        case .truncated(let part): "truncated: \(part) lies beyond the end of the file"
        case .wrongMachine(let machine): "built for another machine (e_machine \(machine), Xtensa is 94)"
        case .notExecutable: "not a 32-bit little-endian executable"
        case .notRelocatable: "not a 32-bit little-endian object file"
        case .segmentOutsideMemory(let address, let size):
            "segment of \(size) bytes at 0x\(String(address, radix: 16)) lies outside the chip's memory"
        case .overlappingSegments: "segments share bytes of the file"
        case .nothingToLoad: "no segment has anything to load"
        case .tooManySegments(let count): "\(count) segments to load; an image has at most \(ESPImage.mostSegments)"
        case .entryOutsideSegments(let entry): "the entry \(hex(entry)) lies in none of its segments"
        case .otherChip(let entry): "an Xtensa program, but not for the ESP8266 (entry \(hex(entry)))"
        }
    }
}

/// A linked guest program: 32-bit little-endian Xtensa ELF.
public struct ELFImage: Sendable {
    /// One PT_LOAD segment.
    public struct Segment: Sendable {
        /// Guest address.
        public var address: UInt32
        /// Bytes of the file; the rest up to `memorySize` is zero.
        public var bytes: [UInt8]
        /// Size in memory.
        public var memorySize: UInt32
        /// Where its bytes stand in the file.
        public var fileOffset = 0
    }

    /// A named address.
    public struct Symbol: Sendable {
        /// Name as linked.
        public var name: String
        /// Guest address.
        public var address: UInt32
        /// Size in bytes, 0 when the assembler gave none.
        public var size: UInt32
        /// Whether it is code.
        public var isFunction: Bool
        /// Whether it is data.
        public var isObject: Bool
        /// Whether it is a number that the linker was given, such as an address in ROM.
        public var isAbsolute: Bool
    }

    /// Address of the first instruction.
    public let entry: UInt32
    /// What to load, in file order.
    public let segments: [Segment]
    /// Named functions and objects, by address.
    public let symbols: [Symbol]
    private let functions: [Symbol]

    /// Parses `bytes`.
    public init(bytes: [UInt8]) throws(ELFError) {
        let reader = Reader(bytes: bytes)
        guard bytes.starts(with: [0x7F, 0x45, 0x4C, 0x46]) else { throw .notELF }
        guard bytes.count >= 52 else { throw .truncated("the ELF header") }
        guard bytes[5] == 1 else { throw .notExecutable }
        guard reader.half(18) == 94 else { throw .wrongMachine(reader.half(18)) }
        guard bytes[4] == 1, reader.half(16) == 2 else { throw .notExecutable }
        entry = reader.word(24)
        segments = try Self.readSegments(reader)
        symbols = Self.readSymbols(reader)
        functions = symbols.filter { $0.isFunction }
    }

    /// A program of which nothing is known but `names` of addresses: each stands for its first bytes only.
    public init(entry: UInt32, names: [String: UInt32]) {
        self.entry = entry
        segments = []
        let symbols = names.map { name, address in
            let isFunction = MemoryMap.holdsCode(address)
            return Symbol(
                name: name,
                address: address,
                size: 4,
                isFunction: isFunction,
                isObject: !isFunction,
                isAbsolute: false
            )
        }
        self.symbols = symbols.sorted { ($0.address, $0.name) < ($1.address, $1.name) }
        functions = self.symbols.filter(\.isFunction)
    }

    /// The first symbol called `name`.
    public func symbol(named name: String) -> Symbol? { symbols.first { $0.name == name } }

    /// Name of the function that holds `address`.
    public func function(containing address: UInt32) -> String? { functionSymbol(containing: address)?.name }

    /// The function that holds `address`.
    public func functionSymbol(containing address: UInt32) -> Symbol? {
        var low = 0
        var high = functions.count
        while low < high {
            let middle = (low + high) / 2
            if functions[middle].address <= address { low = middle + 1 } else { high = middle }
        }
        guard low > 0 else { return nil }
        let found = functions[low - 1]
        guard found.size == 0 || address &- found.address < found.size else { return nil }
        return found
    }

    private struct Reader {
        let bytes: [UInt8]
        func half(_ offset: Int) -> UInt16 {
            guard offset >= 0, offset + 2 <= bytes.count else { return 0 }
            return UInt16(bytes[offset]) | UInt16(bytes[offset + 1]) << 8
        }
        func word(_ offset: Int) -> UInt32 { UInt32(half(offset)) | UInt32(half(offset + 2)) << 16 }
    }

    private static func readSegments(_ reader: Reader) throws(ELFError) -> [Segment] {
        var segments: [Segment] = []
        let table = Int(reader.word(28))
        let stride = Int(reader.half(42))
        var total = 0
        for index in 0..<Int(reader.half(44)) {
            let header = table + index * stride
            guard stride >= 32, header + 32 <= reader.bytes.count else { throw .truncated("the program header table") }
            let size = Int(reader.word(header + 16))
            let memorySize = reader.word(header + 20)
            guard reader.word(header) == 1, memorySize > 0 else { continue }
            let start = Int(reader.word(header + 4))
            guard start + size <= reader.bytes.count else { throw .truncated("segment \(index)") }
            // Otherwise a small file with thousands of headers would take gigabytes.
            total += size
            guard total <= reader.bytes.count else { throw .overlappingSegments }
            let address = reader.word(header + 8)
            guard memorySize >= UInt32(size), UInt64(address) + UInt64(memorySize) <= 1 << 32 else {
                throw .segmentOutsideMemory(address: address, size: memorySize)
            }
            segments.append(
                Segment(
                    address: address,
                    bytes: Array(reader.bytes[start..<start + size]),
                    memorySize: memorySize,
                    fileOffset: start
                )
            )
        }
        return segments
    }

    private static func readSymbols(_ reader: Reader) -> [Symbol] {
        let table = Int(reader.word(32))
        let stride = Int(reader.half(46))
        guard stride >= 40 else { return [] }
        for index in 0..<Int(reader.half(48)) {
            let header = table + index * stride
            guard header + 40 <= reader.bytes.count else { return [] }
            guard reader.word(header + 4) == 2 else { continue }
            let strings = table + Int(reader.word(header + 24)) * stride
            return readSymbolTable(
                reader,
                start: Int(reader.word(header + 16)),
                size: Int(reader.word(header + 20)),
                strings: Int(reader.word(strings + 16))
            )
        }
        return []
    }

    private static func readSymbolTable(_ reader: Reader, start: Int, size: Int, strings: Int) -> [Symbol] {
        var symbols: [Symbol] = []
        var offset = start
        let end = min(reader.bytes.count, start + size)
        while offset + 16 <= end {
            defer { offset += 16 }
            let info = reader.bytes[offset + 12]
            let section = reader.half(offset + 14)
            guard section != 0, info & 0xF <= 2 else { continue }
            let nameStart = strings + Int(reader.word(offset))
            guard nameStart < reader.bytes.count else { continue }
            let name = String(decoding: reader.bytes[nameStart...].prefix(256).prefix { $0 != 0 }, as: UTF8.self)
            guard !name.isEmpty, !name.hasPrefix("."), !name.hasPrefix("$") else { continue }
            symbols.append(
                Symbol(
                    name: name,
                    address: reader.word(offset + 4),
                    size: reader.word(offset + 8),
                    isFunction: info & 0xF == 2,
                    isObject: info & 0xF == 1,
                    isAbsolute: section == 0xFFF1
                )
            )
        }
        return symbols.sorted { ($0.address, $0.name) < ($1.address, $1.name) }
    }
}

extension ELFImage {
    /// Refuses a program of another chip: it must begin in this one's RAM, flash or boot ROM.
    package func checkChip() throws(ELFError) {
        guard MemoryMap.holdsCode(entry) || MemoryMap.romAddresses.contains(entry) else {
            throw .otherChip(entry: entry)
        }
    }

    /// Refuses a program that no image could hold: the boot ROM and boot loaders copy segments into RAM or leave them in
    /// the flash, and begin in one of them.
    package func checkLoadable() throws(ELFError) {
        let loaded = segments.filter { !$0.bytes.isEmpty }
        guard !loaded.isEmpty else { throw .nothingToLoad }
        guard loaded.count <= ESPImage.mostSegments else { throw .tooManySegments(loaded.count) }
        for segment in loaded where !MemoryMap.holds(segment.address, count: segment.bytes.count) {
            throw .segmentOutsideMemory(address: segment.address, size: UInt32(clamping: segment.bytes.count))
        }
        guard loaded.contains(where: { entry &- $0.address < UInt32(clamping: $0.bytes.count) }) else {
            throw .entryOutsideSegments(entry)
        }
    }

    /// What the chip has no memory for.
    package var strays: [Segment] {
        segments.filter { segment in
            !MemoryMap.holds(segment.address, count: Int(segment.memorySize))
                && !MemoryMap.romAddresses.contains(segment.address)
        }
    }

    /// Bytes that the program takes in flash: code and initialised data.
    package var flashBytes: Int { segments.reduce(0) { $0 + $1.bytes.count } }

    /// Whether a segment holds `text` with a zero behind it.
    package func holds(_ text: String) -> Bool {
        let wanted = Array(text.utf8) + [0]
        return segments.contains { $0.bytes.firstRange(of: wanted) != nil }
    }
}
