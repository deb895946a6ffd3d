import Foundation
import Record
import Reports
import Studies
import Testing
import TestSupport

/// `vesp advise` with real firmware: what remedies do has to follow from what they are.
@Suite(.serialized, .timeLimit(.minutes(10)), .enabled(if: Tool.hasFirmware, "needs make firmware"))
struct AdviseTests {
    private static let scenario = "Fixtures/scenarios/rsa-2048-80mhz.yml"
    private static let json = Swift.Result { try Tool.run(["advise", scenario, "--json", "-"]) }

    private func advice() throws -> Advice { try JSONReport.advice(Self.json.get().output) }

    private func outcome(_ id: String) throws -> Advice.Outcome {
        let trial = try #require(advice().trials.first { $0.ids == [id] }, "\(id)")
        return try #require(trial.outcome, "\(id)")
    }

    @Test func `everything an engineer has is tried or says why not`() throws {
        #expect(try Self.json.get().code == 0)
        #expect(try Self.json.get().errors == "")
        let advice = try advice()
        for remedy in Remedy.all {
            let trial = try #require(advice.trials.first { $0.ids == [remedy.id.rawValue] }, "\(remedy.id)")
            #expect((trial.status == .tried) == (trial.reason == nil), "\(remedy.id)")
            #expect(trial.status != .notBuilt, "\(remedy.id): \(trial.reason ?? "")")
        }
        #expect(advice.trials.contains { $0.ids.count == 2 } && advice.trials.contains { $0.ids.count == 3 })
        #expect(advice.asItIs.softTripped && advice.asItIs.hardTripped)
    }

    @Test(.enabled(if: TestFirmware.isHere, TestFirmware.missing))
    func `for MicroPython the clock and the server are tried, and what a build would change is named`() throws {
        let result = try Tool.run(["advise", "Fixtures/user-firmware/wifi-tls.yml", "--json", "-"])
        #expect(result.code == 0, "\(result.errors)")
        let advice = try JSONReport.advice(result.output)
        func trial(_ id: String) throws -> Advice.Trial {
            try #require(advice.trials.first { $0.ids == [id] }, "\(id)")
        }
        #expect(advice.keyKind == "no" && advice.asItIs.isStallUnknown == nil && advice.asItIs.heapPeak > 0)
        #expect(try trial("clock-160").outcome?.completed == true)
        #expect(try trial("server-sessions").status == .tried)
        #expect(try trial("server-ecdsa").status == .notAvailable)
        #expect(try trial("resume").status == .needsBuild)
        #expect(try trial("cache-32").status == .inEffect)
    }

    @Test func `a P-256 key is part of the cure: one signature on a curve is shorter than an RSA-2048 one`() throws {
        let base = try advice().asItIs, changed = try outcome("p-256")
        #expect(changed.longestStall.microseconds * 4 < base.longestStall.microseconds)
        #expect(changed.handshake < base.handshake)
        #expect(try advice().cure?.contains("p-256") == true)
    }

    @Test func `twice the clock is nearly half the time, for only the flash does not get faster`() throws {
        let base = try advice().asItIs.longestStall.microseconds
        let changed = try outcome("clock-160").longestStall.microseconds
        #expect(changed * 2 >= base)
        #expect(changed * 100 < base * 55)
    }

    @Test func `without the soft watchdog the hardware one bites, and the stall is no shorter`() throws {
        let base = try advice().asItIs, changed = try outcome("soft-watchdog-off")
        #expect(!changed.softTripped && changed.hardTripped && !changed.ok)
        #expect(changed.longestStall.microseconds * 100 > base.longestStall.microseconds * 99)
    }

    @Test func `nothing between the steps shortens the one RSA step`() throws {
        let run = try JSONReport.record(Tool.run(["run", Self.scenario, "--json", "-"]).output)
        let step = try #require(run.handshake.states.first { $0.name == "CertificateVerify" }).seconds.microseconds
        for id in ["feed-between-steps", "yield-between-steps"] {
            let changed = try outcome(id)
            #expect(changed.longestStall.microseconds * 100 > step * 99, "\(id)")
            #expect(changed.softTripped && !changed.ok, "\(id)")
        }
        // Feeding alone serves nobody; yielding serves the loop before and after that step.
        #expect(try outcome("feed-between-steps").longestStall > outcome("yield-between-steps").longestStall)
    }

    @Test func `the handshake is longer without NIST optimisation and takes less flash`() throws {
        let trial = try #require(try advice().trials.first { $0.ids == ["nist-optim"] })
        #expect(trial.status == .inEffect)
        let without = try #require(trial.outcome), base = try advice().asItIs
        #expect(without.handshake > base.handshake && without.flashBytes < base.flashBytes)
    }

    @Test func `2048 bytes less of output buffer are 2048 bytes less of heap`() throws {
        let base = try advice().asItIs, changed = try outcome("records-4096-2048")
        #expect(changed.completed)
        #expect(abs(base.heapPeak - changed.heapPeak - 2048) <= 64)
    }

    @Test func `12288 bytes more of input buffer are so much more of heap`() throws {
        let base = try advice().asItIs, changed = try outcome("records-16384-4096")
        #expect(changed.completed)
        #expect(abs(changed.heapPeak - base.heapPeak - 12_288) <= 64)
    }

    @Test func `a table of multiples that is kept takes heap`() throws {
        #expect(try outcome("ecp-window-6-table").heapPeak > outcome("ecp-window-6").heapPeak)
    }

    @Test func `a chain longer than the record buffer needs the longer buffer`() throws {
        let result = try Tool.run(
            ["advise", "--server-chain", "ats", "--profile", "nodemcu-nonos-3.0.5", "--clock", "160", "--json", "-"]
        )
        let advice = try JSONReport.advice(result.output)
        #expect(!advice.asItIs.completed)
        #expect(advice.trials.first { $0.ids == ["records-16384-4096"] }?.outcome?.completed == true)
        #expect(advice.trials.first { $0.ids == ["records-4096-2048"] }?.outcome?.completed == false)
    }

    @Test func `a resumed handshake has no key operation`() throws {
        let changed = try outcome("resume")
        let again = try #require(changed.reconnect)
        #expect(again.microseconds * 10 < changed.handshake.microseconds)
        #expect(again > Seconds(microseconds: 2 * 40_000), "one round trip (RFC 5246, 7.3)")
        #expect(changed.softTripped)
    }

    @Test func `what is worth little alone is found together with the key that makes it work`() throws {
        let together = try #require(
            try advice().trials.first { $0.ids.contains("p-256") && $0.ids.contains("ecp-restartable") }?.outcome
        )
        #expect(try together.longestStall < outcome("p-256").longestStall && together.ok)
    }

    @Test func `the trials are in the order of their rank`() throws {
        let outcomes = try advice().trials.filter { $0.status == .tried }.compactMap(\.outcome)
        for (one, next) in zip(outcomes, outcomes.dropFirst()) {
            #expect(!next.isBetter(than: one))
        }
    }

    @Test func `two runs give the same bytes`() throws {
        #expect(try Tool.run(["advise", Self.scenario, "--json", "-"]).output == Self.json.get().output)
    }

    @Test func `the report in docs is what its command prints`() throws {
        let text = try String(contentsOfFile: "\(Tool.packageRoot)/docs/advise.md", encoding: .utf8)
        let parts = text.split(separator: "<!-- report -->\n", maxSplits: 1)
        try #require(parts.count == 2)
        let block = try #require(parts[1].firstMatch(of: /^```\n((?s).*?)```\n<!-- end of report -->/)?.1)
        #expect(parts[0].contains("vesp advise \(Self.scenario)"))
        #expect(try AdviceReport.text(advice()) == block, "run `make docs`")
    }

    @Test func `restartable arithmetic divides a P-256 handshake`() throws {
        let folder = try Scratch()
        let suite = "suites: TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256, image: restartable"
        func stall(_ more: String) throws -> RunRecord {
            let text = """
                credentials: {cert: \(Tool.certificates)/device-p256.pem, key: \(Tool.certificates)/device-p256.key.pem}
                server_certificate: ecdsa
                on_trip: observe
                tls: {\(suite)\(more)}

                """
            let file = try folder.file("s.yml", text)
            return try JSONReport.record(Tool.run(["run", file, "--json", "-"]).output)
        }
        let whole = try stall(""), divided = try stall(", ecp_max_ops: 500")
        #expect(whole.handshake.completed && divided.handshake.completed)
        let one = try #require(whole.stalls.first).seconds, pieces = try #require(divided.stalls.first).seconds
        #expect(pieces.microseconds * 4 < one.microseconds)
    }

    @Test func `a device that gets nowhere for another reason has no cure, and the exit code says so`() throws {
        let folder = try Scratch()
        let file = try folder.file("s.yml", "wifi: {fault: wrong-password}\ntime_limit_s: 5\n")
        let result = try Tool.run(["advise", file])
        #expect(result.code == 1)
        #expect(result.output.hasPrefix("NO CURE: none of "))
    }

    @Test func `a missing image is listed as not built`() throws {
        let folder = try Scratch()
        for name in ["rom.elf", "aws_iot-mbedtls-nonos.elf"] {
            try FileManager.default.createSymbolicLink(
                atPath: "\(folder.path)/\(name)",
                withDestinationPath: "\(Tool.firmware)/\(name)"
            )
        }
        let file = try folder.file("s.yml", "wifi: {fault: wrong-password}\ntime_limit_s: 5\n")
        let result = try Tool.run(["advise", file, "--firmware", folder.path, "--json", "-"])
        let advice = try JSONReport.advice(result.output)
        let missing = advice.trials.filter { $0.status == .notBuilt }
        #expect(Set(missing.flatMap(\.ids)).isSuperset(of: ["ecp-window-6", "records-4096-2048", "ecp-restartable"]))
        #expect(missing.first?.reason?.hasSuffix(".elf is missing; run make firmware") == true)
    }

    @Test func `one's own P-256 pair takes the place of the stand-in, if it is one`() throws {
        let folder = try Scratch()
        let file = try folder.file("s.yml", "wifi: {fault: wrong-password}\ntime_limit_s: 5\n")
        func advise(_ stem: String) throws -> Tool.Result {
            let pair = ["--p256-cert", "\(stem).pem", "--p256-key", "\(stem).key.pem"]
            return try Tool.run(["advise", file, "--json", "-"] + pair)
        }
        let own = try JSONReport.advice(advise("\(Tool.certificates)/device-p256").output)
        #expect(own.trials.first { $0.ids == ["p-256"] }?.notes == [])
        let wrong = try advise("\(Tool.certificates)/device-rsa-2048")
        #expect(wrong.code == 65)
        #expect(wrong.errors.hasSuffix("device-rsa-2048.key.pem: is not a P-256 key but RSA-2048\n"))
    }

    @Test func `one half of a pair of P-256 files is a usage error, a missing scenario is not found`() throws {
        #expect(try Tool.run(["advise", Self.scenario, "--p256-key", "k.pem"]).code == 64)
        #expect(try Tool.run(["advise", "nowhere.yml"]).code == 66)
    }
}
