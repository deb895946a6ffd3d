import LX106
import Testing

/// RSR, WSR, XSR of every number from 0 to 255: the registers of core-isa.h, and no others.
@Suite struct SpecialRegisterTests {
    /// Number, bits that keep what WSR writes. Those with side effects on interrupts and counters have tests of their own.
    private static let plain: [(number: UInt32, kept: UInt32)] = [
        (3, 0x3F), (5, 0xFFFF_F001), (104, .max), (128, .max), (144, .max), (160, 0xC000_003F), (177, .max),
        (178, .max), (179, .max), (192, .max), (194, 0x3F), (195, 0x3F), (209, .max), (210, .max), (211, .max),
        (228, 0x7FFF), (231, 0xFFFF_FF00), (232, 0x3F), (236, .max), (237, 0xF), (238, .max), (240, .max),
    ]
    private static let readable: Set<UInt32> = [
        3, 5, 96, 104, 128, 144, 160, 176, 177, 178, 179, 192, 194, 195, 208, 209, 210, 211, 226, 228, 230, 231, 232,
        233, 234, 235, 236, 237, 238, 240,
    ]
    private static let writable: Set<UInt32> = [
        3, 5, 89, 96, 104, 128, 144, 160, 177, 178, 179, 192, 194, 195, 209, 210, 211, 226, 227, 228, 230, 231, 232,
        234, 236, 237, 238, 240,
    ]

    private static func rsr(_ number: UInt32, t: UInt32) -> UInt32 { 0x030000 | number << 8 | t << 4 }
    private static func wsr(_ number: UInt32, t: UInt32) -> UInt32 { 0x130000 | number << 8 | t << 4 }
    private static func xsr(_ number: UInt32, t: UInt32) -> UInt32 { 0x610000 | number << 8 | t << 4 }

    /// Keeps what is written from taking effect at once: an armed debug option needs a level below its own.
    private static let harmless: UInt32 = 0x1F

    @Test func `what WSR writes RSR reads, as far as the bits exist`() {
        for (number, kept) in Self.plain {
            for value in [0, 0x5A5A_5A5A, 0xA5A5_A5A5, .max] as [UInt32] {
                let words = [Self.wsr(number, t: 3), Self.rsr(number, t: 2)]
                Bench.run(words) { machine in
                    machine.core[special: .ps] = Self.harmless
                    machine.core[register: 3] = value
                } check: { machine in
                    #expect(machine.core[register: 2] == value & kept, "SR \(number)")
                    #expect(machine.core.pc == Bench.endOf(words))
                }
            }
        }
    }

    @Test func `XSR exchanges`() {
        for (number, kept) in Self.plain {
            let words = [Self.wsr(number, t: 3), Self.xsr(number, t: 2), Self.rsr(number, t: 4)]
            Bench.run(words) { machine in
                machine.core[special: .ps] = Self.harmless
                machine.core[register: 3] = 0x5A5A_5A5A
                machine.core[register: 2] = 0xA5A5_A5A5
            } check: { machine in
                #expect(machine.core[register: 2] == 0x5A5A_5A5A & kept, "SR \(number)")
                #expect(machine.core[register: 4] == 0xA5A5_A5A5 & kept, "SR \(number)")
            }
        }
    }

    @Test func `IBREAKENABLE and PS have the bits of one breakpoint and of INTLEVEL, EXCM, UM`() {
        Bench.run([op("wsr.ibreakenable", t: 3), op("rsr.ibreakenable", t: 2)]) { machine in
            machine.core[special: .ps] = Self.harmless
            machine.core[register: 3] = .max
        } check: {
            #expect($0.core[register: 2] == 1)
        }
        Bench.run([op("wsr.ps", t: 3), op("rsr.ps", t: 2)]) {
            $0.core[register: 3] = .max
        } check: {
            #expect($0.core[register: 2] == 0x3F)
        }
    }

    @Test func `the configuration registers read what core-isa h says, and PRID 0`() {
        Bench.run([op("rsr.176", t: 2), op("rsr.208", t: 3), op("rsr.prid", t: 4)]) { _ in
        } check: { machine in
            #expect(machine.core[register: 2] == 0xC28C_DAFA)
            #expect(machine.core[register: 3] == 0x1082_B6F6)
            #expect(machine.core[register: 4] == 0)
        }
    }

    @Test func `numbers without a register, and the wrong direction, raise IllegalInstruction`() {
        for number in UInt32(0)..<256 {
            if !Self.readable.contains(number) { Bench.expectIllegal(Self.rsr(number, t: 2), "RSR \(number)") }
            if !Self.writable.contains(number) && number != 176 {
                Bench.expectIllegal(Self.wsr(number, t: 2), "WSR \(number)")
            }
            if !Self.readable.contains(number) || !Self.writable.contains(number) || number == 226 {
                Bench.expectIllegal(Self.xsr(number, t: 2), "XSR \(number)")
            }
        }
    }

    @Test func `CONFIGID0 can be written without effect`() {
        Bench.run([op("wsr.176", t: 3), op("rsr.176", t: 2)]) { _ in
        } check: {
            #expect($0.core[register: 2] == 0xC28C_DAFA)
            #expect($0.core.pc == Bench.code + 9)
        }
    }

    @Test func `reset values: PS masks everything, vectors are in ROM`() {
        let core = Machine(isSmall: true).core
        #expect(core[special: .ps] == 0x1F)
        #expect(core[special: .vecbase] == 0x4000_0000)
        #expect(core[special: .intenable] == 0)
        #expect(core[special: .icountlevel] == 0 && core[special: .dbreakc0] == 0 && core[special: .ibreakenable] == 0)
        #expect(core[special: .litbase] & 1 == 0)
        #expect(core.pc == 0x4000_0080)
    }

    @Test func `user registers, RUR and WUR, do not exist`() {
        for number in [0, 231, 232, 233] as [UInt32] {
            Bench.expectIllegal(0xE30000 | number << 4, "RUR")
            Bench.expectIllegal(0xF30000 | number << 8, "WUR")
        }
    }
}
