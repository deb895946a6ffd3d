/// What a compiler leaves for the linker: a relocatable 32-bit little-endian Xtensa ELF file.
public struct ELFObject: Sendable {
    /// A stretch of the file that the linker places.
    public struct Section: Sendable {
        /// Name, such as `.text.main`.
        public let name: String
        /// Its bytes; none where it only takes room.
        public let bytes: [UInt8]
        /// Whether it holds instructions.
        public let isCode: Bool
    }

    /// A name.
    public struct Symbol: Sendable {
        /// Where it stands.
        public enum Place: Sendable, Equatable {
            /// In a section, by its index in `sections`.
            case section(Int)
            /// In another file.
            case undefined
            /// Wherever the linker makes room for it.
            case common
            /// Nowhere: it is a number.
            case absolute
        }

        /// Name; empty for a section's own symbol.
        public let name: String
        /// Where it stands.
        public let place: Place
        /// Bytes from the section's start.
        public let value: UInt32
        /// Size in bytes, 0 when the assembler gave none.
        public let size: UInt32
        /// Whether it is code.
        public let isFunction: Bool
        /// Whether it is data.
        public let isObject: Bool
        /// Whether other files do not see it, and may have one of the same name.
        public let isLocal: Bool
    }

    /// What the linker enters.
    public struct Relocation: Sendable {
        /// The kinds that tell what code leads to (Xtensa's processor supplement).
        public enum Kind: UInt32, Sendable {
            /// A word of data.
            case word = 1
            /// A call that may become shorter: l32r and callx0 behind it.
            case call = 11
            /// The operand of an instruction.
            case operand = 20
        }

        /// Bytes from the section's start.
        public let offset: UInt32
        /// What is entered.
        public let kind: Kind
        /// The symbol, by its index in `symbols`.
        public let symbol: Int
        /// What is added to its address.
        public let addend: UInt32
    }

    /// All sections, by their number in the file; the first is none.
    public let sections: [Section]
    /// All symbols, by their number in the file; the first is none.
    public let symbols: [Symbol]
    /// What is entered, by section, by offset.
    public let relocations: [[Relocation]]

    /// Parses `bytes`.
    public init(bytes: [UInt8]) throws(ELFError) {
        guard bytes.starts(with: [0x7F, 0x45, 0x4C, 0x46]) else { throw .notELF }
        guard bytes.count >= 52 else { throw .truncated("the ELF header") }
        guard bytes[4] == 1, bytes[5] == 1, bytes.half(16) == 1 else { throw .notRelocatable }
        guard bytes.half(18) == 94 else { throw .wrongMachine(bytes.half(18)) }
        let reader = ObjectReader(bytes: bytes)
        let headers = try reader.headers()
        sections = reader.sections(headers)
        symbols = reader.symbols(headers)
        relocations = reader.relocations(headers)
    }

    /// Whether `bytes` begin as an object file does, of whatever machine.
    public static func begins(_ bytes: [UInt8]) -> Bool {
        bytes.count >= 52 && bytes.starts(with: [0x7F, 0x45, 0x4C, 0x46]) && bytes.half(16) == 1
    }
}

/// A walk through the tables of an object file. What points outside the file is left out.
private struct ObjectReader {
    struct Header {
        var name: UInt32
        var type: UInt32
        var flags: UInt32
        var start: Int
        var size: Int
        var link: Int
        var info: Int
    }

    let bytes: [UInt8]

    private static let noBits: UInt32 = 8
    private static let symbolTable: UInt32 = 2
    private static let relocationTable: UInt32 = 4

    func headers() throws(ELFError) -> [Header] {
        let table = Int(bytes.word(32))
        let stride = Int(bytes.half(46))
        let count = Int(bytes.half(48))
        guard count == 0 || (stride >= 40 && table + count * stride <= bytes.count) else {
            throw .truncated("the section header table")
        }
        var headers: [Header] = []
        var total = 0
        for index in 0..<count {
            let place = table + index * stride
            let type = bytes.word(place + 4)
            let header = Header(
                name: bytes.word(place),
                type: type,
                flags: bytes.word(place + 8),
                start: Int(bytes.word(place + 16)),
                size: type == Self.noBits ? 0 : Int(bytes.word(place + 20)),
                link: Int(bytes.word(place + 24)),
                info: Int(bytes.word(place + 28))
            )
            guard header.start + header.size <= bytes.count || header.size == 0 else {
                throw .truncated("section \(index)")
            }
            // Otherwise a small file with thousands of headers would take gigabytes.
            total += header.size
            guard total <= bytes.count else { throw .overlappingSegments }
            headers.append(header)
        }
        return headers
    }

    func sections(_ headers: [Header]) -> [ELFObject.Section] {
        let names = Int(bytes.half(50))
        let start = headers.indices.contains(names) ? headers[names].start : bytes.count
        return headers.map { header in
            ELFObject.Section(
                name: text(start + Int(header.name)),
                bytes: header.size == 0 ? [] : Array(bytes[header.start..<header.start + header.size]),
                isCode: header.type == 1 && header.flags & 4 != 0
            )
        }
    }

    func symbols(_ headers: [Header]) -> [ELFObject.Symbol] {
        guard let table = headers.first(where: { $0.type == Self.symbolTable }), headers.indices.contains(table.link)
        else { return [] }
        let names = headers[table.link].start
        return (0..<table.size / 16).map { index in
            let place = table.start + 16 * index
            let kind = bytes[place + 12] & 0xF
            let section = Int(bytes.half(place + 14))
            let stand: ELFObject.Symbol.Place =
                switch section {
                case 0: .undefined
                case 0xFFF2: .common
                case let number where headers.indices.contains(number): .section(number)
                default: .absolute
                }
            return ELFObject.Symbol(
                name: kind == 3 ? "" : text(names + Int(bytes.word(place))),
                place: stand,
                value: bytes.word(place + 4),
                size: bytes.word(place + 8),
                isFunction: kind == 2,
                isObject: kind == 1,
                isLocal: bytes[place + 12] >> 4 == 0
            )
        }
    }

    func relocations(_ headers: [Header]) -> [[ELFObject.Relocation]] {
        var relocations: [[ELFObject.Relocation]] = headers.map { _ in [] }
        for header in headers where header.type == Self.relocationTable && relocations.indices.contains(header.info) {
            for index in 0..<header.size / 12 {
                let place = header.start + 12 * index
                let info = bytes.word(place + 4)
                guard let kind = ELFObject.Relocation.Kind(rawValue: info & 0xFF) else { continue }
                let offset = bytes.word(place)
                let target = headers[header.info]
                // The linker adds what stands in the word already (Xtensa's R_XTENSA_32).
                let isInside = kind == .word && target.size >= 4 && Int(offset) <= target.size - 4
                let inPlace = isInside ? bytes.word(target.start + Int(offset)) : 0
                relocations[header.info].append(
                    .init(
                        offset: offset,
                        kind: kind,
                        symbol: Int(info >> 8),
                        addend: bytes.word(place + 8) &+ inPlace
                    )
                )
            }
        }
        return relocations.map { $0.sorted { ($0.offset, $0.kind.rawValue) < ($1.offset, $1.kind.rawValue) } }
    }

    private func text(_ place: Int) -> String {
        guard bytes.indices.contains(place) else { return "" }
        return String(decoding: bytes[place...].prefix(256).prefix { $0 != 0 }, as: UTF8.self)
    }
}
