import Foundation
import Record
import TestSupport
import Testing

/// `vesp systems` and `vesp compare-systems`.
@Suite(.timeLimit(.minutes(10)), .enabled(if: Tool.hasFirmware, "needs make firmware"))
struct SystemsTests {
    private func comparison(_ arguments: [String]) throws -> (SystemComparison, Tool.Result) {
        let result = try Tool.run(["compare-systems", "--json", "-"] + arguments)
        return (try JSONDecoder().decode(SystemComparison.self, from: Data(result.output.utf8)), result)
    }

    private var names: [String] {
        get throws {
            try Tool.run(["systems"]).output.split(separator: "\n").compactMap { $0.split(separator: " ").first }.map(
                String.init
            )
        }
    }

    @Test func `every system connects, and its figures are known`() throws {
        let (comparison, result) = try comparison(["--clock", "160"])
        #expect(result.code == 0)
        #expect(comparison.systems.map(\.name) == (try names))
        for entry in comparison.systems {
            let figures = try #require(entry.figures, "\(entry.name): \(entry.fault?.message ?? "")")
            #expect(figures.connected && figures.watchdog == "none", "\(entry.name): \(figures.reasons)")
            #expect(
                figures.clockMHz == 160 && figures.heapPeak ?? 0 > 10_000 && figures.stackPeak ?? 0 > 1000,
                "\(entry.name)"
            )
            #expect((80_000..<400_000).contains(figures.flashBytes ?? 0), "\(entry.name)")
            #expect((3000..<20_000).contains(figures.bytesOnAir ?? 0), "\(entry.name)")
            let handshake = try #require(figures.handshake), connect = try #require(figures.connect)
            #expect(handshake < connect, "\(entry.name)")
            if let resumption = figures.resumption { #expect(resumption < handshake, "\(entry.name)") }
        }
    }

    @Test func `conditions are those that are asked for, but for what a system decides`() throws {
        let (comparison, _) = try comparison(["--key", "rsa-2048", "arduino-bearssl", "esp-open-rtos"])
        #expect(comparison.conditions == .init(clockMHz: 80, key: "rsa-2048", serverCertificate: "rsa"))
        #expect(comparison.systems.map(\.name) == ["esp-open-rtos", "arduino-bearssl"])
        let suites = comparison.systems.compactMap(\.figures?.ciphersuite)
        #expect(suites == ["TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384", "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256"])
        let quick = try self.comparison(["arduino-bearssl"]).0.systems[0].figures?.handshake ?? .zero
        #expect(comparison.systems[1].figures?.handshake ?? .zero > quick, "an RSA key is dearer than one on P-256")
    }

    @Test func `threads and engines change nothing`() throws {
        let texts = try [["-j", "1"], ["-j", "4"], ["--engine", "interpreted"]].map {
            try Tool.run(["compare-systems", "mongoose-os", "arduino-bearssl"] + $0).output
        }
        #expect(Set(texts).count == 1, "\(texts)")
    }

    @Test func `builds of somebody's own stand beside, and one that cannot be run is a row, too`() throws {
        let folder = try Scratch()
        _ = try folder.file("broken.bin", "no firmware")
        _ = try folder.file("notes.txt", "left alone")
        _ = try folder.file("mine.yml", "profile: arduino-3.1-bearssl\nclock: 160\nstop: {when: [connected]}\n")
        let (comparison, result) = try comparison(["arduino-bearssl", "--firmware-dir", folder.path])
        #expect(result.code == 65)
        #expect(comparison.systems.map(\.name) == ["arduino-bearssl", "broken.bin", "mine"])
        #expect(comparison.systems.map(\.isFirmware) == [false, true, true])
        #expect(
            comparison.systems[1].fault?.message.contains("broken.bin") == true && comparison.systems[1].figures == nil
        )
        #expect(comparison.systems[2].figures?.connected == true)
        let text = try Tool.run(["compare-systems", "arduino-bearssl", "--firmware-dir", folder.path])
        #expect(text.output.contains("broken.bin: cannot be run: "))
        let none = try Tool.run(["compare-systems", "--firmware-dir", "\(folder.path)/none"])
        #expect(none.code == 66 && none.errors == "vesp: \(folder.path)/none: no such folder\n")
    }

    @Test(.enabled(if: TestFirmware.isHere, TestFirmware.missing))
    func `an unmodified image has figures for what is known of it`() throws {
        let folder = try Scratch()
        let image = "\(Tool.packageRoot)/.build/test-firmware/micropython.bin"
        try FileManager.default.createSymbolicLink(atPath: "\(folder.path)/micropython.bin", withDestinationPath: image)
        let arguments = ["nonos", "--firmware-dir", folder.path, "--wifi", "vesp:virtual-esp8266"]
        let (comparison, _) = try comparison(arguments)
        let figures = try #require(comparison.systems.last?.figures, "\(comparison)")
        #expect(comparison.systems.last?.name == "micropython.bin" && figures.library == "axTLS")
        #expect(figures.handshake == nil && figures.flashBytes == nil)
    }

    @Test func `the page loads nothing and holds every system`() throws {
        let page = try Tool.run(["compare-systems", "--html", "-"]).output
        for name in try names { #expect(page.contains(name)) }
        #expect(page.contains("default-src 'none'") && !page.contains("<script") && !page.contains("http://"))
    }

    @Test func `a system that is not there is named with what is near`() throws {
        let result = try Tool.run(["compare-systems", "arduino-bearsl"])
        #expect(result.code == 66)
        #expect(result.errors == "vesp: no system 'arduino-bearsl'; did you mean 'arduino-bearssl'?\n")
        #expect(try Tool.run(["systems", "nonos"]).output.contains("  not reproduced "))
    }

    @Test func `the README has a paragraph about each`() throws {
        let path = "\(Tool.packageRoot)/README.md"
        let page = try String(contentsOfFile: path, encoding: .utf8)
        let begin = "<!-- systems -->\n", end = "<!-- end of systems -->"
        let start = try #require(page.firstRange(of: begin)).upperBound
        let stop = try #require(page.firstRange(of: end)).lowerBound
        let paragraphs = try Tool.run(["systems", "--markdown"]).output
        if ProcessInfo.processInfo.environment["VESP_WRITE_DOCS"] != nil {
            try (page[..<start] + paragraphs + page[stop...]).write(toFile: path, atomically: true, encoding: .utf8)
        } else {
            #expect(page[start..<stop] == paragraphs, "run `make docs`")
        }
    }
}
