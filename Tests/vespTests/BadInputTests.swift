import Foundation
import Testing
import TestSupport

/// Every bad input: one line on stderr that names the culprit, and the documented exit code.
@Suite(.serialized, .enabled(if: Tool.hasFirmware, "needs make firmware")) struct BadInputTests {
    @Test func `an unknown option is a usage error`() throws {
        try Tool.expectRefusal(64, "--clok", ["run", "--clok", "80"])
        try Tool.expectRefusal(64, "100", ["run", "--clock", "100"])
        try Tool.expectRefusal(64, "--tcp 'x'", ["run", "--tcp", "x"])
        try Tool.expectRefusal(64, "--cert and --key", ["run", "--cert", "a.pem"])
        try Tool.expectRefusal(64, "nonsense", ["nonsense"])
        try Tool.expectRefusal(64, "--jobs must be at least 1", ["check", "-j0", "Fixtures/scenarios"])
        try Tool.expectRefusal(64, "86401", ["run", "--time-limit", "86401"])
        try Tool.expectRefusal(64, "18446744073709551616", ["run", "--seed", "18446744073709551616"])
    }

    @Test func `a missing file is named`() throws {
        try Tool.expectRefusal(66, "missing.yml: no such file", ["run", "missing.yml"])
        try Tool.expectRefusal(66, "missing.elf: no such file", ["exec", "missing.elf"])
        try Tool.expectRefusal(66, "missing.pem: no such file", ["run", "--ca", "missing.pem"])
        try Tool.expectRefusal(66, "nosuch", ["run", "--profile", "nosuch"])
        try Tool.expectRefusal(66, "rom.elf: no such firmware image", ["run", "--firmware", "/nonexistent"])
        try Tool.expectRefusal(66, "Sources: is a directory", ["exec", "Sources"])
    }

    @Test func `an unwritable report file is named`() throws {
        let folder = try Scratch()
        let program = try folder.file("a.elf", TinyELF.bytes(code: TinyELF.exit(0)))
        try Tool.expectRefusal(73, "/nonexistent/x.json", ["exec", program, "--json", "/nonexistent/x.json"])
        try FileManager.default.createDirectory(atPath: folder.path + "/d.json", withIntermediateDirectories: false)
        // Before the run: it would end with 1.
        for option in ["--json", "--profile-out"] {
            try Tool.expectRefusal(
                73,
                "/nonexistent/x.json: cannot be written",
                ["run", option, "/nonexistent/x.json"]
            )
            try Tool.expectRefusal(73, "is a directory", ["run", option, folder.path + "/d.json"])
        }
        try Tool.expectRefusal(64, "--profile-out 'x.svg' must end in", ["run", "--profile-out", "x.svg"])
    }

    @Test func `an output file is replaced whole, a device is written to`() throws {
        let folder = try Scratch()
        let old = try folder.file("old.json", "old")
        try FileManager.default.createSymbolicLink(atPath: "\(folder.path)/link.json", withDestinationPath: old)
        let program = try folder.file("a.elf", TinyELF.bytes(code: TinyELF.exit(0)))
        #expect(try Tool.run(["exec", program, "--json", "\(folder.path)/link.json"]).code == 0)
        #expect(try String(contentsOfFile: old, encoding: .utf8).contains("\"cycles\""))
        #expect(
            try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted() == [
                "a.elf", "link.json", "old.json",
            ]
        )
        #expect(try Tool.run(["exec", program, "--json", "/dev/null"]).code == 0)
        #expect(FileManager.default.contents(atPath: "/dev/null")?.isEmpty ?? true)
    }

    @Test func `PEM that is no key, and a key of another certificate, are named`() throws {
        let c = Tool.certificates
        try Tool.expectRefusal(
            65,
            "device-rsa-2048.pem: a PEM file of 'CERTIFICATE', not a PEM private key",
            ["run", "--cert", "\(c)/device-rsa-2048.pem", "--key", "\(c)/device-rsa-2048.pem"]
        )
        try Tool.expectRefusal(
            65,
            "device-p256.key.pem: does not belong to the certificate",
            ["run", "--cert", "\(c)/device-rsa-2048.pem", "--key", "\(c)/device-p256.key.pem"]
        )
        try Tool.expectRefusal(
            65,
            "Package.swift: not a PEM file of CA certificates",
            ["run", "--ca", "Package.swift"]
        )
    }

    @Test func `malformed YAML and unknown profile keys are named with their line`() throws {
        let folder = try Scratch()
        try Tool.expectRefusal(65, "bad.yml:3:", ["run", folder.file("bad.yml", "seed: 1\nwifi: {\n]")])
        let profile = try folder.file("mine.yml", "description: x\nclok_mhz: 80\n")
        try Tool.expectRefusal(65, "mine.yml:2: unknown key 'clok_mhz'", ["run", "--profile", profile])
        let image = try folder.file("image.yml", "seed: 1\ntls: {image: nope}\n")
        let missing = "\(Tool.firmware)/aws_iot-mbedtls-nonos+nope.elf: no such firmware image"
        try Tool.expectRefusal(66, "image.yml:2: key 'tls.image': \(missing)", ["run", image])
        try Tool.expectRefusal(
            64,
            "--time-limit '86401' is more than 86400 s, a day",
            ["run", "--time-limit", "86401"]
        )
        try Tool.expectRefusal(65, "is not UTF-8 text", ["run", folder.file("latin.yml", [0xFF, 0xFE, 0x41])])
    }

    @Test func `an ELF for another machine, cut off, or outside memory is refused`() throws {
        let folder = try Scratch()
        let good = TinyELF.bytes(code: TinyELF.exit(0))
        try Tool.expectRefusal(
            65,
            "another machine",
            ["exec", folder.file("x86.elf", TinyELF.bytes(code: [0], machine: 62))]
        )
        try Tool.expectRefusal(65, "truncated", ["exec", folder.file("cut.elf", Array(good.dropLast(3)))])
        try Tool.expectRefusal(65, "truncated", ["exec", folder.file("head.elf", Array(good.prefix(40)))])
        try Tool.expectRefusal(65, "not an ELF file", ["exec", folder.file("text.elf", "hello")])
        let outside = TinyELF.bytes(code: TinyELF.exit(0), at: 0x2000_0000)
        try Tool.expectRefusal(65, "0x20000000 lies outside", ["exec", folder.file("out.elf", outside)])
    }

    @Test func `a guest that jumps into nothing is lost`() throws {
        let folder = try Scratch()
        let program = try folder.file("lost.elf", TinyELF.bytes(code: TinyELF.intoNothing))
        try Tool.expectRefusal(65, "lost.elf: went astray", ["exec", program])
    }

    @Test func `an endless guest ends at the cycle limit`() throws {
        let folder = try Scratch()
        let program = try folder.file("loop.elf", TinyELF.bytes(code: TinyELF.endless))
        try Tool.expectRefusal(
            1,
            "loop.elf: not finished after 1000000 cycles",
            ["exec", program, "--cycle-limit", "1000000"]
        )
    }

    @Test func `an application in an endless loop ends at the time limit`() throws {
        let folder = try Scratch()
        try FileManager.default.copyItem(atPath: "\(Tool.firmware)/rom.elf", toPath: "\(folder.path)/rom.elf")
        _ = try folder.file("aws_iot-mbedtls-nonos.elf", TinyELF.bytes(code: TinyELF.endless))
        let result = try Tool.run(["run", "--firmware", folder.path, "--time-limit", "1.5"])
        #expect(result.code == 1)
        #expect(result.errors == "")
        let reason = "no TLS handshake was begun within 1.50 s; the guest was still computing in 0x40100000"
        #expect(result.output.hasPrefix("FAILS: \(reason)\n"), "\(result.output)")
        let quiet = try Tool.run(["run", "--firmware", folder.path, "--time-limit", "1.5", "--quiet", "--json", "-"])
        #expect(quiet.code == 1)
        #expect(quiet.output.contains(reason) && quiet.output.contains("\"ended\" : \"time_limit\""))
    }

    @Test func `an endpoint that refuses is unavailable`() throws {
        try Tool.expectRefusal(69, "127.0.0.1:1: connection refused", ["run", "--tcp", "127.0.0.1:1"])
    }

    @Test(arguments: [ResettingServer.Point.atAccept, .afterFirstBytes])
    func `a server that resets gives a failed handshake, each time the same`(point: ResettingServer.Point) throws {
        let server = try ResettingServer(point)
        for _ in 0..<3 {
            let result = try Tool.run(["run", "--tcp", "127.0.0.1:\(server.port)", "--time-limit", "7"])
            #expect(result.code == 1)
            #expect(result.errors == "")
            let verdict = "FAILS: TLS handshake failed with mbedTLS error -0x7280\n"
            #expect(result.output.hasPrefix(verdict), "\(result.output)")
        }
    }

    @Test func `a server that never speaks ends at the time limit`() throws {
        let server = try LoopbackServer()
        let result = try Tool.run(["run", "--tcp", "127.0.0.1:\(server.port)", "--time-limit", "5"])
        #expect(result.code == 1)
        #expect(result.errors == "")
        #expect(result.output.hasPrefix("FAILS: TLS handshake not completed"), "\(result.output)")
        #expect(result.output.contains("ended: time_limit"))
    }
}
