import Foundation
import Testing
import TestSupport

@testable import Inputs
@testable import Record
@testable import Studies

/// Ranking, combining and applying remedies, without runs.
@Suite struct AdviserTests {
    private func outcome(
        ok: Bool = false,
        soft: Bool = false,
        hard: Bool = false,
        completed: Bool = true,
        stall: Int64 = 0,
        handshake: Int64 = 0,
        heap: Int = 0,
        flash: Int = 0
    ) -> Advice.Outcome {
        var record = RunRecord()
        record.verdict.ok = ok
        record.verdict.reasons = (soft ? ["soft"] : []) + (hard ? ["hard"] : []) + (completed ? [] : ["failed"])
        record.handshake.completed = completed
        record.watchdog.soft.tripped = soft
        record.watchdog.hard.tripped = hard
        let seconds = Seconds(microseconds: stall)
        record.stalls = [RunRecord.Stall(start: .zero, seconds: seconds, tlsState: nil, where: [])]
        record.handshake.seconds = Seconds(microseconds: handshake)
        record.heap.peak = heap
        return Advice.Outcome(record, flashBytes: flash)
    }

    private func trial(_ ids: [String], _ outcome: Advice.Outcome) -> Advice.Trial {
        Advice.Trial(
            ids: ids,
            name: ids.joined(separator: " + "),
            status: .tried,
            reason: nil,
            settings: [],
            notes: [],
            outcome: outcome
        )
    }

    @Test func `the verdict comes first, then stall, handshake, heap and flash`() {
        let order = [
            trial(["good"], outcome(ok: true, stall: 900, handshake: 900)),
            trial(["stall"], outcome(soft: true, stall: 100, handshake: 900)),
            trial(["handshake"], outcome(soft: true, stall: 200, handshake: 300, heap: 9)),
            trial(["heap"], outcome(soft: true, stall: 200, handshake: 400, heap: 1, flash: 9)),
            trial(["flash"], outcome(soft: true, stall: 200, handshake: 400, heap: 2, flash: 1)),
            trial(["last"], outcome(soft: true, stall: 200, handshake: 400, heap: 2, flash: 2)),
            trial(["hard"], outcome(hard: true, stall: 50)),
            trial(["fails"], outcome(completed: false, stall: 1)),
        ]
        #expect(Adviser.ranked(order.reversed()).map(\.ids) == order.map(\.ids))
    }

    @Test func `equal outcomes keep the order of trying`() {
        let trials = ["a", "b", "c", "d"].map { trial([$0], outcome(soft: true, stall: 5)) }
        #expect(Adviser.ranked(trials).map(\.ids) == [["a"], ["b"], ["c"], ["d"]])
    }

    @Test func `a run that fails for another reason than a watchdog is worse than any trip`() {
        #expect(outcome(soft: true, hard: true, completed: true).badness == 2)
        #expect(outcome(soft: true, completed: false).badness == 3)
    }

    @Test func `the cure is the one with the fewest changes, not the one with the shortest stall`() {
        let ranking = Adviser.ranked([
            trial(["clock-160", "p-256"], outcome(ok: true, stall: 1)),
            trial(["p-256"], outcome(ok: true, stall: 3)),
            trial(["suite-rsa"], outcome(ok: true, stall: 2)),
            trial(["clock-160"], outcome(soft: true, stall: 0)),
        ])
        #expect(Adviser.cure(ranking) == ["suite-rsa"])
        #expect(Adviser.cure([trial(["a"], outcome(soft: true))]) == nil)
    }

    @Test func `combinations are of the best three that help and do not exclude each other`() {
        let asItIs = outcome(soft: true, stall: 100)
        let trials = [
            trial(["feed-between-steps"], outcome(soft: true, stall: 10)),
            trial(["yield-between-steps"], outcome(soft: true, stall: 11)),
            trial(["soft-watchdog-off"], outcome(soft: true, stall: 12)),
            trial(["clock-160"], outcome(soft: true, stall: 50)),
            trial(["p-256"], outcome(ok: true, stall: 40)),
            trial(["flash-qio-80"], outcome(soft: true, stall: 60)),
            trial(["suite-aes-128"], outcome(soft: true, stall: 101)),
        ]
        let combinations = Adviser.combinations(trials, asItIs).map { $0.map(\.id.rawValue) }
        #expect(
            combinations == [
                ["p-256", "feed-between-steps"], ["p-256", "clock-160"], ["feed-between-steps", "clock-160"],
                ["p-256", "feed-between-steps", "clock-160"],
            ]
        )
        #expect(Adviser.combinations([trial(["suite-aes-128"], outcome(soft: true, stall: 100))], asItIs).isEmpty)
    }
}

/// What each remedy changes, and when it has nothing to change.
@Suite struct RemedyTests {
    private let rsaSuite = "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384"
    private let ecdsaSuite = "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256"

    private func patient(key: String = "RSA-2048", suites: Set<String> = [], curves: Set<String> = []) -> Patient {
        Patient(keyKind: key, ciphersuite: rsaSuite, suites: suites, curves: curves)
    }

    private func situation(build: String = "nonos") -> ResolvedScenario {
        var profile = Profile(name: "p")
        profile.sdk.tlsBuild = build
        profile.soft.isEnabled = true
        return ResolvedScenario(scenario: Scenario(), profile: profile)
    }

    private func apply(
        _ ids: String...,
        to situation: ResolvedScenario,
        _ patient: Patient
    ) -> (situation: ResolvedScenario, obstacle: Remedy.Obstacle?) {
        Adviser.apply(ids.compactMap(Remedy.named), to: situation, patient)
    }

    @Test func `every remedy has its own name and a sentence for every family of SDKs`() {
        #expect(Set((Remedy.all + Remedy.server).map(\.id)) == Set(RemedyID.allCases))
        #expect(Set(Remedy.all.map(\.name)).count == Remedy.all.count)
        for remedy in Remedy.all {
            for family in Profile.Family.allCases {
                #expect(remedy.setting(for: family).count > 15, "\(remedy.id), \(family)")
            }
        }
    }

    @Test func `a remedy that is in effect is not tried`() {
        var quick = situation(build: "mongoose")
        quick.profile.clockMHz = 160
        quick.profile.flashMode = .qio
        quick.profile.flashMHz = 80
        quick.profile.soft.isEnabled = false
        quick.scenario.tls.betweenSteps = .feed
        let ecc = patient(key: "P-256", curves: ["secp256r1"])
        let ids = [
            "clock-160", "flash-qio-80", "cache-32", "p-256", "soft-watchdog-off", "feed-between-steps", "curve-p-256",
            "ecp-window-6-table", "nist-optim",
        ]
        for id in ids {
            guard case .inEffect = apply(id, to: quick, ecc).obstacle else {
                Issue.record("\(id): \(String(describing: apply(id, to: quick, ecc).obstacle))")
                continue
            }
        }
    }

    @Test func `clock, flash, key and steps change what they are about and nothing else`() {
        var expected = situation()
        expected.profile.clockMHz = 160
        expected.scenario.clockMHz = 160
        #expect(apply("clock-160", to: situation(), patient()).situation == expected)
        expected = situation()
        expected.scenario.credentials.cert = "p256.pem"
        expected.scenario.credentials.key = "p256.key.pem"
        #expect(apply("p-256", to: situation(), patient()).situation == expected)
        expected = situation()
        expected.scenario.tls.betweenSteps = .yield
        #expect(apply("yield-between-steps", to: situation(), patient()).situation == expected)
    }

    @Test func `a suite that the build lacks is taken from the image that has it`() {
        let without = apply("suite-ecdhe-ecdsa", to: situation(), patient(suites: [rsaSuite])).situation.scenario
        #expect(without.tls.image == "ecdsa" && without.serverCertificate == .both)
        #expect(without.tls.suites == [0xC02B, 0xC030])
        let with = apply("suite-ecdhe-ecdsa", to: situation(), patient(suites: [ecdsaSuite])).situation.scenario
        #expect(with.tls.image == nil && with.tls.suites == [0xC02B, 0xC030])
        #expect(
            apply("suite-rsa", to: situation(), patient()).obstacle
                == .notAvailable("this TLS build leaves the suite out")
        )
    }

    @Test func `P-256 goes before the curves of the firmware, those first that it has`() {
        let curves = patient(curves: ["secp256r1", "secp384r1", "secp521r1"])
        #expect(apply("curve-p-256", to: situation(), curves).situation.scenario.tls.curves == [23, 24, 25])
    }

    @Test func `a missing image is told by its name`() {
        var poor = patient()
        poor.hasImage = { _ in false }
        #expect(
            apply("ecp-window-6", to: situation(), poor).obstacle
                == .notBuilt("aws_iot-mbedtls-nonos+window6.elf is missing; run make firmware")
        )
        #expect(apply("nist-optim", to: situation(), poor).obstacle == .inEffect("it is compiled in"))
    }

    @Test func `two images cannot be run at once`() {
        let result = apply("ecp-window-6", "ecp-restartable", to: situation(), patient())
        #expect(result.obstacle == .conflict)
        #expect(result.situation == situation())
    }

    private func facts(_ change: (inout FirmwareFacts) -> Void = { _ in }) -> FirmwareFacts {
        var tls = RunRecord.Wire.TLS(at: .zero)
        tls.ciphersuite = "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384"
        tls.curve = "secp521r1"
        var offer = RunRecord.Wire.Offer()
        offer.suites = [tls.ciphersuite ?? "", rsaSuite, "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256", "TLS_UNKNOWN"]
        offer.suites += ["TLS_RSA_WITH_AES_128_CBC_SHA"]
        offer.curves = ["secp521r1", "secp256r1"]
        tls.offer = offer
        var facts = FirmwareFacts(
            countsTimeInCycles: false,
            clockMHz: 80,
            cacheKB: 16,
            flashMode: .dio,
            flashMHz: 40,
            libraries: ["mbedTLS"],
            family: .nonos,
            platforms: [],
            tls: tls
        )
        change(&facts)
        return facts
    }

    private func tried(
        _ id: RemedyID,
        _ facts: FirmwareFacts
    ) -> (situation: ResolvedScenario, obstacle: Remedy.Obstacle?) {
        let remedies = Remedy.ofFirmware(with: facts.libraries).filter { $0.id == id }
        return Adviser.apply(remedies, to: situation(), Patient(facts))
    }

    @Test func `for firmware of the user's own the chip, its flash and the server are changed`() {
        #expect(tried(.clock160, facts()).situation.scenario.clockMHz == 160)
        let flash = tried(.flashQIO80, facts()).situation
        #expect(flash.profile.flashMode == .qio && flash.overridden == ["flash.mode", "flash.mhz"])
        #expect(tried(.serverAES128, facts()).situation.scenario.serverSuites == [0xC02F])
        #expect(tried(.serverCurveP256, facts()).situation.scenario.serverCurves == [23])
        #expect(tried(.serverRSAExchange, facts()).situation.scenario.serverKeyExchange == .rsa)
        #expect(tried(.serverSessions, facts()).situation.scenario.serverKeepsSessions)
        #expect(tried(.serverECDSA, facts()).obstacle == .notAvailable("the device offers no such suite"))
    }

    @Test func `what only a build can change is named, unless it is in effect`() {
        #expect(tried(.cache32, facts()).obstacle == .needsBuild("the instruction RAM that it takes is the firmware's"))
        #expect(tried(.clock160, facts { $0.countsTimeInCycles = true }).obstacle != nil)
        #expect(tried(.curveP256, facts()).obstacle == .needsBuild("a setting of mbedTLS"))
        #expect(
            tried(.curveP256, facts { $0.tls?.curve = "secp256r1" }).obstacle == .inEffect("no longer curve is used")
        )
        #expect(tried(.curveP256, facts { $0.tls = nil }).obstacle == .notAvailable("no TLS handshake was seen"))
        #expect(Remedy.ofFirmware(with: ["axTLS"]).allSatisfy { $0.id != .curveP256 })
        #expect(Remedy.ofFirmware(with: []).allSatisfy { $0.id != .resume })
    }

    @Test func `an interpreter has no settings but its own`() {
        let python = facts {
            $0.family = nil
            $0.platforms = ["MicroPython"]
        }
        for remedy in Remedy.ofFirmware(with: ["mbedTLS"]) {
            let setting = remedy.setting(for: python)
            switch remedy.id {
            case .clock160: #expect(setting == "In boot.py: machine.freq(160000000).")
            case .flashQIO80: #expect(setting?.hasPrefix("esptool") == true)
            default: #expect((setting == nil) == !remedy.id.rawValue.hasPrefix("server-"), "\(remedy.id)")
            }
        }
    }

    @Test func `BearSSL is told its buffers when it connects, and has no builds with another setting`() {
        var bear = patient(suites: [ecdsaSuite], curves: ["secp256r1", "secp384r1"])
        bear.library = .bearSSL
        let buffers = apply("records-4096-2048", to: situation(build: "arduino"), bear)
        #expect(buffers.obstacle == nil && buffers.situation.scenario.tls.image == nil)
        #expect(
            buffers.situation.scenario.tls.inputBuffer == 4096 && buffers.situation.scenario.tls.outputBuffer == 2048
        )
        for id in ["ecp-window-6-table", "nist-optim", "ecp-restartable"] {
            #expect(
                apply(id, to: situation(build: "arduino"), bear).obstacle
                    == .notAvailable("BearSSL has no such setting")
            )
        }
        #expect(
            apply("curve-p-256", to: situation(build: "arduino"), bear).obstacle == .inEffect("BearSSL has this order")
        )
    }

    @Test func `the table of TLS builds agrees with the configurations of the guest`() throws {
        for (build, settings) in TLSBuild.known {
            let file = "\(packageRoot)/Sources/Firmware/tls/mbedtls/configurations/config-\(build).h"
            let text = try String(contentsOfFile: file, encoding: .utf8)
            func value(_ name: String) -> Int? {
                text.split(whereSeparator: \.isNewline).first { $0.hasPrefix("#define MBEDTLS_\(name) ") }
                    .flatMap { Int($0.split(separator: " ")[2]) }
            }
            // mbedTLS 2.28, ecp.h and ssl.h: 6, 1 and 16384 unless defined.
            let both = value("SSL_MAX_CONTENT_LEN") ?? 16_384
            var expected = TLSBuild()
            expected.window = value("ECP_WINDOW_SIZE") ?? 6
            expected.hasTable = (value("ECP_FIXED_POINT_OPTIM") ?? 1) == 1
            expected.input = value("SSL_IN_CONTENT_LEN") ?? both
            expected.output = value("SSL_OUT_CONTENT_LEN") ?? both
            #expect(settings == expected, "\(build)")
        }
    }
}
