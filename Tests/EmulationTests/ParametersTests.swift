import Foundation
import TestSupport
import Testing

@testable import Emulation
@testable import Inputs
@testable import Record

private let hasFirmware = FileManager.default.fileExists(atPath: "\(packageRoot)/.build/firmware/rom.elf")

/// The parameters of a record: every input is among them.
@Suite(.enabled(if: hasFirmware, "needs make firmware")) struct ParametersTests {
    private func parameters(
        _ change: (inout Scenario, inout Profile) -> Void = { _, _ in }
    ) throws -> [RunRecord.Parameter] {
        let locator = Locator(
            current: packageRoot,
            executable: "/nowhere/vesp",
            firmwareOption: "\(packageRoot)/.build/firmware"
        )
        var scenario = Scenario(), profile = try locator.profile(Scenario.defaultProfile)
        change(&scenario, &profile)
        return try RunPlan(ResolvedScenario(scenario: scenario, profile: profile), locator: locator).parameters
    }

    /// One change for each stored property.
    private static let scenarioChanges: [String: @Sendable (inout Scenario) -> Void] = [
        "credentials": { $0.credentials.ca = "\(packageRoot)/Resources/certificates/root-ca.pem" },
        "endpoint": { $0.endpoint.port = 443 }, "serverCertificate": { $0.serverCertificate = .both },
        "serverAsksForCertificate": { $0.serverAsksForCertificate = false },
        "serverKeyExchange": { $0.serverKeyExchange = .rsa }, "serverSuites": { $0.serverSuites = [0xC02F] },
        "serverCurves": { $0.serverCurves = [23] }, "serverKeepsSessions": { $0.serverKeepsSessions = true },
        "debugLevel": { $0.debugLevel = 1 },
        "givenServerChain": { $0.serverChain = .ats }, "givenServerFlight": { $0.serverFlight = .recordPerMessage },
        "cloud": { $0.cloud.givenCertificate = .revoked },
        "tcp": { $0.tcp = Scenario.Endpoint(host: "h", port: 1) }, "wifi": { $0.wifi.ssid = "other" },
        "station": { $0.station.ssid = "s" },
        "link": { $0.link.lossPermille = 1 }, "onTrip": { $0.onTrip = .observe },
        "timeLimit": { $0.timeLimit = Seconds(microseconds: 1) }, "seed": { $0.seed = 2 },
        "firmware": { $0.firmware = "\(packageRoot)/.build/firmware/aws_iot-mbedtls-nonos.elf" },
        "flash": { $0.flash = [.init(file: "f", offset: 0)] }, "flashSize": { $0.flashSize = 1 << 20 },
        "replacesRoot": { $0.replacesRoot = true },
        "network": { $0.network.dhcp = .silent },
        "clients": { $0.clients = [.init()] },
        "serial": { $0.serial = [.init(send: "x")] },
        "tls": { $0.tls.resume = true }, "givenMessages": { $0.messages[0].payload = "off" },
        "application": { $0.application.clientID = "x" },
        "buttons": { scenario in
            guard let pressed = try? Scenario(yaml: "buttons: [{gpio: 0, at: 1}]", file: "s.yml") else { return }
            scenario.buttons = pressed.buttons
        },
        "stop": { $0.stop.boots = 4 },
    ]
    private static let profileChanges: [String: @Sendable (inout Profile) -> Void] = [
        "name": { $0.name = "x" }, "description": { $0.description = "x" }, "sdk": { $0.sdk.feeding = .pollLoop },
        "clockMHz": { $0.clockMHz = 160 }, "flashMode": { $0.flashMode = .qio }, "flashMHz": { $0.flashMHz = 80 },
        "cacheKB": { $0.cacheKB = 16 }, "cacheWays": { $0.cacheWays = 4 }, "heapBytes": { $0.heapBytes = 1 },
        "stackBytes": { $0.stackBytes = 1 },
        "startMilliseconds": { $0.startMilliseconds = 1 }, "soft": { $0.soft.intervalMicroseconds = 1 },
        "hard": { $0.hard.stage0 = 1 },
        "wifi": { $0.wifi.dhcpMilliseconds = 1 }, "timing": { $0.timing["jump_penalty"] = 9 },
    ]
    /// What the profile of a run already contains, and what does not change a run.
    private static let elsewhere: Set = ["profile", "clockMHz", "expect", "published", "origin", "usualMessages"]

    @Test func `no input is forgotten`() throws {
        let plain = try parameters()
        for case (let label?, _) in Mirror(reflecting: Scenario()).children where !Self.elsewhere.contains(label) {
            let change = try #require(Self.scenarioChanges[label], "a parameter for \(label) of Scenario?")
            #expect(try parameters { scenario, _ in change(&scenario) } != plain, "\(label) of Scenario")
        }
        for case (let label?, _) in Mirror(reflecting: Profile(name: "")).children {
            let change = try #require(Self.profileChanges[label], "a parameter for \(label) of Profile?")
            #expect(try parameters { _, profile in change(&profile) } != plain, "\(label) of Profile")
        }
    }

    @Test func `a TLS library that vesp does not know is refused by name`() {
        #expect {
            try parameters { _, profile in profile.sdk.tlsLibrary = "axtls" }
        } throws: { error in
            "\(error)".contains("key 'sdk.tls_library': 'axtls' is not one of axtls-like, bearssl, mbedtls")
        }
    }

    @Test func `a password is not among them, and no name comes twice in a group`() throws {
        let all = try parameters { scenario, _ in scenario.wifi.password = "s3cret" }
        #expect(try all == parameters())
        #expect(!all.contains { $0.value.contains("s3cret") })
        #expect(Set(all.map { "\($0.group) \($0.name)" }).count == all.count)
    }
}
