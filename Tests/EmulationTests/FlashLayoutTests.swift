import TestSupport
import Testing

@testable import ESP8266
@testable import Emulation
@testable import Inputs

/// Where the parts of a firmware go in the flash.
@Suite struct FlashLayoutTests {
    static let endless = TinyELF.endless + [0]
    static let ram: TinyImage.Segment = (0x4010_0000, endless)
    static let text = TinyImage.noise(0x400)

    /// A segment of DRAM with `mark` in it, by which an SDK or a platform is told.
    static func marked(_ mark: String) -> TinyImage.Segment { (0x3FFE_8000, [0] + Array(mark.utf8) + [0, 0, 0, 0]) }

    static func firmware(
        _ bytes: [UInt8],
        parts: [FlashLayout.Piece] = [],
        size: Int? = nil
    ) throws(EmulationError) -> UserFirmware {
        try UserFirmware("f", bytes, parts: parts, size: size) { _ throws(EmulationError) in [] }
    }

    private static func elf(_ segments: TinyImage.Segment...) throws -> UserFirmware {
        try firmware(TinyELF.bytes(segments: segments))
    }

    private static func dump(_ firmware: UserFirmware) throws -> FlashDump {
        try FlashDump(bytes: firmware.flash.bytes)
    }

    @Test func `a program in RAM is an image at 0`() throws {
        let firmware = try Self.elf(Self.ram, (0x3FFE_8000, [1, 2, 3]))
        let image = try #require(try Self.dump(firmware).images.first)
        #expect(firmware.secondStage == nil && firmware.flash.size == 4 << 20)
        #expect(image.isIntact && image.entry == 0x4010_0000 && image.segments.map(\.size) == [4, 4])
    }

    @Test(arguments: [0x4021_0000, 0x4024_0000, 0x4020_8020] as [UInt32])
    func `text without a header in front stays at its place, the image of the RAM at 0`(address: UInt32) throws {
        let firmware = try Self.elf(Self.ram, (address, Self.text))
        let bytes = firmware.flash.bytes
        let place = Int(address - 0x4020_0000)
        #expect(firmware.secondStage == nil)
        #expect(Array(bytes[place..<place + Self.text.count]) == Self.text)
        let image = try ESPImage(bytes: bytes)
        #expect(image.isIntact && image.segments.map(\.address) == [0x4010_0000])
    }

    @Test func `Arduino's application is entered as eboot would`() throws {
        let firmware = try Self.elf(Self.ram, (0x4020_1010, Self.text), Self.marked("/Core:3.1.2="))
        let bytes = firmware.flash.bytes
        let stage = try #require(firmware.secondStage)
        #expect(stage.kind == .eboot && stage.offset == 0x1000 && stage.entry == 0x4010_0000 && !stage.mapsFlash)
        #expect(stage.segments.map(\.address) == [0x4010_0000, 0x3FFE_8000])
        #expect(Array(bytes[0x1010..<0x1010 + Self.text.count]) == Self.text)
        let image = try ESPImage(bytes: bytes, at: 0x1000)
        #expect(image.isIntact && image.segments.map(\.address) == [0x4020_1010, 0x4010_0000, 0x3FFE_8000])
        #expect(bytes[0] == 0xE9 && bytes[3] >> 4 == 4, "the SDK reads the flash's size at 0")
    }

    @Test func `an application of the NONOS SDK is entered as boot_v1 would`() throws {
        let firmware = try Self.elf(Self.ram, (0x4020_1010, Self.text), Self.marked("SDK version:%s"))
        let image = try ESPImage(bytes: firmware.flash.bytes, at: 0x1000)
        #expect(firmware.secondStage?.kind == .espressifBoot && image.isVersion2 && image.isIntact)
        #expect(image.irom?.offset == 0x1010 && image.irom?.size == Self.text.count)
    }

    @Test func `rBoot's application has rBoot's configuration in front`() throws {
        let firmware = try Self.elf(Self.ram, (0x4020_2010, Self.text))
        let bytes = firmware.flash.bytes
        #expect(firmware.secondStage?.kind == .rBoot && firmware.secondStage?.offset == 0x2000)
        #expect(Array(bytes[0x1000..<0x100C]) == [0xE1, 1, 0, 0, 0, 1, 0, 0, 0, 0x20, 0, 0])
        let image = try ESPImage(bytes: bytes, at: 0x2000)
        #expect(image.isVersion2 && image.isIntact && image.irom?.size == Self.text.count)
        // What stands there already is not replaced.
        let given = try Self.firmware(
            TinyELF.bytes(segments: [Self.ram, (0x4020_2010, Self.text)]),
            parts: [.init(name: "configuration", offset: 0x1000, bytes: [0xE1, 1, 7])]
        )
        #expect(Array(given.flash.bytes[0x1000..<0x1004]) == [0xE1, 1, 7, 0xFF])
    }

    @Test func `ESP8266_RTOS_SDK's application has a partition table, and its constants behind its text`() throws {
        let constants = TinyImage.noise(0x80)
        let firmware = try Self.elf(
            Self.ram,
            (0x4021_0010, Self.text),
            (0x4021_0410, [UInt8](repeating: 9, count: 8) + constants),
            Self.marked("Task watchdog got triggered.")
        )
        let bytes = firmware.flash.bytes
        #expect(firmware.secondStage?.kind == .partitions && firmware.secondStage?.offset == 0x10000)
        #expect(PartitionTable.read(bytes, at: 0x8000)?.first { $0.isApplication }?.offset == 0x10000)
        let image = try ESPImage(bytes: bytes, at: 0x10000)
        #expect(image.isIntact && !image.isVersion2)
        #expect(Array(bytes[0x10010..<0x10410]) == Self.text && Array(bytes[0x10418..<0x10498]) == constants)
        #expect(bytes[0xF000] == 0xFF, "phy_init stays blank")
    }

    @Test func `an application without its boot loader goes where its text says`() throws {
        let arduino = TinyImage.bytes([(0x4020_1010, Self.text), Self.ram, Self.marked("ctx: cont")])
        let first = try Self.firmware(arduino)
        #expect(first.secondStage?.kind == .eboot && first.secondStage?.offset == 0x1000)
        #expect(Array(first.flash.bytes[0x1000..<0x1000 + arduino.count]) == arduino)
        #expect(first.secondStage?.segments.map(\.address) == [0x4010_0000, 0x3FFE_8000])
        let nonos = TinyImage.version2(text: Self.text, TinyImage.bytes([Self.ram, Self.marked("SDK version:%s")]))
        #expect(try Self.firmware(nonos).secondStage?.offset == 0x1000)
        let open = TinyImage.version2(text: Self.text, TinyImage.bytes([Self.ram, Self.marked("ESP-Open-SDK ver: x")]))
        #expect(try Self.firmware(open).secondStage?.kind == .rBoot)
        let unknown = TinyImage.version2(text: Self.text)
        #expect { try Self.firmware(unknown) } throws: { "\($0)".contains("give the boot loader as the firmware") }
    }

    @Test(arguments: ["/Core:3.1.2=", "SDK version:%s", "Task watchdog got triggered."])
    func `a flash that a boot loader was stood in for is read as it was composed`(mark: String) throws {
        let place: UInt32 = mark.hasPrefix("Task") ? 0x4021_0010 : 0x4020_1010
        let first = try Self.elf(Self.ram, (place, Self.text), Self.marked(mark))
        let again = try Self.firmware(first.flash.bytes)
        #expect(
            again.secondStage?.kind == first.secondStage?.kind && again.secondStage?.entry == first.secondStage?.entry
        )
        #expect(again.secondStage?.segments.count == first.secondStage?.segments.count)
        #expect(again.flash.bytes == first.flash.bytes && again.identity.boot == "application_only")
    }

    @Test func `a boot loader that is given is left to run`() throws {
        let loader = TinyImage.bytes([(0x4010_F000, Self.endless)], entry: 0x4010_F000)
        let elf = TinyELF.bytes(segments: [Self.ram, (0x4020_1010, Self.text), Self.marked("/Core:3")])
        let firmware = try Self.firmware(elf, parts: [.init(name: "eboot", offset: 0, bytes: loader)])
        #expect(firmware.secondStage == nil)
        #expect(try Self.dump(firmware).boot == .eboot)
        // The other way round, the application is what the firmware is told by.
        let application = TinyImage.bytes([(0x4020_1010, Self.text), Self.ram, Self.marked("/Core:3.1.2=")])
        let other = try Self.firmware(loader, parts: [.init(name: "application", offset: 0x1000, bytes: application)])
        #expect(other.secondStage == nil && other.identity.platforms.map(\.name) == ["Arduino"])
        #expect(other.identity.boot == "eboot")
    }

    @Test(arguments: FlashContents.sizes)
    func `the flash is as large as asked for, and the header says so`(size: Int) throws {
        let firmware = try Self.firmware(TinyImage.bytes(), size: size)
        let bytes = firmware.flash.bytes
        #expect(bytes.count == size && firmware.flash.size == size)
        #expect(try ESPImage(bytes: bytes).header.flashBytes == size)
        #expect(Array(bytes[(size - 0x4000)..<(size - 0x4000 + 4)]) == [5, 8, 4, 2])
        #expect(bytes[size - 0x3000] == 0xFF)
    }

    @Test func `without a word the flash is as the header says, or as the parts need`() throws {
        #expect(try Self.firmware(TinyImage.bytes(sizeAndClock: 0x20)).flash.size == 1 << 20)
        #expect(try Self.firmware(TinyImage.bytes(sizeAndClock: 0x10)).flash.size == 4 << 20, "256 KB is too little")
        let large = TinyImage.flash(0x9_0000, [(0, TinyImage.bytes(sizeAndClock: 0x00))])
        #expect(try Self.firmware(large).flash.size == 4 << 20)
        let far = FlashLayout.Piece(name: "p", offset: 0x7F_F000, bytes: [1])
        #expect(try Self.firmware(TinyImage.bytes(), parts: [far]).flash.size == 8 << 20)
    }

    @Test func `calibration data that are given stay`() throws {
        let own = FlashLayout.Piece(name: "init", offset: 0x3F_C000, bytes: [5, 0, 4, 2, 7])
        #expect(try Self.firmware(TinyImage.bytes(), parts: [own]).flash.bytes[0x3F_C001] == 0)
        let blank = FlashLayout.Piece(name: "blank", offset: 0x3F_B000, bytes: .init(repeating: 0xFF, count: 0x2000))
        #expect(try Self.firmware(TinyImage.bytes(), parts: [blank]).flash.bytes[0x3F_C001] == 8)
    }

    @Test func `names of an ELF file are its symbols, those of an image none without tables`() throws {
        let firmware = try Self.firmware(TinyImage.bytes())
        #expect(firmware.program.symbols.isEmpty && firmware.identity.sdk == nil)
    }
}
