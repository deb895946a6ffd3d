import Foundation
import TestSupport
import Testing

/// The ROM's cryptography, executed as LX106 code, against published vectors and OpenSSL.
@Suite(.timeLimit(.minutes(10)), .enabled(if: Tool.hasFirmware, "needs make firmware"))
struct ROMCryptoTests {
    private static let iram = ROMLibrary.iram, dram = ROMLibrary.dram
    private static let key: UInt32 = 0x3FFF_2000, context: UInt32 = 0x3FFF_3000, result: UInt32 = 0x3FFF_4000

    /// What `openssl` makes of `input`.
    private static func openssl(_ arguments: String, _ input: [UInt8] = []) throws -> [UInt8] {
        let folder = try Scratch()
        let file = try folder.file("input", input)
        let line = "set -o pipefail; openssl \(arguments) <\(file) | od -An -v -tx1"
        let found = try Tool.shell("bash -c '\(line)'", in: Tool.packageRoot)
        try #require(found.code == 0, "openssl \(arguments): \(found.errors)")
        return ROMLibrary.bytes(hex: found.output)
    }

    private struct Hash {
        let name: String, prefix: String, digestBytes: Int

        static let all = [
            Hash(name: "md5", prefix: "MD5", digestBytes: 16), Hash(name: "sha1", prefix: "SHA1", digestBytes: 20),
        ]

        func digest(_ bytes: [UInt8]) throws -> [UInt8] { try openssl("dgst -\(name) -binary", bytes) }
        func code(_ key: [UInt8], _ bytes: [UInt8]) throws -> [UInt8] {
            try openssl("dgst -\(name) -mac HMAC -macopt hexkey:\(ROMLibrary.hex(key)) -binary", bytes)
        }
    }

    @Test func `digests are those of RFC 1321 and RFC 3174`() throws {
        let vectors = [
            ("", "d41d8cd98f00b204e9800998ecf8427e", "da39a3ee5e6b4b0d3255bfef95601890afd80709"),
            ("abc", "900150983cd24fb0d6963f7d28e17f72", "a9993e364706816aba3e25717850c26c9cd0d89d"),
            (
                "12345678901234567890123456789012345678901234567890123456789012345678901234567890",
                "57edf4a22be3c955ac49da2e2107b67a", "50abf5706a150990a08b2c5ea40fa0e585554732"
            ),
        ]
        for (text, md5, sha1) in vectors {
            var library = ROMLibrary()
            let bytes = Array(text.utf8)
            library.write(bytes, at: Self.iram + 1)
            library.write([Self.iram + 1, UInt32(bytes.count)], at: Self.key)
            for hash in Hash.all {
                try library.call(hash.name + "_vector", 1, Self.key, Self.key + 4, Self.result)
                let read = library.read(20, at: Self.result)
                let answers = try library.run()
                #expect(
                    answers.hex(read, hash.digestBytes) == (hash.name == "md5" ? md5 : sha1),
                    "\(hash.name) of '\(text)'"
                )
            }
        }
    }

    @Test func `digests of pieces from any memory are OpenSSL's`() throws {
        let seed = UInt64.random(in: 1...UInt64(UInt32.max))
        var generator = SeededGenerator(state: seed)
        for hash in Hash.all {
            var library = ROMLibrary(), reads: [Int] = [], wanted: [[UInt8]] = []
            for round in 0..<24 {
                // Lengths about a block's end, too.
                let count = round < 12 ? 52 + round : Int(generator.below(300))
                let bytes = generator.bytes(count), first = Int(generator.below(UInt32(count) + 1))
                let at = (round % 2 == 0 ? Self.iram : Self.dram) + generator.below(4)
                library.write(bytes, at: at)
                try library.call(hash.prefix + "Init", Self.context)
                try library.call(hash.prefix + "Update", Self.context, at, UInt32(first))
                try library.call(hash.prefix + "Update", Self.context, at + UInt32(first), UInt32(count - first))
                try library.call(hash.prefix + "Final", Self.result, Self.context)
                reads.append(library.read(20, at: Self.result))
                wanted.append(try hash.digest(bytes))
            }
            let answers = try library.run()
            for (read, wanted) in zip(reads, wanted) {
                #expect(answers.bytes(read, hash.digestBytes) == wanted, "seed \(seed): \(hash.name)")
            }
        }
    }

    /// Sming#2014 measured 535 and 948 µs at 80 MHz.
    @Test(arguments: [("md5", 42_800.0), ("sha1", 75_840.0)])
    func `a digest of 2,336 bytes costs what it costs on the chip, to 5 %`(name: String, measured: Double) throws {
        let hash = try #require(Hash.all.first { $0.name == name })
        var library = ROMLibrary()
        library.write(ROMLibrary.bytes(2336), at: Self.dram)
        let calls = [
            try library.call(hash.prefix + "Init", Self.context),
            try library.call(hash.prefix + "Update", Self.context, Self.dram, 2336),
            try library.call(hash.prefix + "Final", Self.result, Self.context),
        ]
        let answers = try library.run()
        let cycles = calls.reduce(0) { $0 + answers.cycles($1) }
        #expect(abs(Double(cycles) / measured - 1) < 0.05, "\(cycles) cycles")
        let text = try String(contentsOfFile: "\(Tool.packageRoot)/docs/timing-model.md", encoding: .utf8)
        let row = "of 2,336 bytes | \(cycles / 1000),\(String(String(1000 + cycles % 1000).dropFirst())) |"
        #expect(text.contains(row), "docs/timing-model.md has no row with \(cycles)")
    }

    @Test func `keyed digests are those of RFC 2202 and OpenSSL's`() throws {
        let seed = UInt64.random(in: 1...UInt64(UInt32.max))
        var generator = SeededGenerator(state: seed)
        let hello = [UInt8](repeating: 0x0B, count: 20), jefe = Array("Jefe".utf8)
        let question = Array("what do ya want for nothing?".utf8)
        #expect(
            try Hash.all[1].code(hello, Array("Hi There".utf8))
                == ROMLibrary.bytes(hex: "b617318655057264e28bc0b6fb378c8ef146be00")
        )
        var cases = [(hello, Array("Hi There".utf8)), (jefe, question)]
        for count in [0, 63, 64, 65, 100] { cases.append((generator.bytes(1 + count), generator.bytes(count))) }
        for hash in Hash.all {
            var library = ROMLibrary(), checks: [(Int, Int, [UInt8])] = []
            for (key, bytes) in cases {
                let wanted = try hash.code(key, bytes), parts = [bytes.count / 3, bytes.count - bytes.count / 3]
                library.write(key, at: Self.key + 1)
                library.write(bytes, at: Self.iram + 2)
                var call = try library.call(
                    "hmac_" + hash.name,
                    Self.key + 1,
                    UInt32(key.count),
                    Self.iram + 2,
                    UInt32(bytes.count),
                    Self.result
                )
                checks.append((call, library.read(20, at: Self.result), wanted))
                let second = Self.iram + 2 + UInt32(parts[0])
                library.write([Self.iram + 2, second] + parts.map { UInt32($0) }, at: Self.context)
                call = try library.call(
                    "hmac_\(hash.name)_vector",
                    Self.key + 1,
                    UInt32(key.count),
                    2,
                    Self.context,
                    Self.context + 8,
                    Self.result
                )
                checks.append((call, library.read(20, at: Self.result), wanted))
            }
            let tooMany = try library.call(
                "hmac_\(hash.name)_vector",
                Self.key,
                4,
                6,
                Self.context,
                Self.context,
                Self.result
            )
            let answers = try library.run()
            for (call, read, wanted) in checks {
                #expect(answers.result(call) == 0)
                #expect(answers.bytes(read, hash.digestBytes) == wanted, "seed \(seed): \(hash.name)")
            }
            #expect(answers.signed(tooMany) == -1)
        }
    }

    @Test func `keys come from passphrases as RFC 6070 and IEEE 802.11i say`() throws {
        let seed = UInt64.random(in: 1...UInt64(UInt32.max))
        var generator = SeededGenerator(state: seed)
        var cases: [(passphrase: String, salt: [UInt8], iterations: UInt32, wanted: [UInt8])] = [
            ("password", Array("salt".utf8), 1, ROMLibrary.bytes(hex: "0c60c80f961f0e71f3a9b524af6012062fe037a6")),
            ("password", Array("salt".utf8), 2, ROMLibrary.bytes(hex: "ea6c014dc72d6f8ccd1ed92ace1d41f0d8de8957")),
            (
                "password", Array("IEEE".utf8), 4096,
                ROMLibrary.bytes(hex: "f42c6fc52df0ebef9ebb4b90b38a5f902e83fe1b135a70e23aed762e9710a12e")
            ),
        ]
        for _ in 0..<5 {
            let salt = generator.bytes(1 + Int(generator.below(32))), iterations = 1 + generator.below(20)
            let passphrase = ROMLibrary.hex(generator.bytes(4 + Int(generator.below(28))))
            let arguments = "-kdfopt digest:SHA1 -kdfopt pass:\(passphrase) -kdfopt hexsalt:\(ROMLibrary.hex(salt))"
            let wanted = try Self.openssl("kdf -keylen 50 \(arguments) -kdfopt iter:\(iterations) -binary PBKDF2")
            cases.append((passphrase, salt, iterations, wanted))
        }
        var library = ROMLibrary(), reads: [Int] = []
        for (passphrase, salt, iterations, wanted) in cases {
            library.write(Array(passphrase.utf8) + [0], at: Self.iram + 3)
            library.write(salt, at: Self.dram + 1)
            library.clear(64, at: Self.result)
            try library.call(
                "pbkdf2_sha1",
                Self.iram + 3,
                Self.dram + 1,
                UInt32(salt.count),
                iterations,
                Self.result,
                UInt32(wanted.count)
            )
            reads.append(library.read(52, at: Self.result))
        }
        let answers = try library.run()
        for (read, wanted) in zip(reads, cases.map(\.wanted)) {
            #expect(answers.bytes(read, 52) == wanted + ROMLibrary.bytes(52 - wanted.count), "seed \(seed)")
        }
    }

    /// IEEE 802.11i, H.6.3.
    @Test func `the generator of keys gives the standard's`() throws {
        let wanted =
            "bcd4c650b30b9684951829e0d75f9d54b862175ed9f00606e17d8da35402ffee"
            + "75df78c3d31e0f889f012120c0862beb67753e7439ae242edb8373698356cf5a"
        var library = ROMLibrary()
        library.write([UInt8](repeating: 0x0B, count: 20), at: Self.key)
        library.write(Array("prefix".utf8) + [0], at: Self.iram + 1)
        library.write(Array("Hi There".utf8), at: Self.dram)
        try library.call("sha1_prf", Self.key, 20, Self.iram + 1, Self.dram, 8, Self.result, 64)
        let read = library.read(64, at: Self.result)
        #expect(try library.run().hex(read, 64) == wanted)
    }

    @Test func `AES is that of FIPS 197, in tables and in blocks`() throws {
        let seed = UInt64.random(in: 1...UInt64(UInt32.max))
        var generator = SeededGenerator(state: seed)
        var library = ROMLibrary()
        library.write(ROMLibrary.bytes(hex: "2b7e151628aed2a6abf7158809cf4f3c"), at: Self.iram + 1)
        try library.call("rijndaelKeySetupEnc", Self.context, Self.iram + 1)
        let last = library.read(16, at: Self.context + 160)
        var checks: [(Int, [UInt8])] = []
        for round in 0..<10 {
            let key = generator.bytes(16), plain = generator.bytes(16), at = Self.iram + UInt32(round & 3)
            let wanted = try Self.openssl("enc -aes-128-ecb -nopad -K \(ROMLibrary.hex(key))", plain)
            library.write(key, at: at)
            library.write(wanted, at: at + 32)
            try library.call("aes_decrypt_init", at, 16)
            try library.call("aes_decrypt", Self.decryption, at + 32, Self.result + 1)
            checks.append((library.read(16, at: Self.result + 1), plain))
        }
        let other = try library.call("aes_decrypt_init", Self.key, 24)
        try library.call("aes_decrypt_deinit", Self.decryption)
        let wiped = library.read(176, at: Self.decryption)
        let answers = try library.run()
        #expect(answers.words(last) == [0xD014_F9A8, 0xC9EE_2589, 0xE13F_0CC8, 0xB663_0CA6])
        for (read, plain) in checks { #expect(answers.bytes(read, 16, from: 1) == plain, "seed \(seed)") }
        #expect(answers.result(other) == 0)
        #expect(answers.words(wiped).allSatisfy { $0 == 0 })
    }

    /// What aes_decrypt_init returns.
    private static let decryption: UInt32 = 0x3FFF_D600

    private static func product(_ left: Int, _ right: Int) -> Int {
        var (left, right, sum) = (left, right, 0)
        while right > 0 {
            if right & 1 == 1 { sum ^= left }
            left = left << 1 ^ (left & 0x80 == 0 ? 0 : 0x11B)
            right >>= 1
        }
        return sum
    }

    @Test func `the tables of AES hold what its fields define`() throws {
        var library = ROMLibrary()
        let reads = [
            library.read(1024, at: 0x3FFF_CCF0), library.read(12, at: 0x3FFF_D0F0), library.read(1024, at: 0x3FFF_D100),
            library.read(256, at: 0x3FFF_D500),
        ]
        let answers = try library.run()
        let inverse = answers.bytes(reads[3], 256).map { Int($0) }
        for box in 0..<256 {
            // The S-box by FIPS 197, 5.1.1.
            let reciprocal = (0..<256).first { Self.product(box, $0) == 1 } ?? 0
            let spread = [0, 1, 2, 3, 4].reduce(0x63) { $0 ^ (reciprocal << $1 | reciprocal >> (8 - $1)) } & 0xFF
            #expect(inverse[spread] == box)
            let columns = [Self.product(spread, 2), spread, spread, Self.product(spread, 3)]
            #expect(answers.words(reads[0])[box] == columns.reduce(0) { $0 << 8 | UInt32($1) })
            let back = [14, 9, 13, 11].map { Self.product(inverse[box], $0) }
            #expect(answers.words(reads[2])[box] == back.reduce(0) { $0 << 8 | UInt32($1) })
        }
        #expect(answers.hex(reads[1], 10) == "01020408102040801b36")
    }

    @Test func `wrapped keys are unwrapped as RFC 3394 says, and damaged ones refused`() throws {
        let seed = UInt64.random(in: 1...UInt64(UInt32.max))
        var generator = SeededGenerator(state: seed)
        var cases = [
            (
                ROMLibrary.bytes(hex: "000102030405060708090a0b0c0d0e0f"),
                ROMLibrary.bytes(hex: "00112233445566778899aabbccddeeff"),
                ROMLibrary.bytes(hex: "1fa68b0a8112b447aef34bd8fb5a7b829d3e862371d2cfe5")
            )
        ]
        for count in 2...5 {
            let key = generator.bytes(16), plain = generator.bytes(8 * count)
            let options = "-K \(ROMLibrary.hex(key)) -iv a6a6a6a6a6a6a6a6"
            cases.append((key, plain, try Self.openssl("enc -id-aes128-wrap \(options)", plain)))
        }
        var library = ROMLibrary(), numbers: [(good: Int, read: Int, bad: Int)] = []
        for (key, plain, wrapped) in cases {
            library.write(key, at: Self.key)
            library.write(wrapped, at: Self.iram + 2)
            let blocks = UInt32(plain.count / 8)
            let good = try library.call("aes_unwrap", Self.key, blocks, Self.iram + 2, Self.result)
            let read = library.read(plain.count, at: Self.result)
            library.write([wrapped[0] ^ 1] + wrapped.dropFirst(), at: Self.iram + 2)
            numbers.append((good, read, try library.call("aes_unwrap", Self.key, blocks, Self.iram + 2, Self.result)))
        }
        let answers = try library.run()
        for (number, (_, plain, _)) in zip(numbers, cases) {
            #expect(answers.result(number.good) == 0)
            #expect(answers.bytes(number.read, plain.count) == plain, "seed \(seed)")
            #expect(answers.signed(number.bad) == -1)
        }
    }

    private static func stream(_ key: [UInt8], _ count: Int) -> [UInt8] {
        var box = (0...255).map { UInt8($0) }, j = 0
        for i in 0..<256 {
            j = (j + Int(box[i]) + Int(key[i % key.count])) & 255
            box.swapAt(i, j)
        }
        j = 0
        return (1...count).map { at in
            j = (j + Int(box[at & 255])) & 255
            box.swapAt(at & 255, j)
            return box[(Int(box[at & 255]) + Int(box[j])) & 255]
        }
    }

    @Test func `RC4 is that of RFC 6229, from any place of its stream`() throws {
        let seed = UInt64.random(in: 1...UInt64(UInt32.max))
        var generator = SeededGenerator(state: seed)
        #expect(ROMLibrary.hex(Self.stream([1, 2, 3, 4, 5], 16)) == "b2396305f03dc027ccc3524a0a1118a8")
        var library = ROMLibrary(), checks: [(Int, [UInt8])] = []
        for round in 0..<12 {
            let key = generator.bytes(1 + Int(generator.below(32))), bytes = generator.bytes(Int(generator.below(64)))
            let skipped = round == 0 ? 0 : Int(generator.below(300))
            library.write(key, at: Self.iram + 1)
            library.write(bytes, at: Self.dram + 1)
            try library.call(
                "rc4_skip",
                Self.iram + 1,
                UInt32(key.count),
                UInt32(skipped),
                Self.dram + 1,
                UInt32(bytes.count)
            )
            let stream = Self.stream(key, skipped + bytes.count + 1).dropFirst(skipped)
            checks.append((library.read(bytes.count, at: Self.dram + 1), zip(bytes, stream).map { $0 ^ $1 }))
        }
        let answers = try library.run()
        for (read, wanted) in checks { #expect(answers.bytes(read, wanted.count, from: 1) == wanted, "seed \(seed)") }
    }

    @Test func `Base64 is RFC 4648's, in lines of 72 characters`() throws {
        let seed = UInt64.random(in: 1...UInt64(UInt32.max))
        var generator = SeededGenerator(state: seed)
        let heap: UInt32 = 0x3FFF_6000
        var library = ROMLibrary(), checks: [(text: Int, length: Int, wanted: String)] = []
        let none = try library.call("base64_encode", Self.dram, 3, Self.key)
        try library.call("mem_init", heap)
        for count in [0, 1, 2, 3, 53, 54, 55, 108, 150] + (0..<20).map({ _ in Int(generator.below(200)) }) {
            let bytes = generator.bytes(count)
            library.write(bytes, at: Self.iram + 1)
            try library.call("base64_encode", Self.iram + 1, UInt32(count), Self.key)
            // The first block of the heap, as the one before is freed.
            checks.append(
                (
                    library.read(300, at: heap + 8), library.read(4, at: Self.key),
                    Data(bytes).base64EncodedString().enumerated()
                        .map { $0 % 72 == 71 ? "\($1)\n" : "\($1)" }.joined()
                )
            )
            try library.call("mem_free", heap + 8)
        }
        let tooMuch = try library.call("mem_malloc", 4096)
        let all = try library.call("mem_malloc", 4088)
        let more = try library.call("mem_malloc", 4)
        let answers = try library.run()
        for check in checks {
            let wanted = check.wanted.isEmpty || check.wanted.hasSuffix("\n") ? check.wanted : check.wanted + "\n"
            #expect(answers.words(check.length) == [UInt32(wanted.utf8.count)])
            let text = answers.bytes(check.text, wanted.utf8.count + 1)
            #expect(text == Array(wanted.utf8) + [0], "seed \(seed)")
        }
        #expect([none, tooMuch, more].allSatisfy { answers.result($0) == 0 })
        #expect(answers.result(all) == heap + 8)
    }
}
