import Testing

@testable import Emulation
@testable import Inputs

@Suite struct ConfigSectorTests {
    @Test func `entries are padded, numbers little-endian, the total counts everything`() throws {
        var sector = ConfigSector()
        sector.set(.ssid, "abcde")
        sector.set(.port, 8883)
        #expect(
            try sector.encoded() == [
                0x56, 0x43, 0x46, 0x47, 1, 0, 0, 0, 44, 0, 0, 0,
                1, 0, 0, 0, 5, 0, 0, 0, 0x61, 0x62, 0x63, 0x64, 0x65, 0, 0, 0,
                4, 0, 0, 0, 4, 0, 0, 0, 0xB3, 0x22, 0, 0, 0, 0, 0, 0,
            ]
        )
    }

    @Test func `credentials too large for the flash are an error`() {
        var sector = ConfigSector()
        sector.set(.certificateAuthority, String(repeating: "x", count: 16 * 1024))
        #expect(throws: EmulationError.self) { try sector.encoded() }
    }

    @Test func `what is not asked for is not in the flash`() throws {
        var sector = ConfigSector()
        TLSSettings().write(to: &sector)
        #expect(sector == ConfigSector())
    }

    @Test func `lists are numbers of four bytes`() throws {
        var sector = ConfigSector()
        var settings = TLSSettings()
        settings.suites = [0xC02B, 0x003D]
        settings.betweenSteps = .feed
        settings.write(to: &sector)
        #expect(
            try sector.encoded().dropFirst(12) == [
                22, 0, 0, 0, 8, 0, 0, 0, 0x2B, 0xC0, 0, 0, 0x3D, 0, 0, 0,
                25, 0, 0, 0, 4, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0,
            ]
        )
    }
}
