import TestSupport
import Testing

@testable import ESP8266

@Suite struct FlashDumpTests {
    /// Offset and kind of every part.
    private static func summary(_ dump: FlashDump) -> [String] {
        dump.parts.map { part in
            let kind =
                switch part.content {
                case .image: "image"
                case .imageCRC: "crc"
                case .irom: "irom"
                case .rBootConfiguration: "rboot"
                case .partitionTable: "partitions"
                case .initData: "init"
                case .systemParameters: "parameters"
                case .fileSystem(let system): system.kind.rawValue
                case .blank: "blank"
                case .filled: "filled"
                case .data: "data"
                }
            return "\(String(part.offset, radix: 16)) \(kind)"
        }
    }

    private static func covers(_ dump: FlashDump) -> Bool {
        dump.parts.reduce(0) { $1.offset == $0 && $1.size > 0 ? $1.offset + $1.size : -1 } == dump.size
    }

    private static let loader = TinyImage.bytes([(0x4010_F000, [1, 2, 3, 4])], entry: 0x4010_F000)

    @Test func `text in place is what the RAM segments point into`() throws {
        let pointers = (0..<8).flatMap { TinyImage.word(0x4021_0000 + 100 * $0) }
        let image = TinyImage.bytes([(0x4010_0000, pointers)])
        let text = TinyImage.noise(0x3000)
        let dump = try FlashDump(bytes: TinyImage.flash(0x13000, [(0, image), (0x10000, text)]))
        #expect(Self.summary(dump) == ["0 image", "40 blank", "10000 irom"])
        #expect(dump.boot == .rom && Self.covers(dump))
        let stray = try FlashDump(bytes: TinyImage.flash(0x13000, [(0, TinyImage.bytes()), (0x10000, text)]))
        #expect(Self.summary(stray) == ["0 image", "20 blank", "10000 data"])
    }

    /// eboot and an application, as Arduino's builder joins them, with its length and CRC.
    private static func arduino() -> [UInt8] {
        let text = [UInt8](repeating: 0, count: 8) + TinyImage.noise(0x800)
        let application = TinyImage.bytes([(0x4020_1010, text), (0x4010_0000, [5, 6])])
        let padding = [UInt8](repeating: 0xAA, count: 0x1000 - loader.count)
        var file = loader + padding + application
        var crc: UInt32 = .max
        for byte in file {
            for bit in 0..<8 {
                let isSet = (crc >> 31 == 1) != (byte >> (7 - bit) & 1 == 1)
                crc = crc << 1 ^ (isSet ? 0x04C1_1DB7 : 0)
            }
        }
        file.replaceSubrange(0x1010..<0x1018, with: TinyImage.word(UInt32(file.count)) + TinyImage.word(crc))
        return file
    }

    @Test func `eboot, its application, and the builder's CRC`() throws {
        let file = Self.arduino()
        let dump = try FlashDump(bytes: file)
        #expect(dump.boot == .eboot && Self.covers(dump))
        #expect(Self.summary(dump) == ["0 image", "20 filled", "1000 image"])
        let check = try #require(dump.arduinoCheck)
        let application = try #require(dump.application)
        #expect(check.isIntact && check.explainsChecksum(of: application))
        var damaged = file
        damaged[0x1100] ^= 1
        #expect(try FlashDump(bytes: damaged).arduinoCheck?.isIntact == false)
        damaged[0x1013] = 0x7F
        #expect(try FlashDump(bytes: damaged).arduinoCheck?.crc == nil)
    }

    @Test func `Espressif's boot loader and user1, parameters, initial data`() throws {
        let user1 = TinyImage.version2(text: TinyImage.noise(0x100))
        let bootInfo = TinyImage.word(0) + TinyImage.word(0x55AA_55AA)
        let flash = TinyImage.flash(
            1 << 20,
            [
                (0, TinyImage.bytes(sizeAndClock: 0x20)), (0x1000, user1), (0x81000, user1),
                (0xFC000, [5, 8, 4, 2, 5, 5, 5, 2]), (0xFF000, bootInfo),
            ]
        )
        let dump = try FlashDump(bytes: flash)
        #expect(dump.boot == .espressifBoot && Self.covers(dump))
        #expect(
            Self.summary(dump) == [
                "0 image", "20 blank", "1000 image", "1130 blank", "81000 image", "81130 blank", "fc000 init",
                "fd000 parameters",
            ]
        )
    }

    @Test func `rBoot with and without its configuration`() throws {
        let application = TinyImage.version2(text: TinyImage.noise(0x100))
        let table: [UInt8] = [0xE1, 1, 0, 0, 0, 2, 0, 0] + TinyImage.word(0x2000) + TinyImage.word(0x4000)
        let loader = TinyImage.bytes()
        let parts = [(0, loader), (0x2000, application), (0x4000, application)]
        let dump = try FlashDump(bytes: TinyImage.flash(0x8000, parts + [(0x1000, table)]))
        #expect(dump.boot == .rBoot && dump.images.map(\.offset) == [0, 0x2000, 0x4000] && Self.covers(dump))
        let fresh = try FlashDump(bytes: TinyImage.flash(0x8000, parts))
        #expect(fresh.boot == .rBoot && fresh.images.map(\.offset) == [0, 0x2000])
        let zeros = [UInt8](repeating: 0, count: 0x800)
        let blank = try FlashDump(bytes: TinyImage.flash(0x8000, parts + [(0x1000, zeros)]))
        #expect(blank.boot == .rBoot && blank.images.map(\.offset) == [0, 0x2000])
    }

    @Test func `a partition table leads to the application`() throws {
        func entry(_ type: UInt8, _ offset: UInt32, _ label: String) -> [UInt8] {
            let name = Array(label.utf8) + [UInt8](repeating: 0, count: 16 - label.utf8.count)
            return [0xAA, 0x50, type, 0] + TinyImage.word(offset) + TinyImage.word(0x1000) + name + TinyImage.word(0)
        }
        let table = entry(1, 0x9000, "nvs") + entry(0, 0x10000, "factory")
        let application = TinyImage.bytes([(0x4021_0010, [1, 2, 3, 4]), (0x4010_0000, [5])], entry: 0x4021_0010)
        let flash = TinyImage.flash(0x12000, [(0, Self.loader), (0x8000, table), (0x10000, application)])
        let dump = try FlashDump(bytes: flash)
        #expect(dump.boot == .partitions && dump.application?.entry == 0x4021_0010 && Self.covers(dump))
        #expect(
            Self.summary(dump) == [
                "0 image", "20 blank", "8000 partitions", "9000 blank", "10000 image", "10020 blank",
            ]
        )
        #expect(try FlashDump(bytes: application).boot == .applicationOnly)
    }

    @Test func `file systems are known by their marks`() throws {
        let little =
            TinyImage.word(1) + TinyImage.word(0) + Array("littlefs".utf8)
            + [0, 0, 2, 0, 0x1000, 4].flatMap(TinyImage.word).dropFirst(8)
        var fat = [UInt8](repeating: 0, count: 512)
        fat.replaceSubrange(0..<3, with: [0xEB, 0xFE, 0x90])
        fat.replaceSubrange(11..<21, with: [0, 0x10, 1, 1, 0, 1, 0, 2, 4, 0])
        fat.replaceSubrange(510..<512, with: [0x55, 0xAA])
        var parts: [(offset: Int, bytes: [UInt8])] = [(0, TinyImage.bytes()), (0x10000, little), (0x20000, fat)]
        for block in 0..<6 {
            let magic = UInt16(6 - block) ^ 0x0529 ^ 256
            parts.append((0x30000 + block * 8192 + 252, [UInt8(magic & 0xFF), UInt8(magic >> 8)]))
        }
        let dump = try FlashDump(bytes: TinyImage.flash(0x40000, parts))
        let systems = dump.parts.compactMap { if case .fileSystem(let system) = $0.content { system } else { nil } }
        #expect(systems.map(\.kind) == [.littleFS, .fat, .spiffs])
        #expect(systems.map(\.size) == [0x4000, 0x4000, 6 * 8192])
        #expect(Self.covers(dump))
    }

    @Test func `what is no content of a flash chip ends in an error`() {
        #expect(throws: FlashDumpError.image(.notAnImage(firstByte: nil))) { try FlashDump(bytes: []) }
        #expect(throws: FlashDumpError.blank) { try FlashDump(bytes: .init(repeating: 0xFF, count: 0x2000)) }
        let large = [UInt8](repeating: 0xE9, count: 16 << 20 | 1)
        #expect(throws: FlashDumpError.tooLarge(large.count)) { try FlashDump(bytes: large) }
    }

    @Test func `a flash of the ESP32, which starts at 0x1000, is named`() {
        var image = TinyImage.bytes([(0x3FFB_0000, .init(repeating: 0, count: 32))], entry: 0x4008_05A0)
        image.replaceSubrange(12..<14, with: [0, 0])
        let error = FlashDumpError.image(.otherChip(name: "ESP32", entry: 0x4008_05A0))
        #expect(throws: error) { try FlashDump(bytes: TinyImage.flash(0x2000, [(0x1000, image)])) }
    }
}
