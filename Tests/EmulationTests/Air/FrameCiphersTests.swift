import ESP8266
import Testing

@testable import Emulation

@Suite struct FrameCiphersTests {
    private let key = [UInt8]((0..<32).map { UInt8($0) })

    private func frame(_ flags: FrameControl.Flags, _ cipher: WirelessCipher) -> WirelessFrame {
        let a = EUI48(0x02_00_00_00_00_01), b = EUI48(0x02_00_00_00_00_02)
        return WirelessFrame(FrameControl(.data, flags), to: a, from: b, address3: a, body: [1, 2, 3])
    }

    @Test(arguments: [(LinkCipher.ccmp, WirelessCipher.ccmp), (.tkip, .tkip)])
    func `a station's MAC and an access point understand each other`(link: LinkCipher, cipher: WirelessCipher) throws {
        let ciphers = FrameCiphers.software
        let down = cipher.seal(frame(.fromDS, cipher), key: key, number: 1, keyID: 0)
        let opened = try #require(ciphers.open(link, down, key))
        #expect(opened.suffix(3) == [1, 2, 3])

        var up = frame([.toDS, .protected], cipher)
        up.body = (cipher == .ccmp ? CCMP.header(number: 2, keyID: 0) : TKIP.header(number: 2, keyID: 0)) + up.body
        let sealed = try #require(ciphers.seal(link, up.bytes, key))
        let read = try #require(WirelessFrame(sealed))
        #expect(cipher.open(read, key: key) { _ in true } == [1, 2, 3])
    }

    @Test func `WEP is not spoken`() {
        #expect(FrameCiphers.software.seal(.wep, [], []) == nil)
        #expect(FrameCiphers.software.open(.wep, [], []) == nil)
    }
}
