import Foundation
import Record
import Reports
import Testing
import TestSupport

/// The promises of the tool, with real firmware.
@Suite(.serialized, .timeLimit(.minutes(10)), .enabled(if: Tool.hasFirmware, "needs make firmware"))
struct HandshakeTests {
    private func record(_ arguments: [String], code: Int32) throws -> RunRecord {
        let result = try Tool.run(["run"] + arguments + ["--json", "-"])
        #expect(result.code == code, "\(result.errors)")
        return try JSONReport.record(result.output)
    }

    @Test func `RSA-2048 at 80 MHz trips inside the private-key operation and reboots`() throws {
        let record = try record(["Fixtures/scenarios/rsa-2048-80mhz-reset.yml"], code: 1)
        #expect(record.watchdog.soft.tripped)
        #expect(record.watchdog.soft.where.contains("mbedtls_rsa_private"))
        #expect(record.watchdog.soft.tlsState == "CertificateVerify")
        #expect(record.boots.count == 3)
        #expect(record.boots[1].romCause == 2 && record.boots[1].sdkReason == 3)
        #expect(!record.connected)
        #expect(record.console.filter { $0.text.hasPrefix(" ets Jan  8 2013,rst cause:") }.count == 3)
    }

    @Test func `RSA-2048 at 80 MHz, only observed, connects and the LED goes on`() throws {
        let record = try record(["Fixtures/scenarios/rsa-2048-80mhz.yml"], code: 1)
        #expect(record.watchdog.soft.tripped)
        #expect(record.watchdog.soft.where.contains("mbedtls_rsa_private"))
        #expect(record.handshake.completed && record.connected && record.mqtt.subscribed)
        #expect(record.led.last?.on == true)
        #expect(record.stalls.first?.tlsState == "CertificateVerify")
        #expect(record.boots.count == 1)
    }

    @Test func `a device that does not know its network derives the key first, on both clocks as quickly`() throws {
        let folder = try Scratch()
        func scan(_ keys: String) throws -> Seconds {
            let file = try folder.file("s.yml", "\(keys)\ntime_limit_s: 2\nstop: {when: [time]}\n")
            let record = try JSONReport.record(try Tool.run(["run", file, "--json", "-"]).output)
            // What nothing else ran in is a stall, in which the soft watchdog is stopped.
            let stall = record.longestStall?.seconds ?? .zero
            #expect(stall > Seconds(microseconds: 900_000) || !keys.contains("known"))
            #expect(!record.watchdog.soft.tripped)
            return try #require(record.timeline.phases.first { $0.name == "scan" }).start
        }
        let known = try scan("clock: 80")
        for clock in [80, 160] {
            let more = try scan("clock: \(clock)\nwifi: {known: false}") - known
            #expect((Seconds(microseconds: 900_000)...Seconds(microseconds: 1_000_000)).contains(more), "\(more)")
        }
    }

    @Test func `P-256 at 160 MHz does not trip`() throws {
        let record = try record(["Fixtures/scenarios/p-256-160mhz.yml"], code: 0)
        #expect(record.verdict.ok)
        #expect(record.watchdog.soft.enabled && !record.watchdog.soft.tripped && !record.watchdog.hard.tripped)
        #expect(record.clockMHz == 160)
    }

    @Test(arguments: ["esp-open-rtos", "rtos-sdk-3.4", "mongoose-os"])
    func `what feeds from elsewhere does not trip`(profile: String) throws {
        let record = try record(["--profile", profile], code: 0)
        #expect(record.verdict.ok && record.connected)
        #expect(record.profile == profile)
        #expect(!record.watchdog.soft.tripped && !record.watchdog.hard.tripped)
    }

    @Test func `two runs give byte-identical JSON, another seed does not`() throws {
        let arguments = ["run", "Fixtures/scenarios/p-256-160mhz.yml", "--json", "-"]
        let first = try Tool.run(arguments), second = try Tool.run(arguments)
        #expect(first.output == second.output)
        #expect(try Tool.run(arguments + ["--seed", "2"]).output != first.output)
    }

    @Test func `a heap too small ends in the guest's own allocation failure`() throws {
        let record = try record(["--profile", profile("heap_bytes", 12_000)], code: 1)
        #expect((record.heap.failedAllocation ?? 0) > 0)
        #expect(record.heap.capacity <= 12_000)
        #expect(record.verdict.reasons.contains { $0.hasPrefix("out of memory: ") })
    }

    @Test func `a stack too small is reported as overflow`() throws {
        let record = try record(["--profile", profile("stack_bytes", 1024)], code: 1)
        #expect(record.stack.overflowed)
        #expect(record.verdict.reasons.contains { $0.hasPrefix("stack overflow: ") })
    }

    @Test func `an access point that is not there, or refuses, is no connection`() throws {
        let folder = try Scratch()
        for fault in ["no-access-point", "wrong-password"] {
            let file = try folder.file("\(fault).yml", "wifi: {fault: \(fault)}\ntime_limit_s: 8\n")
            let record = try record([file], code: 1)
            #expect(!record.connected)
            #expect(record.verdict.reasons == ["no TLS handshake was begun within 8.00 s"])
            #expect(record.duration.microseconds == 8_000_000)
        }
    }

    @Test func `quiet says nothing, verbose shows the console with times`() throws {
        let quiet = try Tool.run(["run", "--quiet", "--time-limit", "1"])
        #expect(quiet.code == 1 && quiet.output.isEmpty && quiet.errors.isEmpty)
        let verbose = try Tool.run(["run", "--verbose", "--time-limit", "1"])
        #expect(verbose.errors.contains("]  ets Jan  8 2013,rst cause:1"))
    }

    private let scratch = try? Scratch()

    /// A copy of the esp-open-rtos profile with one value changed.
    private func profile(_ key: String, _ value: Int) throws -> String {
        let text = try String(contentsOfFile: "\(Tool.packageRoot)/Profiles/esp-open-rtos.yml", encoding: .utf8)
        let lines = text.split(separator: "\n").map { $0.hasPrefix("\(key):") ? "\(key): \(value)" : $0 }
        return try #require(scratch).file("\(key).yml", lines.joined(separator: "\n") + "\n")
    }
}
