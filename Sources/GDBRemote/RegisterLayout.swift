import LX106

/// The registers in the order in which a GDB for the LX106 numbers them (the configuration that Espressif's toolchains are
/// built with, as QEMU's target/xtensa/core-lx106/gdb-config has it).
public struct RegisterLayout: Sendable {
    /// What a number stands for.
    public enum Register: Sendable, Equatable {
        /// a0…a15.
        case address(Int)
        /// The next instruction.
        case pc
        /// A special register.
        case special(SpecialRegister)
        /// INTSET, which is INTERRUPT when written.
        case interruptSet
        /// Bits of a special register.
        case field(SpecialRegister, shift: UInt32, bits: UInt32)
    }

    /// One entry.
    public struct Entry: Sendable {
        /// As GDB calls it.
        public let name: String
        /// What it stands for.
        public let register: Register
        /// Bits that GDB shows.
        let bits: Int
        /// Whether a program has it: those come in `g`.
        let isGeneral: Bool
    }

    /// How many of them `g` and `G` carry: a0…a15, pc, sar, litbase, sr176, sr208, ps.
    static let generalCount = 22

    /// All of them, by number.
    public static let entries: [Entry] = {
        let addresses = (0..<16).map { Entry(name: "a\($0)", register: .address($0), bits: 32, isGeneral: true) }
        let pc = Entry(name: "pc", register: .pc, bits: 32, isGeneral: true)
        let specials = named.map { Entry(name: $0.0, register: .special($0.1), bits: $0.2, isGeneral: false) }
        let set = Entry(name: "intset", register: .interruptSet, bits: 15, isGeneral: false)
        let all = addresses + [pc] + specials.prefix(21) + [set] + specials.dropFirst(21) + fields
        return all.enumerated().map { number, entry in
            Entry(
                name: entry.name,
                register: entry.register,
                bits: entry.bits,
                isGeneral: number < generalCount
            )
        }
    }()

    private static let named: [(String, SpecialRegister, Int)] = [
        ("sar", .sar, 6), ("litbase", .litbase, 32), ("sr176", .configid0, 32), ("sr208", .configid1, 32),
        ("ps", .ps, 6),
        ("mmid", .mmid, 32), ("ibreakenable", .ibreakenable, 1), ("ddr", .ddr, 32), ("ibreaka0", .ibreaka0, 32),
        ("dbreaka0", .dbreaka0, 32), ("dbreakc0", .dbreakc0, 32), ("epc1", .epc1, 32), ("epc2", .epc2, 32),
        ("epc3", .epc3, 32), ("depc", .depc, 32), ("eps2", .eps2, 6), ("eps3", .eps3, 6), ("excsave1", .excsave1, 32),
        ("excsave2", .excsave2, 32), ("excsave3", .excsave3, 32), ("interrupt", .interrupt, 15),
        ("intclear", .intclear, 15), ("intenable", .intenable, 15), ("vecbase", .vecbase, 32),
        ("exccause", .exccause, 6),
        ("debugcause", .debugcause, 12), ("ccount", .ccount, 32), ("prid", .prid, 32), ("icount", .icount, 32),
        ("icountlevel", .icountlevel, 4), ("excvaddr", .excvaddr, 32), ("ccompare0", .ccompare0, 32),
    ]

    private static let fields = [
        field("psintlevel", .ps, shift: 0, bits: 4), field("psum", .ps, shift: 5, bits: 1),
        field("psexcm", .ps, shift: 4, bits: 1), field("litbaddr", .litbase, shift: 12, bits: 20),
        field("litben", .litbase, shift: 0, bits: 1),
    ]

    private static func field(_ name: String, _ register: SpecialRegister, shift: UInt32, bits: UInt32) -> Entry {
        Entry(name: name, register: .field(register, shift: shift, bits: bits), bits: Int(bits), isGeneral: false)
    }
}
