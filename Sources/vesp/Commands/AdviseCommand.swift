import ArgumentParser
import Foundation
import Inputs
import LX106
import Record
import Reports
import Studies

/// `vesp advise`.
struct AdviseCommand: InterruptibleCommand {
    static let configuration = CommandConfiguration(
        commandName: "advise",
        abstract: "Try the remedies for a stalling handshake and rank them by what they do.",
        discussion: """
            Runs the scenario as it is and with every remedy: clock, flash, cache, keys, suites, curves, mbedTLS \
            settings, resumption, feeding; then the best \
            ones together. For firmware of your own: what needs no build, and what the server can do; what needs one is \
            named. Trips are observed, not acted on. \
            Exits with 0 when nothing trips or some remedy cures it, with 1 when none does.

            Example: vesp advise Fixtures/scenarios/rsa-2048-80mhz.yml --profile esp-open-rtos

            Example: vesp advise .pio/build/d1_mini/firmware.elf --wifi home:secret-passphrase
            """
    )

    @Argument(help: ArgumentHelp("Scenario, ELF file or flash image; flags override it.", valueName: "file"))
    var scenario: String?
    @OptionGroup(title: "Board") var board: BoardOptions
    @OptionGroup(title: "Own firmware") var flash: FlashOptions
    @OptionGroup(title: "World") var world: WorldOptions
    @Option(name: .customLong("p256-cert"), help: ArgumentHelp("Your P-256 certificate, PEM.", valueName: "file"))
    var p256Certificate: String?
    @Option(name: .customLong("p256-key"), help: ArgumentHelp("Your P-256 key, PEM.", valueName: "file"))
    var p256Key: String?
    @Option(help: ArgumentHelp("Write everything as JSON to a file, - for stdout.", valueName: "file|-"))
    var json: String?
    @Flag(help: "No text report.") var quiet = false
    @Option(name: .jobs, help: "Runs at a time; as many as there are cores without it.") var jobs: Int?
    @Option(help: EngineHelp.text) var engine = Engine.generated

    func validate() throws {
        guard (p256Certificate == nil) == (p256Key == nil) else {
            throw ValidationError("--p256-cert and --p256-key belong together")
        }
        if let jobs, jobs < 1 { throw ValidationError("--jobs must be at least 1") }
    }

    func run() throws {
        let code = try Failure.contained { try execute() }
        if code != 0 { throw ExitCode(code) }
    }

    private func execute() throws -> Int32 {
        let locator = Locator.ofThisTool(firmware: board.firmware)
        let overrides = try world.overrides + board.overrides + flash.overrides
        let situation = try ResolvedScenario(runnable: scenario, overrides: overrides, locator: locator)
        try claims(situation.scenario).check()
        var adviser = Adviser(scenario: scenario, situation: situation, locator: locator)
        adviser.engine = engine
        adviser.threads = jobs ?? ProcessInfo.processInfo.activeProcessorCount
        if let p256Certificate, let p256Key {
            adviser.ownP256 = Scenario.Credentials(cert: p256Certificate, key: p256Key)
        }
        let advice = try advise(adviser)
        let delivery = Delivery(files: [json])
        if let json { try delivery.attempt { try Output.save(JSONReport.text(advice), to: json) } }
        if !quiet && json != "-" {
            try delivery.print(Output.coloured(AdviceReport.text(advice), isGood: advice.exitCode == 0))
        }
        return delivery.exitCode(advice.exitCode)
    }

    private func claims(_ scenario: Scenario) -> FileClaims {
        var claims = FileClaims()
        let credentials = scenario.credentials
        let inputs = [
            self.scenario, board.profile ?? scenario.profile, credentials.ca, credentials.cert, credentials.key,
            p256Certificate, p256Key, scenario.firmware,
        ]
        for path in inputs + scenario.flash.map(\.file) { claims.reads(path) }
        claims.writes(json, "--json")
        return claims
    }

    private func advise(_ adviser: Adviser) throws -> Advice {
        let cancellation = adviser.cancellation
        Interruption.whenItComes { cancellation.cancel() }
        let progress = ProgressLine(isWanted: !quiet)
        defer { progress.clear() }
        return try adviser.advice { progress.show($0) }
    }
}
