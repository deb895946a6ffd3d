import Foundation
import TestSupport
import Testing

/// The ROM's library of strings, memory, output and descriptors, executed as LX106 code, against the host.
@Suite(.timeLimit(.minutes(10)), .enabled(if: Tool.hasFirmware, "needs make firmware"))
struct ROMLibraryTests {
    private static let iram = ROMLibrary.iram, dram = ROMLibrary.dram
    private static let result: UInt32 = 0x3FFF_4000

    @Test func `every routine and table stands where firmware looks for it`() throws {
        let listing = try Tool.shell("xtensa-lx106-elf-nm .build/firmware/rom.elf", in: Tool.packageRoot)
        var found: [String: UInt32] = [:]
        for line in listing.output.split(separator: "\n") {
            let words = line.split(separator: " ")
            if words.count == 3, "TRA".contains(words[1]) { found[String(words[2])] = UInt32(words[0], radix: 16) }
        }
        for (name, address) in ROMLibrary.routines {
            #expect(found[name] == address, "\(name)")
        }
    }

    /// A text of few letters, so that texts have much in common, in memory of either kind at any alignment.
    private static func text(_ generator: inout SeededGenerator, in room: UInt32) -> (text: [UInt8], place: UInt32) {
        let letters: [UInt8] = [0x61, 0x61, 0x61, 0x62, 0x80, 0xFF]
        let text = (0..<generator.below(24)).map { _ in letters[generator.index(below: letters.count)] }
        let base = generator.below(2) == 0 ? iram : dram
        return (text, base + room + generator.below(4))
    }

    private static func compare(_ left: ArraySlice<UInt8>, _ right: ArraySlice<UInt8>) -> Int {
        for (a, b) in zip(left, right) where a != b { return Int(a) - Int(b) }
        return 0
    }

    @Test func `strings are read from memory that answers only words, at every alignment`() throws {
        let seed = UInt64.random(in: 1...UInt64(UInt32.max))
        var generator = SeededGenerator(state: seed)
        var library = ROMLibrary()
        var checks: [(name: String, number: Int, wanted: (ROMLibrary.Answers, Int) -> Bool)] = []
        for round in 0..<300 {
            let prefix = round % 2 == 0 ? "ets_" : ""
            let (left, a) = Self.text(&generator, in: 0)
            let (other, b) = Self.text(&generator, in: 64)
            // Every third pair is equal for a while.
            let right = round % 3 == 0 ? left + other.prefix(1) : round % 3 == 1 ? Array(other.prefix(2)) : other
            let limit = Int(generator.below(28)), extent = UInt32(limit)
            library.write(left + [0], at: a)
            library.write(right + [0], at: b)
            let order = Self.compare((left + [0])[...], (right + [0])[...]).signum()
            let part = Self.compare((left + [0]).prefix(limit), (right + [0]).prefix(limit)).signum()
            let place = (0...left.count).first { left.dropFirst($0).starts(with: right) }.map { a + UInt32($0) } ?? 0
            checks += [
                ("strlen", try library.call(prefix + "strlen", a), { $0.result($1) == UInt32(left.count) }),
                ("strcmp", try library.call(prefix + "strcmp", a, b), { $0.signed($1).signum() == order }),
                ("strncmp", try library.call(prefix + "strncmp", a, b, extent), { $0.signed($1).signum() == part }),
                ("strstr", try library.call(prefix + "strstr", a, b), { $0.result($1) == place }),
            ]
            let to = Self.result + generator.below(4)
            library.clear(64, at: to)
            checks.append(("strcpy", try library.call(prefix + "strcpy", to, a), { $0.result($1) == to }))
            checks.append(
                (
                    "copy", library.read(32, at: to),
                    { $0.bytes($1, 32, from: to) == left + [0] + ROMLibrary.bytes(31 - left.count) }
                )
            )
            library.clear(64, at: to)
            try library.call(prefix + "strncpy", to, a, extent)
            let padded = (left + [UInt8](repeating: 0, count: 32)).prefix(limit) + ROMLibrary.bytes(32 - limit)
            checks.append(
                ("strncpy", library.read(32, at: to), { $0.bytes($1, 32, from: to) == Array(padded) })
            )
        }
        let answers = try library.run()
        for check in checks where !check.wanted(answers, check.number) {
            Issue.record("seed \(seed): \(check.name) gives \(answers.words(check.number)) at \(check.number)")
        }
    }

    @Test func `memory is copied, moved, set and compared at every alignment`() throws {
        let seed = UInt64.random(in: 1...UInt64(UInt32.max))
        var generator = SeededGenerator(state: seed)
        var library = ROMLibrary()
        var checks: [(name: String, number: Int, to: UInt32, wanted: [UInt8])] = []
        var orders: [(number: Int, wanted: Int)] = []
        for round in 0..<300 {
            let prefix = round % 2 == 0 ? "ets_" : ""
            let count = Int(generator.below(72)), extent = UInt32(count)
            let bytes = generator.bytes(count), to = Self.result + generator.below(4)
            let from = (generator.below(2) == 0 ? Self.iram : Self.dram) + generator.below(4)
            library.write(bytes, at: from)
            library.clear(80, at: to)
            try library.call(prefix + "memcpy", to, from, extent)
            checks.append(("memcpy", library.read(76, at: to), to, bytes + ROMLibrary.bytes(76 - count)))

            let whole = generator.bytes(128), source = Int(generator.below(50)), target = Int(generator.below(50))
            var moved = whole
            moved.replaceSubrange(target..<target + count, with: whole[source..<source + count])
            library.write(whole, at: Self.result)
            try library.call(
                prefix + "memmove",
                Self.result + UInt32(target),
                Self.result + UInt32(source),
                extent
            )
            checks.append(("memmove", library.read(128, at: Self.result), Self.result, moved))

            library.clear(80, at: to)
            try library.call(prefix + "memset", to, 0x1FF & generator.word(), extent)
            try library.call(prefix + "bzero", to, extent / 2)
            checks.append(("bzero", library.read(count / 2, at: to), to, [UInt8](repeating: 0, count: count / 2)))
            try library.call(prefix + "memset", to, 0x1_5A, extent)
            let set = [UInt8](repeating: 0x5A, count: count) + ROMLibrary.bytes(76 - count)
            checks.append(("memset", library.read(76, at: to), to, set))

            var changed = bytes
            if count > 0, round % 3 != 0 { changed[generator.index(below: count)] &+= 1 }
            let other = Self.dram + 256 + generator.below(4)
            library.write(changed, at: other)
            let order = Self.compare(bytes[...], changed[...]).signum()
            orders.append((try library.call(prefix + "memcmp", from, other, extent), order))
        }
        // IRAM takes words only.
        let words = generator.bytes(64)
        library.write(words, at: Self.dram + 1)
        try library.call("memcpy", Self.iram, Self.dram + 1, 64)
        checks.append(("memcpy to IRAM", library.read(64, at: Self.iram), Self.iram, words))
        try library.call("memset", Self.iram, 0x77, 64)
        let same = [UInt8](repeating: 0x77, count: 64)
        checks.append(("memset in IRAM", library.read(64, at: Self.iram), Self.iram, same))
        let rounded = try library.call("roundup2", 61, 16)

        let answers = try library.run()
        for check in checks where answers.bytes(check.number, check.wanted.count, from: check.to) != check.wanted {
            Issue.record("seed \(seed): \(check.name) at \(check.number)")
        }
        for order in orders where answers.signed(order.number).signum() != order.wanted {
            Issue.record("seed \(seed): memcmp at \(order.number)")
        }
        #expect(answers.result(rounded) == 64)
    }

    @Test func `text in flash is read at every alignment`() throws {
        let places = try ROMLibrary.places()
        let text = Array(ROMLibrary.flashText.utf8)
        var library = ROMLibrary()
        var lengths: [Int] = [], orders: [Int] = [], copies: [Int] = []
        for offset in 0..<text.count {
            let at = places.flashText + UInt32(offset)
            library.write(Array(text[offset...]) + [0], at: Self.dram)
            library.clear(40, at: Self.result)
            lengths.append(try library.call("strlen", at))
            orders.append(try library.call("ets_strcmp", at, Self.dram))
            try library.call("memcpy", Self.result, at, UInt32(text.count - offset))
            copies.append(library.read(36, at: Self.result))
        }
        let answers = try library.run()
        for offset in 0..<text.count {
            let rest = Array(text[offset...])
            #expect(answers.result(lengths[offset]) == UInt32(rest.count))
            #expect(answers.result(orders[offset]) == 0)
            #expect(answers.bytes(copies[offset], 36) == rest + ROMLibrary.bytes(36 - rest.count))
        }
    }

    /// What ets_printf gives for formats and arguments; texts are arguments, too.
    private static func printed(_ lines: [(format: String, arguments: [Argument])]) throws -> [(
        text: String, count: Int
    )] {
        let places = try ROMLibrary.places()
        var library = ROMLibrary()
        try library.call("ets_install_putc1", places.collect)
        var numbers: [(Int, Int)] = []
        for (index, line) in lines.enumerated() {
            var arguments: [UInt32] = []
            for (position, argument) in line.arguments.enumerated() {
                switch argument {
                case .word(let word): arguments.append(word)
                case .text(let text):
                    let at = Self.iram + 256 + UInt32(position * 65)
                    library.write(Array(text.utf8) + [0], at: at)
                    arguments.append(at)
                }
            }
            arguments += [UInt32](repeating: 0, count: 4 - arguments.count)
            let format = Self.iram + UInt32(index & 3)
            library.write(Array(line.format.utf8) + [0], at: format)
            library.write([0] as [UInt32], at: places.collected)
            let call = try library.call("ets_printf", format, arguments[0], arguments[1], arguments[2], arguments[3])
            numbers.append((call, library.read(132, at: places.collected)))
        }
        let answers = try library.run()
        return numbers.map { call, read in
            let count = Int(answers.words(read)[0])
            let text = answers.bytes(read, 132).dropFirst(4).prefix(count)
            return (String(decoding: text, as: UTF8.self), Int(answers.result(call)))
        }
    }

    private enum Argument { case word(UInt32), text(String) }

    @Test func `formats give what the ROM gives`() throws {
        let cases: [(String, [Argument], String)] = [
            ("plain %% text", [], "plain % text"), ("%d|%d", [.word(0), .word(0x8000_0000)], "0|-2147483648"),
            ("%u %x %X", [.word(.max), .word(0xBEEF), .word(0xBEEF)], "4294967295 beef BEEF"),
            ("%s and %s", [.text("left"), .text("")], "left and "), ("%s", [.word(0)], "<null>"),
            ("<%8s><%-8s><%2s>", [.text("abc"), .text("abc"), .text("abc")], "<     abc><abc     ><abc>"),
            ("%c%c", [.word(0x41), .word(0x1_42)], "AB"), ("%p", [.word(0x10)], "0x00000010"),
            ("%05d|%5d|%-5d|", [.word(UInt32(bitPattern: -42)), .word(7), .word(7)], "-0042|    7|7    |"),
            ("%08x %02x", [.word(0x12), .word(0x123)], "00000012 123"),
            ("%ld %lu %lx", [.word(1), .word(2), .word(3)], "1 2 3"),
            ("%z%", [], "%z"),
        ]
        let printed = try Self.printed(cases.map { ($0.0, $0.1) })
        for (found, wanted) in zip(printed, cases) {
            #expect(found.text == wanted.2, "\(wanted.0)")
            // The chip's ROM does not count the prefix of %p.
            #expect(found.count == wanted.2.utf8.count - (wanted.0 == "%p" ? 2 : 0), "\(wanted.0)")
        }
    }

    @Test func `numbers of every width are formatted as the host formats them`() throws {
        let seed = UInt64.random(in: 1...UInt64(UInt32.max))
        var generator = SeededGenerator(state: seed)
        var lines: [(format: String, arguments: [Argument])] = [], wanted: [String] = []
        for _ in 0..<300 {
            let width = generator.below(3) == 0 ? "" : String(1 + generator.below(12))
            let flag = ["", "-", "0"][generator.index(below: 3)], value = generator.word()
            let kind = ["d", "u", "x", "X"][generator.index(below: 4)]
            let format = "%\(width.isEmpty ? "" : flag)\(width)\(kind)"
            lines.append((format, [.word(value)]))
            wanted.append(
                kind == "d" ? String(format: format, Int32(bitPattern: value)) : String(format: format, value)
            )
        }
        for (found, (line, wanted)) in zip(try Self.printed(lines), zip(lines, wanted)) {
            #expect(found.text == wanted, "seed \(seed): \(line)")
        }
    }

    @Test func `output goes to the UART, or where it is told to`() throws {
        let places = try ROMLibrary.places()
        var library = ROMLibrary()
        library.write([0] as [UInt32], at: places.collected)
        library.write(Array("a\nb\r".utf8) + [0], at: Self.iram)
        try library.call("ets_printf", Self.iram)
        try library.call("ets_install_putc2", places.collect)
        try library.call("ets_write_char", 0x63)
        try library.call("ets_install_putc1", 0)
        try library.call("ets_write_char", 0x64)
        try library.call("ets_install_uart_printf")
        try library.call("ets_install_putc2", 0)
        try library.call("ets_write_char", 0x0A)
        try library.call("ets_putc", 0x0A)
        // A list of arguments: on the stack, in registers, offset.
        library.write([7, 0x1234, 0] as [UInt32], at: Self.dram)
        try library.call("ets_vprintf", places.collect, places.flashText, Self.dram, Self.dram, 0)
        let read = library.read(96, at: places.collected)
        let answers = try library.run()
        let text = answers.bytes(read, 96).dropFirst(4).prefix(Int(answers.words(read)[0]))
        #expect(String(decoding: text, as: UTF8.self) == "a\r\nbccd\r\n\n7 flash text at 0x00001234, <null>")
    }

    @Test func `descriptors are chained as the MAC wants them`() throws {
        var library = ROMLibrary()
        let chain = Self.dram, memory: UInt32 = 0x3FFF_2000, head = Self.result, tail = Self.result + 4
        library.write([0x6500_0000] + [UInt32](repeating: 0, count: 8), at: chain)
        let built = try library.call("lldesc_build_chain", chain, 36, memory, 3 * 524, 524, 1, head, tail)
        let full = library.read(36, at: chain)
        let ends = library.read(8, at: head)
        let links = try (1...3).map { try library.call("lldesc_num2link", chain, UInt32($0)) }
        try library.call("lldesc_build_chain", chain, 36, memory, 1048, 524, 0, head, tail)
        let empty = library.read(24, at: chain)
        let answers = try library.run()
        #expect(answers.result(built) == 3)
        #expect(
            answers.words(full) == [
                0x8520_C20C, memory, chain + 12, 0x8020_C20C, memory + 524, chain + 24, 0x8020_C20C, memory + 1048, 0,
            ]
        )
        #expect(answers.words(ends) == [chain, chain + 24])
        #expect(links.map { answers.result($0) } == [chain, chain + 12, chain + 24])
        #expect(answers.words(empty) == [0x8500_020C, memory, chain + 12, 0x8000_020C, memory + 524, 0])
    }

    @Test func `the clock's frequency is kept and the cycle counter counts`() throws {
        var library = ROMLibrary()
        try library.call("ets_update_cpu_frequency", 160)
        let frequency = try library.call("ets_get_cpu_frequency")
        let counts = try (0..<2).map { _ in try library.call("xthal_get_ccount") }
        // Software interrupt 7 is not pending.
        try library.call("xthal_set_intclear", 0x80)
        let answers = try library.run()
        #expect(answers.result(frequency) == 160)
        #expect(answers.result(counts[1]) &- answers.result(counts[0]) > 0)
    }
}
