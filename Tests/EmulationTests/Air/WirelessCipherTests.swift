import Testing
import TestSupport

@testable import Emulation

/// The ciphers against the vectors of IEEE 802.11-2016 annex J and RFC 3394.
@Suite struct WirelessCipherTests {
    @Test(arguments: [
        ("password", "IEEE", "f42c6fc52df0ebef9ebb4b90b38a5f902e83fe1b135a70e23aed762e9710a12e"),
        ("ThisIsAPassword", "ThisIsASSID", "0dc0d6eb90555ed6419756b9a15ec3e3209b63df707dd508d14581f8982721af"),
    ])
    func `a passphrase becomes the key of J.4.2`(passphrase: String, ssid: String, key: String) {
        #expect(WirelessHash.preSharedKey(passphrase: passphrase, ssid: Array(ssid.utf8)) == [UInt8](hex: key))
    }

    @Test func `64 hexadecimal digits are the key itself`() {
        let digits = String(repeating: "0f", count: 32)
        #expect(WirelessHash.preSharedKey(passphrase: digits, ssid: []) == [UInt8](repeating: 15, count: 32))
    }

    @Test func `PRF-512 makes the bytes of J.3.2`() {
        let key = [UInt8](repeating: 0x0B, count: 20)
        let expected =
            "bcd4c650b30b9684951829e0d75f9d54b862175ed9f00606e17d8da35402ffee"
            + "75df78c3d31e0f889f012120c0862beb67753e7439ae242edb8373698356cf5a"
        let output = WirelessHash.prf(key, label: "prefix", context: Array("Hi There".utf8), count: 64)
        #expect(output == [UInt8](hex: expected))
    }

    @Test func `the chain of Michael's vectors of J.2 holds`() {
        let codes = [
            "82925c1ca1d130b8", "434721ca40639b3f", "e8f9becae97e5d29", "90038fc6cf13c1db", "d55e100510128986",
        ]
        var key = [UInt8](repeating: 0, count: 8)
        for (message, code) in zip(["", "M", "Mi", "Mic", "Mich"], codes) {
            #expect(Michael.code(Array(message.utf8), key: key) == [UInt8](hex: code), "\(message)")
            key = [UInt8](hex: code)
        }
        #expect(Michael.code(Array("Michael".utf8), key: key) == [UInt8](hex: "0a942b124ecaa546"))
    }

    @Test(
        arguments: [
            (0, "00 20 00 33 EA 8D 2F 60 CA 6D 13 74 23 4A 66 0B"),
            (1, "00 20 01 90 FF DC 31 43 89 A9 D9 D0 74 FD 20 AA"),
        ] as [(UInt64, String)]
    )
    func `TKIP mixes the keys of J.1`(number: UInt64, seed: String) throws {
        let transmitter = try #require(EUI48(text: "10:22:33:44:55:66"))
        let mixed = TKIPKeyMixing.seed(temporal: Array(0...15), transmitter: transmitter, number: number)
        #expect(mixed == [UInt8](hex: seed))
    }

    @Test func `CCMP encrypts the frame of J.6.4`() {
        let key = [UInt8](hex: "c97c1f67ce371185514a8a19f2bdd52f")
        let header = [UInt8](hex: "0848c32c0fd2e128a57c5030f1844408abaea5b8fcba8033")
        let ccmp = CCMP.header(number: 0xB503_9776_E70C, keyID: 0)
        #expect(ccmp == [UInt8](hex: "0ce70020769703b5"))
        let plain = [UInt8](hex: "f8ba1a55d02f85ae967bb62fb6cda8eb7e78a050")
        let cipher = [UInt8](hex: "f3d0a2fe9a3dbf2342a643e43246e80c3c04d019 7845ce0b16f97623")
        let sealed = CCMP.seal(header + ccmp + plain, key: key)
        #expect(sealed == header + ccmp + cipher)
        #expect(CCMP.open(sealed, key: key) == header + ccmp + plain)
        #expect(CCMP.number(sealed, at: 24) == 0xB503_9776_E70C)
    }

    @Test func `AES key wrap is that of RFC 3394`() {
        let key = [UInt8](0...15)
        let plain = [UInt8](hex: "00112233445566778899AABBCCDDEEFF")
        let wrapped = [UInt8](hex: "1FA68B0A8112B447 AEF34BD8FB5A7B82 9D3E862371D2CFE5")
        #expect(KeyWrap.wrap(plain, key: key) == wrapped)
        #expect(KeyWrap.unwrap(wrapped, key: key) == plain)
        #expect(KeyWrap.unwrap(wrapped.reversed(), key: key) == nil)
    }

    @Test(arguments: [WirelessCipher.ccmp, .tkip])
    func `what one seals the other opens, whatever the header, and not when a bit is another`(cipher: WirelessCipher) {
        var random = SeededGenerator(state: Fuzz.seed)
        let key = [UInt8]((0..<32).map { UInt8($0) })
        let a = EUI48(0x02_00_00_00_00_01), b = EUI48(0x02_00_00_00_00_02), c = EUI48(0x02_00_00_00_00_03)
        let kinds: [FrameControl.Kind] = [.data, .qosData]
        for length in 0..<300 {
            let flags: FrameControl.Flags = random.below(2) == 0 ? .toDS : .fromDS
            var frame = WirelessFrame(FrameControl(kinds[length % 2], flags), to: a, from: b, address3: c)
            frame.sequenceNumber = UInt16(random.below(4096))
            if frame.qos != nil { frame.qos = UInt16(random.below(8)) }
            frame.body = (0..<length).map { _ in UInt8(random.below(256)) }
            let number = UInt64(random.below(0xFFFF_FFFF)) << 8 | 7
            let sealed = cipher.seal(frame, key: key, number: number, keyID: 2)
            guard let read = WirelessFrame(sealed) else { return #expect(Bool(false), "\(length)") }
            #expect(WirelessCipher.keyID(read) == 2)
            var seen: UInt64?
            let opened = cipher.open(read, key: key) {
                seen = $0
                return true
            }
            #expect(opened == frame.body && seen == number, "\(length), seed \(Fuzz.seed)")
            var again = sealed
            again[1] |= UInt8(FrameControl.Flags.retry.rawValue >> 8)
            #expect(WirelessFrame(again).flatMap { cipher.open($0, key: key) { _ in true } } == frame.body)
            // From address 2 on, but for the addresses' group bit: whatever is in the code or the nonce.
            var broken = sealed
            broken[read.body.startIndex + sealed.count - 1 - random.index(below: 8)] ^= 0x10
            #expect(WirelessFrame(broken).flatMap { cipher.open($0, key: key) { _ in true } } == nil)
        }
    }
}
