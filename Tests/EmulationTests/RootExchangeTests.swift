import Foundation
import Testing
import TestSupport

@testable import ESP8266
@testable import Emulation
@testable import Inputs
@testable import Record

/// Roots of firmware exchanged for the endpoint's.
@Suite struct RootExchangeTests {
    private static let certificates = "\(packageRoot)/Resources/certificates"
    private static let rootsPEM = "\(certificates)/root-ca.pem"

    private static func pem(_ der: [UInt8], line: Int = 64, end: String = "\n") -> [UInt8] {
        let text = Array(Data(der).base64EncodedString())
        let lines = stride(from: 0, to: text.count, by: line).map { String(text[$0..<min($0 + line, text.count)]) }
        let body = lines.joined(separator: end)
        return Array("-----BEGIN CERTIFICATE-----\(end)\(body)\(end)-----END CERTIFICATE-----\(end)".utf8)
    }

    private static func exchange() throws -> RootExchange {
        RootExchange(roots: Array(try Data(contentsOf: URL(fileURLWithPath: rootsPEM))))
    }

    @Test func `a root can be written in any size from its least on`() throws {
        for pinned in try PinnedTrustTests.roots() {
            let root = try #require(RootCertificate(pinned.der))
            let original = try #require(X509Certificate(pinned.der[...]))
            #expect(root.leastSize < pinned.der.count - 40)
            #expect(root.der(size: root.leastSize - 1) == nil && root.der(size: pinned.der.count) == pinned.der)
            let sizes = [root.leastSize, pinned.der.count - 31] + (root.leastSize + 9...root.leastSize + 1200)
            for size in sizes {
                let der = try #require(root.der(size: size), "\(size) bytes")
                #expect(der.count == size)
                let read = try #require(X509Certificate(der[...]))
                #expect(read.der.count == size && read.key == original.key && read.isSelfIssued)
            }
        }
    }

    /// Sizes of roots that the web's servers have: Amazon 1 and 3, ISRG X1 and X2, DigiCert Global, DST X3.
    @Test(arguments: [837, 438, 1391, 539, 947, 846])
    func `openssl takes the endpoint's chain by a resized root`(size: Int) throws {
        let folder = try Scratch()
        let isRSA = size > 600
        let root = try #require(RootCertificate(try PinnedTrustTests.roots()[isRSA ? 0 : 1].der))
        let der = try #require(root.der(size: size))
        let ca = try folder.file("ca.pem", Self.pem(der))
        let chain = "\(Self.certificates)/server-\(isRSA ? "rsa-2048" : "p256-ats").chain.pem"
        let log = "\(folder.path)/log"
        let openssl = try Peer(
            "openssl",
            ["verify", "-no-CApath", "-no-CAstore", "-CAfile", ca, "-untrusted", chain, chain],
            output: log
        )
        let code = openssl.waitForExit()
        let said = try String(contentsOfFile: log, encoding: .utf8)
        #expect(code == 0, "\(said)")
    }

    @Test func `roots change in place, checks stay right, other certificates stay`() throws {
        let own = try PinnedTrustTests.roots()
        let rsa = try #require(RootCertificate(own[0].der)?.der(size: 947)).map { $0 }
        let ec = try #require(RootCertificate(own[1].der)?.der(size: 700))
        let leaf = Array(try Data(contentsOf: URL(fileURLWithPath: "\(Self.certificates)/device-p256.pem")))
        let data = Self.pem(rsa, line: 76, end: "\r\n") + [0] + ec + leaf
        let image = TinyImage.bytes([(0x4010_0000, [1, 2, 3, 4]), (0x3FFE_8000, data)])
        var exchange = try Self.exchange()
        let changed = try exchange.exchanged(image, file: "/somewhere/firmware.bin")
        #expect(changed.count == image.count)
        #expect(exchange.notes.count == 2)
        #expect(
            exchange.notes[0]
                == "root certificate 'Example Root CA 1' at 0x1c of firmware.bin exchanged for 'Example Root CA 1'"
        )
        try exchange.check("firmware.bin")
        #expect(try ESPImage(bytes: changed).isIntact)
        let found = TrustSearch.found(in: changed)
        #expect(found.map(\.range) == TrustSearch.found(in: image).map(\.range))
        #expect(found.map(\.kind) == [.certificatePEM, .certificateDER, .certificatePEM])
        #expect(Array(changed.suffix(from: found[2].range.lowerBound).prefix(leaf.count)) == leaf)
    }

    @Test func `Arduino's CRC and esptool's stay right, and what was wrong stays wrong`() throws {
        let own = try PinnedTrustTests.roots()
        let der = try #require(RootCertificate(own[0].der)?.der(size: 947))
        var other = der
        // A byte of the key: another root, of which the checks were made.
        other[400] ^= 0x55
        for checksum in [nil, 0x12] as [UInt8?] {
            let image = TinyImage.bytes([(0x4010_0000, [1, 2, 3, 4]), (0x3FFE_8000, other)], checksum: checksum)
            var exchange = try Self.exchange()
            let changed = try exchange.exchanged(image, file: "f")
            let before = try ESPImage(bytes: image), after = try ESPImage(bytes: changed)
            #expect(before.storedChecksum ^ before.checksum == after.storedChecksum ^ after.checksum)
            #expect(after.isIntact == (checksum == nil))
        }
    }

    @Test func `without a root an authority below one changes, the server's own certificate never`() throws {
        let path = "\(Self.certificates)/server-rsa-2048.chain.pem"
        let chain = TrustSearch.found(in: Array(try Data(contentsOf: URL(fileURLWithPath: path))))
        #expect(chain.map(\.isAuthority) == [false, true] && !chain.contains(where: \.isRoot))
        var exchange = try Self.exchange()
        let leaf = Self.pem(chain[0].der)
        let changed = try exchange.exchanged(leaf + Self.pem(chain[1].der), file: "f")
        #expect(Array(changed.prefix(leaf.count)) == leaf)
        #expect(TrustSearch.found(in: changed).map(\.isRoot) == [false, true])
        #expect(exchange.notes.count == 1 && exchange.notes[0].hasPrefix("certificate of the authority '"))
        let root = Self.pem(try PinnedTrustTests.roots()[0].der)
        var both = try Self.exchange()
        let kept = try both.exchanged(Self.pem(chain[1].der) + root, file: "f")
        #expect(kept.starts(with: Self.pem(chain[1].der)) && both.notes.count == 1)
    }

    @Test func `a root without room, and firmware without one, are refused in a line`() throws {
        let root = try #require(RootCertificate(try PinnedTrustTests.roots()[0].der))
        let smallest = try #require(root.der(size: root.leastSize))
        // Its signature is cut down to nothing, which makes it smaller than the endpoint's can be.
        let signature = 4 + 256
        var short = Array(smallest.dropLast(signature + 1)) + [3, 1, 0]
        short[2] = UInt8((short.count - 4) >> 8)
        short[3] = UInt8((short.count - 4) & 0xFF)
        var exchange = try Self.exchange()
        let error = #expect(throws: EmulationError.self) { try exchange.exchanged(short, file: "firmware.bin") }
        #expect(error?.exitCode == 65)
        #expect(
            error?.description.contains("'Example Root CA 1' at 0x0 has \(short.count) bytes; the endpoint's needs")
                == true
        )
        var none = try Self.exchange()
        #expect(try none.exchanged([1, 2, 3], file: "f") == [1, 2, 3])
        #expect(throws: EmulationError.self) { try none.check("f") }
    }
}
