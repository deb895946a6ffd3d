import LX106
import Testing
import TestSupport

@testable import ESP8266

/// What a guest that means no good, or is only broken, does to radio, serial line and flash.
@Suite struct HostilePeripheralFuzzTests {
    private static let second = Clock.ticksPerSecond

    /// Eight descriptors at random places of DRAM, whose buffers and successors are anywhere, themselves among them; their
    /// first words are what `head` draws.
    private static func descriptors(
        on test: TestBoard,
        _ generator: inout SeededGenerator,
        head: (inout SeededGenerator) -> UInt32
    ) -> [UInt32] {
        let places = (0..<8).map { _ in 0x3FFE_8000 + 4 * generator.below(0x5FFF) }
        for place in places {
            let next = generator.below(2) == 0 ? places[generator.index(below: 8)] : generator.word()
            let words = [head(&generator), generator.word(), next]
            _ = test.board.write(words.flatMap(TinyImage.word), at: place)
        }
        return places
    }

    @Test func `frames of any descriptors leave`() throws {
        print("transmitter fuzz: seed \(Fuzz.seed)")
        for round in 0..<Fuzz.count(3) {
            var generator = SeededGenerator(state: Fuzz.seed &+ round)
            let test = try TestBoard()
            let places = Self.descriptors(on: test, &generator) { $0.word() & ~($0.below(2) << 30) }
            test[0x3FF2_0C18] = .max
            for _ in 0..<60 {
                let slot = 0x3FF2_0DC4 - 24 * generator.below(11)
                let target = generator.below(3) == 0 ? generator.word() : places[generator.index(below: 8)]
                test[slot] = 3 << 30 | target & 0x3_FFFF
                if generator.below(4) == 0 { test[slot] = generator.word() }
                if generator.below(10) == 0 { test[0x6000_0700] = 1 << 31 }
                test.advance(Ticks(generator.below(100_000)))
            }
            let slot: UInt32 = 0x3FF2_0DC4
            test[0x3FF2_0C24] = .max
            test[slot] = 3 << 30 | places[0] & 0x3_FFFF
            // Each frame has taken the air, up to eight descriptors of 4,095 bytes at 1 Mbit/s.
            test.advance(61 * Self.second / 3)
            #expect(test[slot] >> 30 == 0 && test[0x3FF2_0C20] & 1 << 19 != 0, "seed \(Fuzz.seed), round \(round)")
        }
    }

    /// Chains of blocks with loops, sizes of 0 and buffers anywhere, filled by frames of any length.
    @Test func `frames are received into any chain`() throws {
        print("receiver fuzz: seed \(Fuzz.seed)")
        for round in 0..<Fuzz.count(20) {
            var generator = SeededGenerator(state: Fuzz.seed &+ round)
            let test = try TestBoard()
            let places = Self.descriptors(on: test, &generator) { $0.word() | $0.below(2) << 31 }
            test[0x3FF2_0C5C] = 0x1_0000
            for _ in 0..<60 {
                test[0x3FF2_0004] = 1 << 31
                if generator.below(3) == 0 { test[0x3FF2_0008] = places[generator.index(below: 8)] }
                let bytes = (0..<generator.below(2400)).map { _ in UInt8(truncatingIfNeeded: generator.word()) }
                let frame = AirFrame(bytes: bytes, rate: AirRate(code: UInt8(generator.below(32))))
                _ = test.board.air.receive(frame, at: test.board.now)
                if generator.below(2) == 0 { test[0x3FF2_0C24] = .max }
                if generator.below(20) == 0 { test[0x6000_0700] = 1 << 31 }
                test.advance(Ticks(generator.below(30_000)))
            }
            #expect(test[0x4000_FFFC] == TestBoard.lastWordOfROM, "seed \(Fuzz.seed), round \(round)")
        }
    }

    /// The sender keeps to the receiver's divider, whatever that is, and goes on typing when the chip restarts.
    @Test func `typing ends whatever becomes of the UART`() throws {
        print("typing fuzz: seed \(Fuzz.seed)")
        for round in 0..<Fuzz.count(3) {
            var generator = SeededGenerator(state: Fuzz.seed &+ round)
            let test = try TestBoard()
            var ends: [Ticks] = []
            test.board.type(.init(repeating: 0x55, count: 300), from: test.board.now) { ends.append($0) }
            for _ in 0..<200 {
                switch generator.below(6) {
                case 0: test[0x6000_0014] = 0
                case 1: test[0x6000_0014] = 1 + generator.below(1000)
                case 2: test[0x6000_0020] = generator.word()
                case 3: test[0x6000_0024] = generator.word()
                case 4: test[0x6000_0700] = generator.below(4) == 0 ? 1 << 31 : 0
                default: _ = test[0x6000_0000]
                }
                test.advance(Ticks(generator.below(50_000)))
            }
            // The slowest line sends a character in 0.17 s; that of a chip that has started is 115,200 baud.
            test[0x6000_0700] = 1 << 31
            test.advance(2 * Self.second)
            #expect(ends.count == 1, "seed \(Fuzz.seed), round \(round)")
            #expect(test[0x6000_001C] & 0xFF <= 128)
        }
    }

    @Test func `typing much takes time in proportion`() throws {
        let test = try TestBoard()
        test[0x6000_0014] = 0
        var end: Ticks?
        test.board.type(.init(repeating: 0x55, count: 1 << 16), from: test.board.now) { end = $0 }
        test.advance(Self.second)
        #expect(end != nil)
    }

    /// SPI commands at and behind the end of chips of every size.
    @Test(arguments: FlashContents.sizes)
    func `no command reaches beyond the flash chip`(size: Int) throws {
        var generator = SeededGenerator(state: Fuzz.seed)
        let test = try TestBoard(
            flash: FlashContents(size: size, pieces: [.init(offset: size - 4, bytes: [1, 2, 3, 4])])
        )
        let places = [0, size - 4, size - 1, size, size + 123, 0xFF_FFFF].map { UInt32($0) & 0xFF_FFFF }
        for _ in 0..<Fuzz.count(60) {
            let place = generator.below(2) == 0 ? generator.word() & 0xFF_FFFF : places[generator.index(below: 6)]
            test[0x6000_0200] = 1 << 30
            test[0x6000_0204] = generator.below(65) << 24 | place
            test[0x6000_0240] = generator.word()
            // Not the erasure of the chip: it takes 10 s.
            test[0x6000_0200] = 1 << (23 + generator.below(9))
            test.advance(Self.second / 5)
        }
        #expect(test.board.flashContents.count == size)
    }

    @Test func `a small chip is seen again behind its end`() throws {
        let size = 512 << 10
        let test = try TestBoard(flash: FlashContents(size: size, pieces: [.init(offset: 0x100, bytes: [1, 2, 3, 4])]))
        test.board.showFlash()
        #expect(test[0x4020_0100] == 0x0403_0201 && test[0x4028_0100] == 0x0403_0201)
        #expect(test[0x402F_FFFC] == .max)
        test[0x6000_0200] = 1 << 30
        test[0x6000_0204] = 0x8_0100
        test[0x6000_0200] = 1 << 24
        test.advance(Self.second / 10)
        #expect(test[0x4020_0100] == .max && test[0x4028_0100] == .max)
    }
}
