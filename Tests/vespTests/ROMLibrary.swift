import Foundation
import TestSupport
import Testing

/// Calls of the ROM's library that one run of `apps/rom-library` makes; every call and every read has a number by which
/// `run` gives its answer.
struct ROMLibrary {
    /// What `eagle.rom.addr.v6.ld` says.
    static let routines: [String: UInt32] = [
        "ets_memset": 0x4000_18A4, "ets_memcpy": 0x4000_18B4, "ets_memmove": 0x4000_18C4, "ets_memcmp": 0x4000_18D4,
        "ets_strcpy": 0x4000_2A88, "ets_strncpy": 0x4000_2A98, "ets_strcmp": 0x4000_2AA8, "ets_strncmp": 0x4000_2AB8,
        "ets_strlen": 0x4000_2AC8, "ets_strstr": 0x4000_2AD8, "ets_bzero": 0x4000_2AE8, "roundup2": 0x4000_31B4,
        "strcmp": 0x4000_BDC8, "strcpy": 0x4000_BEC8, "strlen": 0x4000_BF4C, "strncmp": 0x4000_BFA8,
        "strncpy": 0x4000_C0A0, "bzero": 0x4000_DE84, "memcmp": 0x4000_DEA8, "memcpy": 0x4000_DF48,
        "memmove": 0x4000_E04C, "memset": 0x4000_E190, "strstr": 0x4000_E1E0,
        "ets_write_char": 0x4000_1DA0, "ets_vprintf": 0x4000_1F00, "ets_install_putc1": 0x4000_242C,
        "ets_install_uart_printf": 0x4000_2438, "ets_install_putc2": 0x4000_248C, "ets_printf": 0x4000_24CC,
        "ets_putc": 0x4000_2BE8,
        "md5_vector": 0x4000_97AC, "MD5Init": 0x4000_9818, "MD5Update": 0x4000_9834, "MD5Final": 0x4000_9900,
        "hmac_md5_vector": 0x4000_A160, "hmac_md5": 0x4000_A2CC, "sha1_vector": 0x4000_A2EC,
        "SHA1Transform": 0x4000_A364, "SHA1Init": 0x4000_B584, "SHA1Update": 0x4000_B5A8, "SHA1Final": 0x4000_B648,
        "pbkdf2_sha1": 0x4000_B840, "hmac_sha1_vector": 0x4000_B8B4, "hmac_sha1": 0x4000_BA28,
        "sha1_prf": 0x4000_BA48,
        "rijndaelKeySetupDec": 0x4000_8DD0, "aes_decrypt_init": 0x4000_8EA4, "aes_decrypt": 0x4000_92D4,
        "aes_decrypt_deinit": 0x4000_92E4, "rijndaelKeySetupEnc": 0x4000_9300, "aes_unwrap": 0x4000_9410,
        "rc4_skip": 0x4000_DD68, "base64_encode": 0x4000_94FC, "mem_init": 0x4000_1998, "mem_malloc": 0x4000_1B40,
        "mem_free": 0x4000_19E0,
        "lldesc_build_chain": 0x4000_4F40, "lldesc_num2link": 0x4000_5050,
        "ets_update_cpu_frequency": 0x4000_2F04, "ets_get_cpu_frequency": 0x4000_2F0C,
        "xthal_get_ccount": 0x4000_DD38, "xthal_set_intclear": 0x4000_DD60,
        "Te0": 0x3FFF_CCF0, "rcons": 0x3FFF_D0F0, "Td0": 0x3FFF_D100, "Td4s": 0x3FFF_D500,
    ]

    /// The addresses of the program's routine that collects characters, of what it collected, and of its text in flash.
    struct Places {
        let collect: UInt32, collected: UInt32, flashText: UInt32
    }
    static let flashText = "%d flash text at 0x%08x, %s"

    /// Memory that only answers words, and memory that answers all.
    static let iram: UInt32 = 0x4010_4000, dram: UInt32 = 0x3FFF_0000

    private enum Kind: UInt32 { case write, call, read }
    private var records: [UInt32] = []
    private var count = 0
    /// What bytes around a write hold: no text ends there.
    private static let filler: UInt8 = 0xA5

    mutating func write(_ bytes: [UInt8], at address: UInt32) {
        let before = Int(address & 3), after = (4 - (before + bytes.count) & 3) & 3
        let all = Self.bytes(before) + bytes + Self.bytes(after)
        records += [Kind.write.rawValue, address & ~3, UInt32(all.count / 4)] + Self.words(all)
    }

    mutating func write(_ words: [UInt32], at address: UInt32) {
        records += [Kind.write.rawValue, address, UInt32(words.count)] + words
    }

    /// Fills memory, so that what is written beyond a result shows.
    mutating func clear(_ count: Int, at address: UInt32) { write(Self.bytes(count), at: address) }

    @discardableResult
    mutating func call(_ routine: String, _ arguments: UInt32...) throws -> Int {
        let address = try #require(Self.routines[routine])
        let all = arguments + [UInt32](repeating: 0, count: 8 - arguments.count)
        records += [Kind.call.rawValue, address] + all
        count += 1
        return count - 1
    }

    mutating func read(_ bytes: Int, at address: UInt32) -> Int {
        records += [Kind.read.rawValue, address & ~3, UInt32(max(1, (bytes + 3 + Int(address & 3)) / 4))]
        count += 1
        return count - 1
    }

    /// What the program answered.
    struct Answers {
        let places: Places
        fileprivate let lines: [[UInt32]]

        func result(_ number: Int) -> UInt32 { lines[number][0] }
        func signed(_ number: Int) -> Int { Int(Int32(bitPattern: lines[number][0])) }
        func cycles(_ number: Int) -> Int { Int(lines[number][1]) }
        func bytes(_ number: Int, _ count: Int, from offset: UInt32 = 0) -> [UInt8] {
            Array(ROMLibrary.bytes(lines[number]).dropFirst(Int(offset & 3)).prefix(count))
        }
        func words(_ number: Int) -> [UInt32] { lines[number] }
        func hex(_ number: Int, _ count: Int) -> String { ROMLibrary.hex(bytes(number, count)) }
    }

    func run() throws -> Answers {
        let folder = try Scratch()
        let input = try folder.file("records", Self.bytes(records))
        let program = ".build/firmware/rom-library.elf"
        let result = try Tool.shell(
            "\(Tool.executable.path) exec \(program) --output-limit none <\(input)",
            in: Tool.packageRoot
        )
        try #require(result.code == 0, "code \(result.code): \(result.errors)")
        let lines = result.output.split(separator: "\n").map { line in
            line.split(separator: " ").compactMap { UInt32($0, radix: 16) }
        }
        try #require(lines.count == count + 1)
        return Answers(
            places: Places(collect: lines[0][0], collected: lines[0][1], flashText: lines[0][2]),
            lines: Array(lines.dropFirst())
        )
    }

    static func places() throws -> Places { try ROMLibrary().run().places }

    static func words(_ bytes: [UInt8]) -> [UInt32] {
        stride(from: 0, to: bytes.count, by: 4).map { at in
            (0..<4).reduce(0) { $0 | UInt32(bytes[at + $1]) << (8 * UInt32($1)) }
        }
    }

    static func bytes(_ words: [UInt32]) -> [UInt8] {
        words.flatMap { word in (0..<4).map { UInt8(truncatingIfNeeded: word >> (8 * UInt32($0))) } }
    }

    static func hex(_ bytes: [UInt8]) -> String {
        bytes.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
    }

    static func bytes(hex: String) -> [UInt8] {
        let digits = hex.compactMap(\.hexDigitValue)
        return stride(from: 0, to: digits.count - 1, by: 2).map { UInt8(digits[$0] << 4 | digits[$0 + 1]) }
    }

    static func bytes(_ count: Int) -> [UInt8] { [UInt8](repeating: filler, count: count) }
}

extension SeededGenerator {
    mutating func bytes(_ count: Int) -> [UInt8] { (0..<count).map { _ in UInt8(truncatingIfNeeded: next() >> 24) } }
}
