import Foundation
import Testing
import TestSupport

@testable import ESP8266
@testable import Emulation
@testable import Record

/// What firmware trusts, found in its bytes.
@Suite struct PinnedTrustTests {
    private static let certificates = "\(packageRoot)/Resources/certificates"
    private static let fingerprint = "5A CF FE F0 F1 A6 F4 5F D2 11 11 C6 1D 2F 0E BC 39 8D 50 E0"
    private static let publicKey = """
        -----BEGIN PUBLIC KEY-----
        MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEqK/BaBXEROreT2j22TDQ5B/1/V/1
        XzFwN/Y66uOasgt+1d0QC5/UCuQNGWgnPWFlGAlodvmt/xsCIYhSWukxQw==
        -----END PUBLIC KEY-----
        """

    static func roots() throws -> [PinnedTrust] {
        TrustSearch.found(in: Array(try Data(contentsOf: URL(fileURLWithPath: "\(certificates)/root-ca.pem"))))
    }

    private static func trust(_ data: [UInt8], at address: UInt32 = 0x3FFE_8000) throws -> [FirmwareIdentity.Trust] {
        let image = TinyImage.bytes([(0x4010_0000, [1]), (address, data)])
        return try #require(try Identification.identity(of: image, file: "f").trust)
    }

    @Test func `certificates, keys and fingerprints are found where they stand`() throws {
        let pem = try String(contentsOfFile: "\(Self.certificates)/root-ca.pem", encoding: .utf8)
        let leaf = try String(contentsOfFile: "\(Self.certificates)/device-p256.pem", encoding: .utf8)
        let der = TrustSearch.found(in: Array(leaf.utf8))[0].der
        let text = Array((pem + "\u{0}" + Self.publicKey + "\u{0}" + Self.fingerprint + "\u{0}").utf8)
        let found = try Self.trust(text + der)
        #expect(
            found.map(\.kind) == [.certificatePEM, .certificatePEM, .publicKeyPEM, .fingerprint, .certificateDER]
        )
        #expect(found.map(\.key) == ["RSA-2048", "P-256", "P-256", nil, "P-256"])
        #expect(
            found.map(\.subject) == [
                "Example Root CA 1", "Example Root CA 3", nil, Self.fingerprint, "Fictitious IoT Certificate",
            ]
        )
        #expect(found.map(\.isRoot) == [true, true, false, false, false])
        // Header, a segment of one byte, the header of the next.
        #expect(found[0].offset == 8 + 8 + 1 + 8 && found[4].size == der.count)
        #expect(found[4].offset == 25 + text.count)
    }

    @Test(arguments: [
        "5A CF FE F0 F1 A6 F4 5F D2 11 11 C6 1D 2F 0E BC 39 8D 50", "\(fingerprint) 11",
        "5ACFFEF0F1A6F45FD21111C61D2F0EBC398D50E0", "5A:CF FE F0 F1 A6 F4 5F D2 11 11 C6 1D 2F 0E BC 39 8D 50 E0",
        "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----", "-----BEGIN CERTIFICATE-----\nMIIB",
        "-----BEGIN PUBLIC KEY-----\nMFkw\n-----END PUBLIC KEY-----",
    ])
    func `what is only like them is not`(text: String) throws {
        #expect(TrustSearch.found(in: Array(text.utf8)).isEmpty)
    }

    @Test func `what an ELF file has for the debugger is not the firmware's`() throws {
        let pem = try [UInt8](Data(contentsOf: URL(fileURLWithPath: "\(Self.certificates)/device-p256.pem")))
        let segments: [TinyImage.Segment] = [(0x4010_0000, [1, 2, 3, 4]), (0x3FFE_8000, pem)]
        let loaded = TinyELF.bytes(segments: segments)
        #expect(try Identification.identity(of: loaded, file: "f").trust?.count == 1)
        #expect(try Identification.identity(of: loaded + pem, file: "f").trust?.count == 1)
    }

    /// A trust anchor in data RAM: name, modulus and exponent, or point, and the structure that points to them.
    private static func anchor(name: [UInt8], key: [UInt8], isRSA: Bool, base: UInt32) -> [UInt8] {
        let exponent: [UInt8] = [1, 0, 1, 0]
        let padding = [UInt8](repeating: 0, count: 3 - (name.count + key.count + 3) % 4)
        let data = name + key + padding + exponent
        let keyPlace = base + UInt32(name.count), exponentPlace = base + UInt32(data.count - 4)
        let words: [UInt32] =
            isRSA
            ? [base, UInt32(name.count), 1, 1, keyPlace, UInt32(key.count), exponentPlace, 3]
            : [base, UInt32(name.count), 0, 2, 23, keyPlace, UInt32(key.count), 0]
        return data + words.flatMap(\.littleEndianBytes)
    }

    @Test(arguments: [true, false])
    func `BearSSL's trust anchors are found by their structure`(isRSA: Bool) throws {
        let root = try #require(X509Certificate(try Self.roots()[0].der[...]))
        let key: [UInt8] = isRSA ? [0xC5] + [UInt8](repeating: 7, count: 255) : [4] + [UInt8](repeating: 9, count: 64)
        let data = Self.anchor(name: Array(root.subjectName), key: key, isRSA: isRSA, base: 0x3FFE_8000)
        // The structure is aligned in RAM; in this file the segment is too.
        let bytes = TinyImage.bytes([(0x4010_0000, [1, 2, 3, 4]), (0x3FFE_8000, data)])
        let found = try #require(try Identification.identity(of: bytes, file: "f").trust)
        #expect(found.map(\.kind) == [.trustAnchor])
        #expect(found.first?.subject == "Example Root CA 1" && found.first?.isRoot == isRSA)
        #expect(found.first?.key == (isRSA ? "RSA-2048" : "P-256"))
        var elsewhere = bytes
        elsewhere[28 + data.count - 32 + 2] ^= 0x10
        #expect(try Identification.identity(of: elsewhere, file: "f").trust == nil)
    }

    @Test func `an ELF file tells places in the file`() throws {
        let bytes = TinyELF.bytes(segments: [(0x4010_0000, [1]), (0x3FFE_8000, Array(Self.fingerprint.utf8))])
        let found = try #require(try Identification.identity(of: bytes, file: "f").trust)
        #expect(found.count == 1)
        #expect(bytes[found[0].offset...].starts(with: Array(Self.fingerprint.utf8)))
    }

    @Test func `any bytes are survived, and most findings counted`() throws {
        let seed = Fuzz.seed
        var generator = SeededGenerator(state: seed)
        let pem = Array(try Data(contentsOf: URL(fileURLWithPath: "\(Self.certificates)/root-ca.pem")))
        let der = try Self.roots().map(\.der)
        var readable = 0
        for _ in 0..<Fuzz.count(600) {
            var bytes = generator.below(2) == 0 ? pem : der[generator.index(below: der.count)]
            for _ in 0...generator.below(6) {
                let place = generator.index(below: generator.below(2) == 0 ? 60 : bytes.count)
                if generator.below(3) == 0 {
                    bytes.remove(at: place)
                } else {
                    bytes[place] = UInt8(truncatingIfNeeded: generator.next())
                }
            }
            let found = TrustSearch.found(in: bytes)
            readable += found.count
            for root in found.map(\.der) { _ = RootCertificate(root)?.der(size: 700 + generator.index(below: 400)) }
            _ = X509Certificate(bytes[...])
            var words = (0..<64).flatMap { _ in generator.word().littleEndianBytes }
            words.replaceSubrange(0..<16, with: [0, 0x80, 0xFE, 0x3F, 40, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0])
            _ = BearSSLAnchors.found(in: words, regions: [(0x3FFE_8000, 0..<256), (.max, 1..<9), (0, 200..<400)])
        }
        print("pinned trust fuzz: \(readable) certificates read, seed \(seed)")
        #expect(readable > 0)
        let many = Array(repeating: der[1], count: 300).flatMap { $0 }
        #expect(TrustSearch.found(in: many).count == 256)
    }
}
