import Record
import TestSupport
import Testing

@testable import Emulation
@testable import Inputs

@Suite struct IdentificationTests {
    /// A flash image whose data RAM holds `texts`, each ended by a zero.
    private static func identity(holding texts: [String]) throws -> FirmwareIdentity {
        let data: [UInt8] = texts.flatMap { Array($0.utf8) + [0] }
        let bytes = TinyImage.bytes([(0x4010_0000, [1, 2, 3, 4]), (0x3FFE_8000, [0] + data)])
        return try Identification.identity(of: bytes, file: "f.bin")
    }

    @Test(arguments: [
        (["2.0.0(5a875ba)", "SDK ver: %s compiled @ Aug  9 2016"], "NONOS", "2.0.0(5a875ba)"),
        (["2nd boot version : 1.7(5d6f877)", "SDK version:%s", "2.2.2-dev(38a443e)"], "NONOS", "2.2.2-dev(38a443e)"),
        (["1.5.4.1(39cb9a32)", "SDK ver: %s compiled @ x"], "NONOS", "1.5.4.1(39cb9a32)"),
        (["OS SDK ver: %s compiled @ x", "1.4.0(c599790)"], "ESP8266_RTOS_SDK", "1.4.0(c599790)"),
        (["ESP-IDF %s 2nd stage bootloader", "v3.4-84-ge19ff9af"], "ESP8266_RTOS_SDK", "v3.4-84-ge19ff9af"),
        (["ESP-Open-SDK ver: %s compiled @ %s %s"], "esp-open-rtos", nil),
        (["SDK ver: %s compiled @ x"], "NONOS", nil),
    ])
    func `an SDK is told by its texts`(texts: [String], name: String, version: String?) throws {
        let sdk = try #require(try Self.identity(holding: texts).sdk)
        #expect(sdk.name == name && sdk.version == version)
    }

    @Test func `a date is told where the banner holds one`() throws {
        #expect(try Self.identity(holding: ["SDK ver: %s compiled @ May  1"]).sdk?.built == "May  1")
        #expect(try Self.identity(holding: ["SDK ver: %s compiled @ %s %s"]).sdk?.built == nil)
    }

    @Test func `nothing known is nothing found`() throws {
        let identity = try Self.identity(holding: ["hello", "1.2(abcdefg)", "Pairwise key expansion"])
        #expect(identity.sdk == nil && identity.platforms.isEmpty && identity.tls.isEmpty)
    }

    @Test(arguments: [
        (["MicroPython v1.9.4-113-g7d86ac6c on 2018"], "MicroPython", "v1.9.4-113-g7d86ac6c"),
        (["Adafruit CircuitPython 3.0.0-beta.0 on x", "micropython"], "CircuitPython", "3.0.0-beta.0"),
        (["NodeMCU 3.0.0.0 built on"], "NodeMCU", "3.0.0.0"), (["/Core:3.1.2="], "Arduino", "3.1.2"),
        (["core_esp8266_main.cpp"], "Arduino", nil), (["AT version:1.7.6.0(x"], "Espressif AT", "1.7.6.0(x"),
    ])
    func `a platform is told by its texts`(texts: [String], name: String, version: String?) throws {
        let platforms = try Self.identity(holding: texts).platforms
        #expect(platforms.map(\.name) == [name] && platforms.map(\.version) == [version])
    }

    @Test(arguments: [
        (["axTLS Project"], ["axTLS"]), (["ssl_tls1.c"], ["axTLS"]), (["TLS-RSA-WITH-AES-128-GCM-SHA256"], ["mbedTLS"]),
        (["wolfSSL Entering"], ["wolfSSL"]), (["client finished", "server finished", "master secret"], []),
        (["/Core:x", "client finished", "server finished", "master secret"], ["BearSSL"]),
        (["ctx: bearssl", "/Core:x"], []), (["axTLS", "ctx: cont", "client finished"], ["axTLS"]),
    ])
    func `a TLS library is told by its texts`(texts: [String], names: [String]) throws {
        #expect(try Self.identity(holding: texts).tls.map(\.name) == names)
    }

    @Test func `symbols tell what texts do not`() {
        let names = ["br_ssl_client_init", "sdk_wDev_ProcessFiq"]
        let text = FirmwareText(regions: [[1, 2, 3]], symbols: names, marks: [])
        #expect(SDKFamily.found(in: text)?.name == "esp-open-rtos")
        #expect(TLSLibrary.found(in: text, platforms: []).map(\.name) == ["BearSSL"])
    }

    @Test func `an ELF file is told by its segments`() throws {
        let data = Array("SDK ver: %s compiled @ x\u{0}2.0.0(5a875ba)\u{0}".utf8)
        let bytes = TinyELF.bytes(segments: [(0x4010_0000, [1, 2, 3, 4]), (0x3FFE_8000, data), (0x5000_0000, [1])])
        let identity = try Identification.identity(of: bytes, file: "f.elf")
        #expect(identity.format == .elf && identity.entry == 0x4010_0000 && identity.symbols == 0)
        #expect(identity.sdk?.version == "2.0.0(5a875ba)" && identity.boot == nil)
        #expect(identity.segments.map(\.address) == [0x4010_0000, 0x3FFE_8000, 0x5000_0000])
        #expect(identity.notes == ["segment of 1 bytes at 0x50000000 lies outside the chip's memory"])
    }

    @Test func `contradictions are noted`() throws {
        let damaged = TinyImage.bytes(sizeAndClock: 0x10, checksum: 0)
        let flash = TinyImage.flash(0x8_0000, [(0, damaged)])
        let identity = try Identification.identity(of: flash, file: "f.bin")
        #expect(identity.notes.count == 2)
        #expect(identity.notes.first == "the checksum of the image at 0x0 is 0x0, its bytes make 0xeb")
        #expect(identity.parts.first?.image?.checksum == .wrong)
    }

    @Test(arguments: [
        ([], "f: empty"), ([0xFF, 0xFF], "f: blank: every byte is 0xff"),
        (TinyELF.bytes(code: [0], machine: 62), "f: built for another machine (e_machine 62, Xtensa is 94)"),
        (
            TinyELF.bytes(code: [0], at: 0x4008_0000),
            "f: an Xtensa program, but not for the ESP8266 (entry 0x40080000)"
        ),
    ])
    func `what is no firmware is refused in one line`(bytes: [UInt8], message: String) {
        let error = #expect(throws: EmulationError.self) { try Identification.identity(of: bytes, file: "f") }
        #expect(error?.description == message && error?.exitCode == 65)
    }

    @Test(.timeLimit(.minutes(1))) func `a file full of marks ends`() throws {
        let text = String(repeating: "SDK ver: %s compiled @ 1.2.3(abcdef0)axTLS", count: 2000)
        let identity = try Self.identity(holding: [text])
        #expect(identity.sdk?.version == "1.2.3(abcdef0)")
    }
}
