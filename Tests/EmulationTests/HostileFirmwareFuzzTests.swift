import Foundation
import LX106
import TestSupport
import Testing

@testable import ESP8266
@testable import Emulation
@testable import Inputs
@testable import Record

private let firmwareFolder = "\(packageRoot)/.build/firmware"
private let hasFirmware = FileManager.default.fileExists(atPath: "\(firmwareFolder)/rom.elf")

/// Firmware that means no good, run as `vesp run` does: it ends, with the same record on every engine, in bounded memory.
@Suite(.enabled(if: hasFirmware, "needs make firmware"), .timeLimit(.minutes(5))) struct HostileFirmwareFuzzTests {
    private static let locator = Locator(
        current: packageRoot,
        executable: "/nowhere/vesp",
        firmwareOption: firmwareFolder
    )

    private static func record(
        _ firmware: UserFirmware,
        _ engine: Engine = .generated,
        _ change: (inout Scenario) -> Void
    ) throws -> RunRecord {
        var scenario = Scenario()
        scenario.firmware = "f"
        change(&scenario)
        let rom = try RunPlan.image("\(firmwareFolder)/rom.elf")
        var plan = RunPlan(try ResolvedScenario(scenario, locator: locator), .user(firmware), rom: rom)
        plan.endpoint = try EndpointFiles(locator, scenario.serverChain)
        plan.engine = engine
        return try Run(plan).record()
    }

    private static func firmware(_ segments: [TinyImage.Segment]) throws -> UserFirmware {
        try FlashLayoutTests.firmware(TinyELF.bytes(segments: segments))
    }

    /// Milliseconds of simulated time.
    private static func milliseconds(_ count: Int64) -> Seconds { Seconds(microseconds: count * 1000) }

    /// A jump to where the word at 0x40100000 says.
    private static func jump(at address: UInt32) -> TinyImage.Segment {
        var code = TinyCode(at: address)
        code.load(2, from: 0x4010_0000)
        code.jump(through: 2)
        return code.segment
    }

    private static let resetVector: TinyImage.Segment = (0x4010_0000, TinyImage.word(0x4000_0080))

    @Test(arguments: [1, 3, 30])
    func `a program that only restarts ends at the boots allowed`(boots: Int) throws {
        let firmware = try Self.firmware([Self.jump(at: 0x4010_0004), Self.resetVector])
        let record = try Self.record(firmware) {
            $0.stop.boots = boots
            $0.timeLimit = Seconds(microseconds: 3_600_000_000)
            $0.serial = [.init(at: .zero, send: String(repeating: "x", count: 500))]
            $0.stop.conditions = [.time]
        }
        #expect(record.ended == .boots && record.boots.count == boots)
        #expect(record.boots.dropFirst().allSatisfy { $0.romCause == 2 })
    }

    @Test func `a restart from within an exception's handler is one`() throws {
        // VECBASE to 0x40100000, whose vectors restart; then an illegal instruction.
        let base: TinyImage.Segment = (0x4010_0004, TinyImage.word(0x4010_0000))
        var code = TinyCode(at: 0x4010_0100)
        code.load(2, from: 0x4010_0004)
        code.add([0x20, 231, 0x13, 0, 0, 0])
        let vectors = [Self.jump(at: 0x4010_0030), Self.jump(at: 0x4010_0050)]
        let record = try Self.record(try Self.firmware([code.segment, Self.resetVector, base] + vectors)) { _ in }
        #expect(record.ended == .boots && record.boots.map(\.romCause) == [1, 2, 2])
        #expect(record.exceptions?.first?.cause == 0)
    }

    @Test func `an exception that ends in the boot ROM is told though nothing restarts`() throws {
        var code = TinyCode(at: 0x4010_0000)
        code.add([0, 0, 0])
        let record = try Self.record(try Self.firmware([code.segment])) { $0.timeLimit = Self.milliseconds(50) }
        #expect(record.ended == .timeLimit && record.boots.count == 1)
        #expect(record.exceptions?.map(\.cause) == [0])
        #expect(!record.verdict.ok)
        #expect(record.console.contains { $0.text.contains("Fatal exception (0)") })
    }

    @Test func `frames that the SDK throws away are counted`() throws {
        var code = TinyCode(at: 0x4010_0000)
        for _ in 0..<3 { code.call(0x4010_0100) }
        let loop = code.here
        code.jump(to: loop)
        let discard: TinyImage.Segment = (0x4010_0100, [0x80, 0, 0])
        let symbols: [(name: String, address: UInt32)] = [("lmacDiscardAgedMSDU", discard.address)]
        let elf = TinyELF.bytes(segments: [code.segment, discard], symbols: symbols)
        let record = try Self.record(try FlashLayoutTests.firmware(elf)) { $0.timeLimit = Self.milliseconds(20) }
        #expect(record.firmware?.notes.contains { $0.contains("discarded 3 frames") } == true)
    }

    @Test(arguments: [(0x3FFE_8010, 0x3FFE_8010 + 96, 40), (0, 0, nil), (0x3FFE_8010, 0x3FFE_8010, nil), (16, 8, nil)])
    func `BearSSL's second stack is measured while there is one`(bottom: Int, lastWord: Int, peak: Int?) throws {
        var code = TinyCode(at: 0x4010_0000)
        let loop = code.here
        code.jump(to: loop)
        let fill = [UInt8](TinyImage.word(0xDEAD_BEEF)), used = [UInt8](repeating: 7, count: 40)
        let pointers =
            TinyImage.word(UInt32(bottom)) + TinyImage.word(UInt32(lastWord)) + TinyImage.word(0) + TinyImage.word(0)
        let data = pointers + (0..<15).flatMap { _ in fill } + used
        let elf = TinyELF.bytes(
            segments: [code.segment, (0x3FFE_8000, data)],
            symbols: [("stack_thunk_ptr", 0x3FFE_8000), ("stack_thunk_top", 0x3FFE_8004)]
        )
        let record = try Self.record(try FlashLayoutTests.firmware(elf)) { $0.timeLimit = Self.milliseconds(20) }
        #expect(record.stacks?.first { $0.task == "BearSSL" }?.peak == peak)
    }

    /// Stores values to registers, at most six, again and again.
    private static func storing(_ stores: (value: UInt32, register: UInt32)...) throws -> UserFirmware {
        let literals = stores.flatMap { TinyImage.word($0.value) + TinyImage.word($0.register) }
        var code = TinyCode(at: 0x4010_0040)
        for number in 0..<UInt32(2 * stores.count) { code.load(2 + number, from: 0x4010_0000 + 4 * number) }
        let loop = code.here
        for number in 0..<UInt32(stores.count) { code.store(2 + 2 * number, to: 3 + 2 * number) }
        code.jump(to: loop)
        return try firmware([code.segment, (0x4010_0000, literals)])
    }

    @Test(arguments: [(2_000_000, 900), (70_100_000, 0)] as [(UInt32, Int64)])
    func `a soft watchdog put off for long is stopped`(target: UInt32, gap: Int64) throws {
        // MacTim1 to 1.7 s, then to `target`, and nothing more.
        let literals: [UInt32] = [1_700_000, 0x3FF2_10CC, 1 << 31, 0x3FF2_10C8, target]
        var code = TinyCode(at: 0x4010_0040)
        for number in 0..<UInt32(literals.count) { code.load(2 + number, from: 0x4010_0000 + 4 * number) }
        code.store(2, to: 3)
        code.store(4, to: 5)
        code.store(6, to: 3)
        let loop = code.here
        code.jump(to: loop)
        let firmware = try Self.firmware([code.segment, (0x4010_0000, literals.flatMap(TinyImage.word))])
        let record = try Self.record(firmware) { $0.timeLimit = Self.milliseconds(1000) }
        #expect(record.watchdog.soft.enabled)
        #expect((gap..<gap + 100).contains(record.watchdog.soft.longestGap.microseconds / 1000))
    }

    @Test func `a flood of the console keeps its ends only`() throws {
        // CLKDIV 0: eight million characters a second.
        let firmware = try Self.storing((0, 0x6000_0014), (0x0A, 0x6000_0000))
        let record = try Self.record(firmware) { $0.timeLimit = Self.milliseconds(20) }
        #expect(record.ended == .timeLimit && record.console.count <= 20_000)
    }

    @Test func `a pin that toggles all the time is folded`() throws {
        let firmware = try Self.storing((1 << 4, 0x6000_0310), (1 << 4, 0x6000_0304), (1 << 4, 0x6000_0308))
        let record = try Self.record(firmware) { $0.timeLimit = Self.milliseconds(20) }
        #expect((1...2000).contains(record.timeline.pins.count))
    }

    @Test func `64 KB typed to a program that never reads arrive`() throws {
        let firmware = try Self.storing((0, 0x6000_0014), (0, 0x3FFE_8000))
        let record = try Self.record(firmware) {
            $0.serial = [.init(send: String(repeating: "x", count: 65_536))]
            $0.timeLimit = Self.milliseconds(1000)
        }
        #expect(record.ended == .done, "\(record.verdict.reasons)")
    }

    @Test func `task control blocks anywhere are only looked at`() throws {
        let switching: UInt32 = 0x4010_0040
        let current: UInt32 = 0x3FFE_8000
        var code = TinyCode(at: 0x4010_0010)
        code.load(3, from: 0x4010_0000)
        let loop = code.here
        // rsr a2, ccount; slli a2, a2, 7: all over the address space.
        code.add([0x20, 234, 0x03, 0x90, 0x22, 0x11])
        code.store(2, to: 3)
        code.call(switching)
        code.jump(to: loop)
        var firmware = try Self.firmware([
            code.segment, (0x4010_0000, TinyImage.word(current)), (switching, [0x0D, 0xF0, 0, 0]),
        ])
        let names = ["vTaskSwitchContext": switching, "pxCurrentTCB": current]
        firmware.program = ELFImage(entry: firmware.program.entry, names: names)
        let record = try Self.record(firmware) { $0.timeLimit = Self.milliseconds(30) }
        #expect(record.ended == .timeLimit)
    }

    /// All of a record that a difference between engines would show in.
    private struct Seen: Equatable {
        var cycles: UInt64
        var instructions: UInt64
        var hits: UInt64
        var ended: RunEnding
        var console: [RunRecord.ConsoleLine]
        var boots: Int

        init(_ record: RunRecord) {
            cycles = record.cycles
            instructions = record.instructions
            hits = record.cache.hits
            ended = record.ended
            console = record.console
            boots = record.boots.count
        }
    }

    private static let images = ["micropython", "arduino"].map { "\(packageRoot)/.build/test-firmware/\($0).bin" }
    private static let areHere = images.allSatisfy(FileManager.default.fileExists)

    @Test(
        .enabled(if: areHere, "needs make test-firmware: firmware published on PyPI was not fetched"),
        arguments: images
    )
    func `mutated firmware of others ends, the same on both engines`(path: String) throws {
        print("firmware fuzz: seed \(Fuzz.seed)")
        let original = [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
        var scenario = Scenario()
        scenario.firmware = path
        let known = try UserFirmware(path, scenario, Self.locator)
        for index in 0..<Fuzz.count(1) {
            var generator = SeededGenerator(state: Fuzz.seed &+ index &* 0x9E37_79B9)
            var bytes = original
            for _ in 0...generator.below(200) {
                bytes[0x100 + generator.index(below: bytes.count - 0x100)] = UInt8(truncatingIfNeeded: generator.next())
            }
            var firmware = known
            firmware.flash.pieces = known.flash.pieces.map { piece in
                piece.bytes.count == bytes.count ? .init(offset: piece.offset, bytes: Self.repaired(bytes)) : piece
            }
            let mutated = firmware
            let seen = try [Engine.generated, .interpreted].map { engine in
                Seen(try Self.record(mutated, engine) { $0.timeLimit = Self.milliseconds(300) })
            }
            #expect(seen[0] == seen[1], "seed \(Fuzz.seed), case \(index)")
        }
    }

    /// `bytes` with the checksum that their first image needs to be started.
    private static func repaired(_ bytes: [UInt8]) -> [UInt8] {
        guard let image = try? ESPImage(bytes: bytes) else { return bytes }
        var bytes = bytes
        bytes[image.size - 1] = image.checksum
        return bytes
    }
}
