import TestSupport
import Testing

@testable import ESP8266

/// The boot ROM's download mode, as a host sees it that speaks Espressif's serial protocol.
@Suite(.enabled(if: ROMBoard.isBuilt, "needs make firmware")) struct ROMDownloadTests {
    private static let place: UInt32 = 0x1_0000
    private static let ram: UInt32 = 0x4010_8000

    private static func bytes(_ count: Int, seed: UInt64 = 7) -> [UInt8] {
        var random = SplitMix64(seed: seed)
        return random.bytes(count)
    }

    @Test func `GPIO0 low at a reset has the chip wait for a host, at 74880 baud with a crystal of 26 MHz`() throws {
        let host = try DownloadHost()
        #expect(host.rom.text.hasSuffix("\n ets Jan  8 2013,rst cause:2, boot mode:(1,6)\n\nwaiting for host\n"))
        #expect(abs(host.rom.board.uartBaud - 74_880) < 100)
        #expect(try host.read(afterSync: 0x6000_0318) >> 16 & 7 == 1)
        host.rom.board.pressReset()
        host.wait(milliseconds: 60)
        #expect(host.rom.text.contains("boot mode:(3,6)"))
    }

    @Test func `a blank chip waits for a host, a wrong image does not`() throws {
        for (flash, waits) in [([], true), ([UInt8(0xEA), 4, 0, 0], false)] {
            let rom = try ROMBoard(flash: flash)
            _ = rom.board.run(until: 50_000 * Clock.ticksPerMicrosecond)
            #expect(rom.text.contains("ets_main.c"))
            #expect(rom.text.hasSuffix("waiting for host\n") == waits)
        }
    }

    @Test(arguments: [9600, 57_600, 74_880, 115_200, 230_400, 460_800, 921_600], [26, 40])
    func `SYNC tells the host's rate, whatever it is`(baud: Int, crystal: Int) throws {
        let host = try DownloadHost(crystalMegahertz: crystal, baud: baud)
        #expect(host.rom.board.isMeasuringBaud)
        #expect(try host.sync() <= 3)
        #expect(!host.rom.board.isMeasuringBaud)
        // What esptool makes of CLKDIV.
        let divider = try host.read(0x6000_0014)
        #expect(abs(Double(baud) * Double(divider) / 2e6 - Double(crystal)) < 1)
    }

    @Test func `SYNC is answered eight times`() throws {
        let host = try DownloadHost()
        try host.sync()
        host.send(DownloadProtocol.sync)
        host.wait(milliseconds: 50)
        let answer = DownloadHost.Answer(command: 8, value: 0x2012_0707, status: [0, 0])
        #expect(host.answers() == .init(repeating: answer, count: 8))
    }

    @Test func `what esptool tells chips apart by can be read`() throws {
        let host = try DownloadHost()
        #expect(try host.read(afterSync: 0x4000_1000) == 0xFFF0_C101)
        #expect(try host.read(0x3FF0_0050) >> 24 == 0x56)
        #expect(try host.read(0x3FF0_0054) & 0xFFFF == 0x1234)
        #expect(try host.read(0x3FF0_005C) == 0x5CCF7F)
    }

    @Test func `the flash chip tells its id by a user command of SPI0`() throws {
        let host = try DownloadHost()
        try host.sync()
        let writes: [(UInt32, UInt32)] = [
            (0x6000_0220, 23 << 8), (0x6000_021C, 1 << 31 | 1 << 28), (0x6000_0224, 7 << 28 | 0x9F), (0x6000_0240, 0),
            (0x6000_0200, 1 << 18),
        ]
        for (address, value) in writes {
            #expect(try host.ask(.writeRegister, DownloadProtocol.words(address, value, .max, 0)).isGood)
        }
        #expect(try host.read(0x6000_0200) == 0)
        #expect(try host.read(0x6000_0240) == 0x1640EF)
    }

    @Test func `registers are written several at a time, by mask, after a while`() throws {
        let host = try DownloadHost()
        try host.sync()
        let place: UInt32 = 0x3FFE_8000
        let first = DownloadProtocol.words(place, 0x1234_5678, .max, 0)
        let before = host.rom.board.now
        let second = DownloadProtocol.words(place, 0xAAAA_AAAA, 0xFF00, 5000)
        #expect(try host.ask(.writeRegister, first + second).isGood)
        #expect(try host.read(place) == 0x1234_AA78)
        #expect(host.rom.board.now - before > 5000 * Clock.ticksPerMicrosecond)
    }

    @Test func `a block is written where it belongs, once it was erased, which takes its time`() throws {
        let host = try DownloadHost()
        try host.sync()
        let data = Self.bytes(4096)
        host.rom.board.chip.load([UInt8](repeating: 0, count: 0x3000), at: Int(Self.place))
        let begun = host.rom.board.now
        #expect(try host.ask(.flashBegin, DownloadProtocol.words(4096, 4, 1024, Self.place)).isGood)
        // The chip's ROM erases the sectors of the first block twice as far.
        let erased = 2 * FlashChip.sectorEraseMicroseconds * Clock.ticksPerMicrosecond
        #expect(host.rom.board.now - begun > erased)
        #expect(
            Self.contents(host, 0x3000) == .init(repeating: 0xFF, count: 0x2000) + .init(repeating: 0, count: 0x1000)
        )
        for number in 0..<4 {
            let block = Array(data[1024 * number..<1024 * (number + 1)])
            #expect(try host.block(.flashData, block, number: UInt32(number)).isGood)
        }
        #expect(Self.contents(host, 4096) == data)
    }

    private static func contents(_ host: DownloadHost, _ count: Int) -> [UInt8] {
        Array(host.rom.board.flashContents[Int(place)..<Int(place) + count])
    }

    @Test func `what does not fit together is refused, and nothing is written`() throws {
        let host = try DownloadHost()
        try host.sync()
        let data = Self.bytes(1024)
        #expect(try host.block(.flashData, data, number: 0).status == [1, 5])
        #expect(try host.ask(.flashBegin, DownloadProtocol.words(4096, 4, 1024, Self.place)).isGood)
        #expect(try host.block(.flashData, data, number: 0, checksum: 0).status == [1, 7])
        #expect(try host.block(.flashData, data, number: 4).status == [1, 5])
        #expect(try host.block(.flashData, data, number: .max).status == [1, 5])
        #expect(try host.block(.flashData, data, number: 0, size: 1028).status == [1, 5])
        #expect(try host.block(.flashData, data, number: 0, size: .max).status == [1, 5])
        #expect(try host.block(.memData, data, number: 0).status == [1, 5])
        #expect(try host.block(.flashData, Self.bytes(3), number: 0).status == [1, 8])
        #expect(try host.ask(.flashBegin, DownloadProtocol.words(4096, 4, 1024, 4 << 20)).status == [1, 6])
        #expect(try host.ask(.flashBegin, DownloadProtocol.words(4096, 4, 1024, Self.place + 1)).status == [1, 6])
        #expect(try host.ask(.flashBegin, DownloadProtocol.words(.max, 4, 1024, Self.place)).status == [1, 6])
        #expect(try host.ask(.flashBegin, [1, 2, 3]).status == [1, 5])
        #expect(try host.ask(.setParameters, DownloadProtocol.words(0, 4 << 20, 0, 0, 0, 0xFFFF)).status == [1, 5])
        #expect(Self.contents(host, 4096) == [UInt8](repeating: 0xFF, count: 4096))
    }

    @Test func `addresses where nothing is are refused`() throws {
        let host = try DownloadHost()
        try host.sync()
        for address: UInt32 in [0, 0x3FF0_0001, 0x3FFE_7FFC, 0x5000_0000, 0x6001_0000, .max] {
            #expect(try host.ask(.readRegister, DownloadProtocol.words(address)).status == [1, 5])
            #expect(try host.ask(.writeRegister, DownloadProtocol.words(address, 0, .max, 0)).status == [1, 5])
        }
        #expect(try host.ask(.writeRegister, DownloadProtocol.words(0x4000_0000, 0, .max, 0)).status == [1, 5])
        for address: UInt32 in [0x3FFF_BFF4, 0x4000_0000, 0x4010_FFF4, 0x4010_0001, .max - 7] {
            #expect(try host.ask(.memBegin, DownloadProtocol.words(16, 1, 16, address)).isGood)
            #expect(try host.block(.memData, Self.bytes(16), number: 0).status == [1, 6])
        }
        #expect(try host.ask(.memEnd, DownloadProtocol.words(0)).status == [1, 5])
    }

    @Test func `a program in RAM runs, and comes back`() throws {
        let host = try DownloadHost()
        try host.sync()
        // movi.n a2, 7; l32r from the word before; ret.n
        let code = try Self.program(storing: 0x600D, at: 0x3FFE_9000)
        #expect(try host.ask(.memBegin, DownloadProtocol.words(UInt32(code.count), 1, 0x1800, Self.ram)).isGood)
        #expect(try host.block(.memData, code, number: 0).isGood)
        #expect(try host.ask(.memEnd, DownloadProtocol.words(1, 0)).isGood)
        #expect(try host.ask(.memEnd, DownloadProtocol.words(0, Self.ram + 8)).isGood)
        host.wait(milliseconds: 5)
        #expect(host.rom.word(0x3FFE_9000) == 0x600D)
        try host.sync()
        #expect(try host.read(0x3FFE_9000) == 0x600D)
    }

    /// Two words, and from the third on: L32R a3 of the first, L32R a2 of the second, S32I a2 to a3, RET.
    private static func program(storing value: UInt32, at address: UInt32) throws -> [UInt8] {
        let base = DownloadProtocol.words(address, value)
        return base + [0x31, 0xFE, 0xFF, 0x21, 0xFE, 0xFF, 0x22, 0x63, 0x00, 0x80, 0x00, 0x00]
    }

    @Test func `the image that was written is run without a reset`() throws {
        let image = ROMImage.bytes(TinyELF.endless + [0], at: ROMBoard.entry, entry: ROMBoard.entry)
        for leaves in [true, false] {
            let host = try DownloadHost(flash: image)
            try host.sync()
            if leaves {
                #expect(try host.ask(.flashEnd, DownloadProtocol.words(1)).isGood)
            } else {
                // Where esptool's flasher stub returns to.
                host.rom.core.jump(to: 0x4000_10A8)
            }
            host.wait(milliseconds: 50)
            #expect(host.rom.core.pc == ROMBoard.entry)
            #expect(host.rom.core[special: .ps] == 0x20)
            #expect(host.rom.boots == 2)
        }
    }

    @Test func `a restart by command waits for a host again`() throws {
        let host = try DownloadHost()
        try host.sync()
        #expect(try host.ask(.flashEnd, DownloadProtocol.words(0)).isGood)
        host.wait(milliseconds: 60)
        #expect(host.rom.text.hasSuffix("rst cause:3, boot mode:(1,6)\n\nwaiting for host\n"))
        try host.sync()
    }

    @Test(arguments: [9600, 115_200, 921_600])
    func `a host is heard behind noise, of another rate as well`(noise: Int) throws {
        let host = try DownloadHost()
        host.send(Self.bytes(30, seed: UInt64(noise)), baud: noise)
        host.wait(milliseconds: 100)
        try host.sync()
        #expect(try host.read(0x4000_1000) == 0xFFF0_C101)
    }

    @Test(arguments: [1, 2, 3]) func `no frame keeps the chip from hearing the next`(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        let host = try DownloadHost()
        try host.sync()
        for _ in 0..<40 {
            // None whose size is right writes registers, runs a program or restarts.
            let command = [0, 1, 2, 3, 5, 7, 8, 10, 11, 0x14, 0xD0, 0xFF][Int(random.below(12))]
            let data = random.bytes(Int(random.below(64)))
            var frame = DownloadProtocol.message(UInt8(command), data, value: UInt32(random.below(256)))
            if random.happens(permille: 500) { frame[2] = UInt8(random.below(256)) }
            if command == 2, frame.count >= 24 { frame[11] = 0xFF }
            var bytes = DownloadProtocol.frame(frame)
            if random.happens(permille: 300) { bytes.remove(at: Int(random.below(UInt64(bytes.count)))) }
            host.send(bytes)
            host.wait(milliseconds: 20)
        }
        host.send([0xC0] + [UInt8](repeating: 0x5A, count: 9000) + [0xC0])
        host.wait(milliseconds: 900)
        host.send([0xC0])
        host.wait(milliseconds: 100)
        #expect(try host.read(0x4000_1000) == 0xFFF0_C101, "seed \(seed)")
    }

    @Test func `two sessions are the same to the tick`() throws {
        func session() throws -> [UInt64] {
            let host = try DownloadHost()
            try host.sync()
            _ = try host.ask(.flashBegin, DownloadProtocol.words(4096, 4, 1024, Self.place))
            _ = try host.block(.flashData, Self.bytes(1024), number: 0)
            return [host.rom.board.now, host.rom.core.now] + host.rom.console.map(UInt64.init)
        }
        #expect(try session() == session())
    }
}

extension DownloadHost {
    fileprivate func read(afterSync address: UInt32) throws -> UInt32 {
        try sync()
        return try read(address)
    }
}
