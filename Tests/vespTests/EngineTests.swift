import Emulation
import Foundation
import Inputs
import Testing

/// Every engine gives the same bytes, however it executes: interrupts, watchdogs and cache lines on the same cycle.
@Suite(.serialized, .timeLimit(.minutes(10)), .enabled(if: Tool.hasFirmware, "needs make firmware"))
struct EngineTests {
    private static let engines = ["generated", "interpreted", "reference"]
    private static let isLong = ProcessInfo.processInfo.environment["VESP_LONG_TESTS"] != nil

    private func expectSameRecord(_ arguments: [String]) throws {
        let outputs = try Self.engines.map {
            try Tool.run(["run"] + arguments + ["--json", "-", "--engine", $0]).output
        }
        #expect(outputs[0].contains("\"schema_version\""))
        #expect(outputs[1] == outputs[0], "interpreted differs from generated")
        #expect(outputs[2] == outputs[0], "reference differs from generated")
    }

    @Test func `a P-256 handshake at 160 MHz`() throws {
        try expectSameRecord(["Fixtures/scenarios/p-256-160mhz.yml"])
    }

    @Test(
        .enabled(if: isLong, "takes a minute"),
        arguments: [
            ["Fixtures/scenarios/rsa-2048-80mhz.yml"], ["Fixtures/scenarios/rsa-2048-80mhz-reset.yml"],
            ["--profile", "esp-open-rtos"], ["--profile", "rtos-sdk-3.4", "--flash-mode", "qio", "--cache", "16"],
            ["--profile", "mongoose-os", "--seed", "7"],
        ]
    )
    func `whole runs`(arguments: [String]) throws {
        try expectSameRecord(arguments)
    }

    private static let microPython = "\(Tool.packageRoot)/.build/test-firmware/micropython.bin"

    @Test(.enabled(if: isLong && FileManager.default.fileExists(atPath: microPython), "takes a minute"))
    func `MicroPython at its prompt, with every pass of its loop executed`() throws {
        let locator = Locator(current: Tool.packageRoot, executable: "\(Tool.packageRoot)/.build/release/vesp")
        let limit = try #require(try Override.scenario("time_limit_s", from: "a test", ["4"]))
        let scenario = try ResolvedScenario(runnable: Self.microPython, overrides: [limit], locator: locator)
        var plan = try RunPlan(scenario, locator: locator)
        let skipping = try Run(plan).record()
        plan.skipsPolling = false
        #expect(try Run(plan).record() == skipping)
    }

    @Test func `a bare program`() throws {
        let outputs = try Self.engines.map {
            try Tool.run([
                "exec", ".build/firmware/selftest.elf", "--json", "-", "--cycle-limit", "50000000", "--engine", $0,
            ]).output
        }
        #expect(outputs[0].contains("\"cycles\""))
        #expect(Set(outputs).count == 1)
    }
}
