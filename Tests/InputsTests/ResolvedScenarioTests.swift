import TestSupport
import Testing

@testable import Inputs

/// Scenario, profile, clock and what overrides them.
@Suite struct ResolvedScenarioTests {
    private let locator = Locator(current: packageRoot, executable: "/nowhere/vesp")

    @Test func `the scenario's clock is the profile's, and overrides come last`() throws {
        var scenario = Scenario()
        #expect(try ResolvedScenario(scenario, locator: locator).profile.name == Scenario.defaultProfile)
        scenario.profile = "esp-open-rtos"
        scenario.clockMHz = 160
        let plain = try ResolvedScenario(scenario, locator: locator)
        #expect(plain.profile.name == "esp-open-rtos" && plain.profile.clockMHz == 160)
        let overrides = [
            try Override.scenario("profile", from: "--profile", ["mongoose-os"]),
            try Override.scenario("clock", from: "--clock", ["80"]),
            try Override.profile("flash.mode", from: "--flash-mode", "qio"),
        ].compactMap { $0 }
        let changed = try ResolvedScenario(scenario, overrides: overrides, locator: locator)
        #expect(changed.profile.name == "mongoose-os" && changed.profile.clockMHz == 80)
        #expect(changed.profile.flashMode == .qio && changed.scenario.clockMHz == 80)
    }

    @Test func `a matrix names keys, and its axes override the scenario`() throws {
        let text = """
            keys: {mine: {cert: a.pem, key: b.pem}}
            axes: {key: [mine, p-256], profile: esp-open-rtos, clock: [80, 160]}
            """
        let matrix = try Matrix(yaml: text, file: "dir/m.yml")
        let first = try matrix.resolved(0, locator: locator)
        #expect(first.scenario.credentials == Scenario.Credentials(cert: "dir/a.pem", key: "dir/b.pem"))
        #expect(first.profile.name == "esp-open-rtos" && first.profile.clockMHz == 80)
        let last = try matrix.resolved(3, locator: locator)
        #expect(last.scenario.credentials.cert == (try locator.certificate("device-p256.pem")))
        #expect(last.profile.clockMHz == 160)
    }

    @Test func `a fault that shows late names the line of its key, unless an override took its place`() throws {
        let scenario = try Scenario(yaml: "seed: 1\ntls:\n  image: nope\n", file: "s.yml")
        let plain = try ResolvedScenario(scenario, locator: locator).scenario
        #expect(plain.about("tls.image", "is missing") == "s.yml:3: key 'tls.image': is missing")
        let override = try #require(try Override.scenario("tls.image", from: "--image", ["other"]))
        let changed = try ResolvedScenario(scenario, overrides: [override], locator: locator).scenario
        #expect(changed.about("tls.image", "is missing") == "is missing")
    }
}
