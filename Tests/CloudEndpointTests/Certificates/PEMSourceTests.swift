import TestSupport
import Testing

@testable import CloudEndpoint

/// PEM files as strings of C.
struct PEMSourceTests {
    private static let key = """
        -----BEGIN EC PARAMETERS-----
        BggqhkjOPQMBBw==
        -----END EC PARAMETERS-----
        -----BEGIN EC PRIVATE KEY-----
        AAAA
        AA==
        -----END EC PRIVATE KEY-----

        """

    private func fault(_ text: String) -> PEMFault? {
        do throws(PEMFault) {
            _ = try PEMSource(Array(text.utf8))
            return nil
        } catch {
            return error
        }
    }

    @Test func `blocks keep their order and lines, text around them stays out`() throws {
        let text = "CN: esp\r\n\u{FEFF}\(Self.key.replacing("\n", with: " \r\n"))trailer\n"
        for text in [Self.key, text, String(Self.key.dropLast())] {
            let source = try PEMSource(Array(text.utf8))
            #expect(source.hasPrivateKey)
            let literals = Self.key.split(separator: "\n").map { "\"\($0)\\r\\n\"\n" }.joined()
            #expect(source.cText() == literals)
            #expect(source.cText(name: "client_key") == "const char *client_key =\n\(literals.dropLast());\n")
        }
    }

    @Test func `certificates are no private keys`() throws {
        let source = try PEMSource(Array(Account.resource("device-p256.pem").utf8))
        #expect(!source.hasPrivateKey)
    }

    @Test(
        arguments: [
            ("", nil, .noBlock), ("-----BEGIN X-----", 1, .open("X")), ("hello\n", nil, .noBlock),
            ("-----BEGIN \"-----\nAAAA\n-----END \"-----\n", nil, .noBlock),
            ("\n-----BEGIN X-----\nAAAA\n-----END Y-----\n", 2, .open("X")),
            ("-----BEGIN X-----\nAAAA\n-----BEGIN X-----\n", 1, .open("X")),
            ("-----BEGIN X-----\nAA\"A\n-----END X-----\n", 2, .damaged("X")),
            ("-----BEGIN X-----\nAAA\n-----END X-----\n", 1, .damaged("X")),
            ("-----BEGIN X-----\n-----END X-----\n", 1, .damaged("X")),
            ("-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA\n-----END ENCRYPTED PRIVATE KEY-----\n", 1, .encrypted),
            ("-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\n\nAAAA\n", 1, .encrypted),
            ("0\u{0}", nil, .isDER),
        ] as [(String, Int?, PEMFault.Reason)]
    )
    func `what is no PEM is refused with its line`(text: String, line: Int?, reason: PEMFault.Reason) {
        #expect(fault(text) == PEMFault(line: line, reason: reason))
    }

    @Test func `names are those of C`() {
        for name in ["client_cert", "_a9"] { #expect(PEMSource.isName(name)) }
        for name in ["", "9a", "a-b", "a b", "ä", "a;"] { #expect(!PEMSource.isName(name)) }
    }

    @Test func `damaged files end in an error or in a string`() throws {
        print("PEMSource fuzz: VESP_SEED=\(Fuzz.seed)")
        var random = SeededGenerator(state: Fuzz.seed)
        let whole = Array(Self.key.utf8)
        for _ in 0..<Fuzz.count(2000) {
            var bytes = whole
            for _ in 0...random.index(below: 4) {
                let place = random.index(below: bytes.count)
                switch random.below(3) {
                case 0: bytes[place] = UInt8(truncatingIfNeeded: random.next())
                case 1: bytes.removeSubrange(place..<min(bytes.count, place + random.index(below: 30) + 1))
                default: bytes.insert(contentsOf: whole.prefix(random.index(below: 60)), at: place)
                }
                if bytes.isEmpty { bytes = [UInt8(ascii: "-")] }
            }
            guard let source = try? PEMSource(bytes) else { continue }
            let lines = source.cText().split(separator: "\n")
            #expect(lines.allSatisfy { $0.wholeMatch(of: /"[A-Za-z0-9+\/= -]+\\r\\n"/) != nil }, "\(bytes)")
        }
    }
}
