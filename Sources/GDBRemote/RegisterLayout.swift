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
    }

    /// How many of them `g` and `G` carry: a0…a15, pc, sar, litbase, sr176, sr208, ps.
    static let generalCount = 22

    /// All of them, by number.
    public static let entries: [Entry] = {
        let addresses = (0..<16).map { Entry(name: "a\($0)", register: .address($0)) }
        let specials = named.map { Entry(name: $0.0, register: .special($0.1)) }
        let set = Entry(name: "intset", register: .interruptSet)
        return addresses + [Entry(name: "pc", register: .pc)] + specials.prefix(21) + [set] + specials.dropFirst(21)
            + fields
    }()

    private static let named: [(String, SpecialRegister)] = [
        ("sar", .sar), ("litbase", .litbase), ("sr176", .configid0), ("sr208", .configid1),
        ("ps", .ps),
        ("mmid", .mmid), ("ibreakenable", .ibreakenable), ("ddr", .ddr), ("ibreaka0", .ibreaka0),
        ("dbreaka0", .dbreaka0), ("dbreakc0", .dbreakc0), ("epc1", .epc1), ("epc2", .epc2),
        ("epc3", .epc3), ("depc", .depc), ("eps2", .eps2), ("eps3", .eps3), ("excsave1", .excsave1),
        ("excsave2", .excsave2), ("excsave3", .excsave3), ("interrupt", .interrupt),
        ("intclear", .intclear), ("intenable", .intenable), ("vecbase", .vecbase),
        ("exccause", .exccause),
        ("debugcause", .debugcause), ("ccount", .ccount), ("prid", .prid), ("icount", .icount),
        ("icountlevel", .icountlevel), ("excvaddr", .excvaddr), ("ccompare0", .ccompare0),
    ]

    private static let fields = [
        field("psintlevel", .ps, shift: 0, bits: 4), field("psum", .ps, shift: 5, bits: 1),
        field("psexcm", .ps, shift: 4, bits: 1), field("litbaddr", .litbase, shift: 12, bits: 20),
        field("litben", .litbase, shift: 0, bits: 1),
    ]

    private static func field(_ name: String, _ register: SpecialRegister, shift: UInt32, bits: UInt32) -> Entry {
        Entry(name: name, register: .field(register, shift: shift, bits: bits))
    }
}
