import ArgumentParser
import Emulation
import Inputs
import LX106
import Record
import Reports
import Studies

/// `vesp compare-systems`.
struct CompareSystemsCommand: InterruptibleCommand {
    static let configuration = CommandConfiguration(
        commandName: "compare-systems",
        abstract: "Run the ways of connecting an ESP8266 under equal conditions, side by side.",
        discussion: """
            Each connects once, and again with the session of the first connection. Exits with 0 when every run could be done, \
            whatever it came to.

            Example: vesp compare-systems --clock 160 --key rsa-2048 --html systems.html
            """
    )

    /// The kinds of keys a device can have.
    enum Key: String, CaseIterable, ExpressibleByArgument {
        case p256 = "p-256"
        case rsa2048 = "rsa-2048"
    }

    /// The CPU clocks.
    enum Clock: Int, CaseIterable, ExpressibleByArgument {
        case slow = 80
        case fast = 160
    }

    /// The endpoint's certificates.
    enum Certificate: String, CaseIterable, ExpressibleByArgument {
        case rsa, ecdsa
    }

    @Argument(help: ArgumentHelp("Systems, as vesp systems lists them; all without any.", valueName: "system"))
    var names: [String] = []
    @Option(help: "CPU clock in MHz.") var clock = Clock.slow
    @Option(help: "The device's key.") var key = Key.p256
    @Option(help: "The endpoint's certificates.") var serverCertificate = Certificate.rsa
    @Option(help: ArgumentHelp("Add the builds of your own in this folder: scenarios, or images.", valueName: "dir"))
    var firmwareDir: String?
    @Option(help: ArgumentHelp("Network that those know; no password: open.", valueName: "ssid[:password]"))
    var wifi: String?
    @Option(name: .jobs, help: "Runs at a time; as many as there are cores without it.") var jobs: Int?
    @Option(help: ArgumentHelp("Folder of the guest images.", valueName: "dir")) var firmware: String?
    @Option(help: EngineHelp.text) var engine = Engine.generated
    @Option(help: ArgumentHelp("Write everything as JSON.", valueName: "file|-")) var json: String?
    @Option(help: ArgumentHelp("Write a page.", valueName: "file|-")) var html: String?
    @Flag(help: "No table on the terminal.") var quiet = false

    func validate() throws {
        if let jobs, jobs < 1 { throw ValidationError("--jobs must be at least 1") }
        guard json != "-" || html != "-" else { throw ValidationError("only one report can go to stdout") }
        guard wifi == nil || firmwareDir != nil else { throw ValidationError("--wifi is for --firmware-dir") }
        try Usage.checked { _ = try WorldOptions.network(wifi) }
    }

    func run() throws {
        let code = try Failure.contained { try execute() }
        if code != 0 { throw ExitCode(code) }
    }

    private func execute() throws -> Int32 {
        var files = FileClaims()
        files.writes(json, "--json")
        files.writes(html, "--html")
        try files.check()
        let locator = Locator.ofThisTool(firmware: firmware)
        var comparison = SystemComparison(
            .init(clockMHz: clock.rawValue, key: key.rawValue, serverCertificate: serverCertificate.rawValue)
        )
        var study = SystemStudy(
            try locator.systems(named: names),
            firmware: try firmwareDir.map { try SystemStudy.firmware(in: $0) } ?? [],
            network: try WorldOptions.network(wifi).compactMap { $0 },
            comparison.conditions,
            locator: locator
        )
        study.engine = engine
        var work = WorkOptions()
        work.jobs = jobs
        let outcome = work.results(of: study.pool(threads: work.threads), "systems", isShown: !quiet) { _, _ in }
        comparison.systems = outcome.results.compactMap { $0 }
        comparison.interrupted = !outcome.isComplete
        return try publish(comparison)
    }

    private func publish(_ comparison: SystemComparison) throws -> Int32 {
        let delivery = Delivery(files: [json, html])
        if let json { try delivery.attempt { try Output.save(JSONReport.text(comparison), to: json) } }
        if let html { try delivery.attempt { try Output.save(SystemPage.text(comparison), to: html) } }
        if !quiet, ![json, html].contains("-") { try delivery.print(SystemTable.text(comparison)) }
        return delivery.exitCode(comparison.exitCode)
    }
}
