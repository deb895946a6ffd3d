import ArgumentParser
import ESP8266
import Emulation
import Inputs
import LX106
import Record
import Reports

/// `vesp run`.
struct RunCommand: InterruptibleCommand {
    static let configuration = CommandConfiguration(
        commandName: "run",
        abstract: "Run a scenario, or firmware of your own, on the virtual device and report.",
        discussion: """
            Without a file: a NodeMCU with the NONOS SDK at 80 MHz, an RSA-2048 client key, the built-in endpoint. With a
            scenario: what it says. With an ELF file or a flash image: that firmware, until --time-limit.
            Exits with 1 when the verdict is bad.

            Example: vesp run Fixtures/scenarios/rsa-2048-80mhz.yml --clock 160 --json report.json

            Example: vesp run .pio/build/d1_mini/firmware.elf --time-limit 10 --verbose

            Example: vesp run .pio/build/d1_mini/firmware.elf --gdb 3333
            """
    )

    @Argument(help: ArgumentHelp("Scenario, ELF file or flash image; flags override it.", valueName: "file"))
    var file: String?
    @OptionGroup(title: "Board") var board: BoardOptions
    @OptionGroup(title: "Own firmware") var flash: FlashOptions
    @OptionGroup(title: "World") var world: WorldOptions
    @OptionGroup(title: "Real network") var real: RealNetworkOptions

    @OptionGroup(title: "Files") var files: OutputOptions
    @Option(
        help: ArgumentHelp(
            "Write what stands in the flash after the run; a next run can start from it.",
            valueName: "file"
        )
    )
    var flashOut: String?

    @Flag(help: "No text report.") var quiet = false
    @Flag(help: "Show the guest's console with simulated timestamps, on stderr.") var verbose = false
    @Option(name: .customLong("mbedtls-debug"), help: "mbedTLS debug level of the guest, 0 to 4.")
    var debugLevel: Int?
    @Flag(
        inversion: .prefixedNo,
        help: "Say between which times the handshake lies within what is assumed about the chip; takes two more runs."
    )
    var bounds = true
    @Option(help: EngineHelp.text) var engine = Engine.generated
    @OptionGroup var debug: DebugOptions
    @OptionGroup(title: "Snapshots") var snapshots: SnapshotOptions

    func validate() throws {
        if file != nil, snapshots.from != nil {
            throw ValidationError("--from says what is run; leave the file away")
        }
        if files.keylog != nil, let option = world.tcp.map({ _ in "--tcp" }) ?? world.cloud.map({ _ in "--cloud" }) {
            throw ValidationError("--keylog knows the secrets of the built-in endpoint only, not those of \(option)")
        }
        try Usage.checked { _ = try debugOverride }
    }

    private var debugOverride: Override? {
        get throws(Refusal) {
            try Override.scenario("mbedtls_debug", from: "--mbedtls-debug", debugLevel.map { ["\($0)"] })
        }
    }

    func run() throws {
        let code = try Failure.contained { try execute() }
        if code != 0 { throw ExitCode(code) }
    }

    private var overrides: [Override] {
        get throws(Refusal) {
            try world.overrides + real.overrides + board.overrides + flash.overrides
                + [debugOverride].compactMap { $0 }
        }
    }

    private func execute() throws -> Int32 {
        let beginning = try snapshots.beginning()
        let base = try beginning.map { try RunCommand.parse($0.arguments) }
        let locator = Locator.ofThisTool(firmware: board.firmware ?? base?.board.firmware)
        let resolved = try ResolvedScenario(
            runnable: base?.file ?? file,
            overrides: (base?.overrides ?? []) + overrides,
            locator: locator
        )
        try files.check(resolved.scenario)
        let inputs = inputs(resolved.scenario) + (base?.inputs(resolved.scenario) ?? [])
        try claims(inputs).check()
        var whole = try RunPlan(resolved, locator: locator)
        whole.engine = engine
        files.apply(to: &whole)
        let run = Run(whole)
        run.keepsFlash = flashOut != nil
        run.start = beginning?.moment
        let delivery = files.delivery(besides: [flashOut, snapshots.snapshot])
        try snapshots.apply(to: run, beginning, inputs, delivery)
        run.debugger = try debug.debugger()
        run.onForwards = { forwards in
            for forward in forwards { Output.note("forward \(forward.announcement)\n") }
            RealNetworkOptions.warn(of: forwards)
        }
        let cancellation = run.cancellation
        Interruption.whenItComes { cancellation.cancel() }
        let progress = ProgressLine(isWanted: !quiet && !verbose)
        run.onProgress = progress.show
        if verbose { narrate(run) }
        let record: RunRecord
        do {
            defer { progress.clear() }
            record = bounds && run.debugger == nil ? try run.recordWithBounds() : try run.record()
        }
        try files.write(record, delivery)
        if let path = flashOut, let contents = run.flash {
            try delivery.attempt { try Output.save(contents, to: path) }
        }
        if !quiet && !files.useStandardOutput {
            try delivery.print(Output.coloured(TextReport.text(record), isGood: record.verdict.ok))
        }
        try snapshots.check(run, record)
        return delivery.exitCode(record.verdict.ok ? 0 : 1)
    }

    /// Files that a run of `scenario` is a function of, as far as command and scenario name them.
    private func inputs(_ scenario: Scenario) -> [String] {
        let credentials = scenario.credentials
        let named = [
            file, board.profile ?? scenario.profile, scenario.firmware, credentials.ca, credentials.cert,
            credentials.key,
        ]
        return (named + scenario.flash.map(\.file)).compactMap { $0 }
    }

    private func claims(_ inputs: [String]) -> FileClaims {
        var claims = FileClaims()
        for path in inputs + [snapshots.from].compactMap({ $0 }) { claims.reads(path) }
        files.claim(&claims)
        claims.writes(flashOut, "--flash-out")
        claims.writes(snapshots.snapshot, "--snapshot")
        return claims
    }

    /// Has what happens in the guest appear on stderr while it happens.
    private func narrate(_ run: Run) {
        run.onConsole = {
            Output.note("[\($0.at.text(digits: 6))] \($0.port == 1 ? "UART1: " : "")\(Self.line($0.text))\n")
        }
        run.onUnmodelled = { Output.note("\($0.block) has no model; first used in \($0.function.printable)\n") }
    }

    /// A line of the guest's console; tabs are part of its layout.
    private static func line(_ text: String) -> String {
        text.split(separator: "\t", omittingEmptySubsequences: false).map { String($0).printable }.joined(
            separator: "\t"
        )
    }
}
