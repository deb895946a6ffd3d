import ArgumentParser
import BoardPage
import Emulation
import Foundation
import Inputs
import Record
import Reports

/// `vesp board`.
struct BoardCommand: InterruptibleCommand {
    static let configuration = CommandConfiguration(
        commandName: "board",
        abstract:
            "Put a board on the desk: at a real one's pace, with a serial port for esptool and a page for the browser.",
        discussion: """
            Runs until Ctrl-C. Without firmware and with a blank flash the boot ROM waits for esptool. What the board costs the \
            chip still comes from executed cycles; what you do and when decides what happens, so that its record cannot be \
            repeated.

            Example: vesp board firmware.bin --flash chip.bin --serial pty --serial rfc2217:4000

            Example: vesp board --flash chip.bin --serial rfc2217:4000

            Example: vesp board firmware.bin --http 8080
            """
    )

    @Argument(help: ArgumentHelp("Scenario, ELF file or flash image; flags override it.", valueName: "file"))
    var file: String?
    @Option(
        parsing: .singleValue,
        help: ArgumentHelp(
            "Way to the serial line: pty, tcp:PORT or rfc2217:PORT, 0 for a free port; may be repeated. pty without it.",
            valueName: "way"
        )
    )
    var serial: [String] = []
    @Option(
        help: ArgumentHelp("Show the board as a page for a browser on this host; 0 for a free port.", valueName: "port")
    )
    var http: Int?
    @Option(help: ArgumentHelp("The flash chip: read at the start, kept up to date.", valueName: "file"))
    var flash: String?
    @Option(help: "Flash chip of a board that has neither firmware nor a file: 512KB, 1MB, 2MB, 4MB, 8MB or 16MB.")
    var flashSize: String?
    @Option(help: ArgumentHelp("Simulated seconds per second, or max.", valueName: "factor")) var pace = "1"
    @Option(help: "Crystal in MHz: 26 or 40.") var crystal = 26
    @Flag(help: "Hold GPIO0 low while power comes: the boot ROM waits for esptool.") var download = false
    @Option(
        help: ArgumentHelp(
            "Let programs press, drive and watch the board by lines of JSON: a port of loopback, 0 for a free one, or a socket.",
            valueName: "port|path"
        )
    )
    var control: String?
    @Option(help: ArgumentHelp("Network the device knows; no password: open.", valueName: "ssid[:password]"))
    var wifi: String?
    @Option(
        help: ArgumentHelp("Port of loopback for GDB, which may come and go; 0 takes a free one.", valueName: "port")
    )
    var gdb: Int?
    @OptionGroup(title: "Real network") var real: RealNetworkOptions
    @Option(help: "Seed of everything random.") var seed: UInt64?
    @Option(help: ArgumentHelp("Write the record as JSON at the end, - for stdout.", valueName: "file|-")) var json:
        String?
    @Flag(help: "Show what the board prints with simulated timestamps, on stderr.") var verbose = false
    @Option(help: ArgumentHelp("Folder of the guest images.", valueName: "dir")) var firmware: String?

    func validate() throws {
        _ = try settings()
        try Usage.checked { _ = try overrides }
    }

    func run() throws {
        let code = try Failure.contained { try execute() }
        if code != 0 { throw ExitCode(code) }
    }

    private func execute() throws -> Int32 {
        let locator = Locator.ofThisTool(firmware: firmware)
        let situation = try situation(locator)
        var claims = FileClaims()
        for path in [file, situation.scenario.firmware] { claims.reads(path) }
        claims.writes(flash, "--flash")
        claims.writes(json, "--json")
        try claims.check()
        var settings = try settings()
        let server = try control.map { try ControlServer($0) }
        if let server { settings.controls.append(server) }
        let page = try http.map { port throws(EmulationError) in try PageServer(port: port) }
        defer { page?.close() }
        if let page { settings.controls.append(page) }
        let desk = try Desk(settings)
        let cancellation = desk.cancellation
        Interruption.whenItComes { cancellation.cancel() }
        if verbose {
            desk.onConsole = { Output.note("[\($0.at.text(digits: 6))] \($0.text.printable)\n") }
        }
        let delivery = Delivery(files: [json])
        let debugServer = try gdb.map { port throws(EmulationError) in try DebugServer(port: port) }
        desk.debugger = debugServer.map { Debugger($0, isAwaited: false) }
        desk.onReady = { lines in
            for line in lines { try? delivery.print("\(line)\n") }
            if let server { try? delivery.print("control \(server.name)\n") }
            if let page { try? delivery.print("http \(page.address)\n") }
            if let debugServer { try? delivery.print("gdb 127.0.0.1:\(debugServer.port)\n") }
            RealNetworkOptions.warn(of: situation.scenario.network.forwards)
        }
        let record = try desk.run(situation, locator)
        if let json { try delivery.attempt { try Output.save(JSONReport.text(record), to: json) } }
        return delivery.exitCode(0)
    }

    /// A board that nobody gave firmware has a scenario all the same.
    private func situation(_ locator: Locator) throws -> ResolvedScenario {
        if let file {
            let situation = try ResolvedScenario(runnable: file, overrides: overrides, locator: locator)
            guard situation.scenario.firmware != nil else {
                throw EmulationError.badInput(file: file, line: nil, message: "names no firmware of your own")
            }
            return situation
        }
        var scenario = Scenario()
        scenario.firmware = flash ?? "flash"
        var situation = try ResolvedScenario(scenario, overrides: overrides, locator: locator)
        situation.scenario.firmware = nil
        return situation
    }

    private var overrides: [Override] {
        get throws(Refusal) {
            let changes = [
                try Override.scenario("seed", from: "--seed", seed.map { ["\($0)"] }),
                try Override.scenario("flash_size", from: "--flash-size", flashSize.map { [$0] }),
            ]
            return (try WorldOptions.network(wifi) + changes).compactMap { $0 } + (try real.overrides)
        }
    }

    private func settings() throws -> Desk.Settings {
        var settings = Desk.Settings()
        settings.flash = flash
        settings.waitsForHost = download
        guard [26, 40].contains(crystal) else { throw ValidationError("--crystal must be 26 or 40") }
        settings.crystalMegahertz = crystal
        settings.pace = nil
        if pace != "max" {
            guard let factor = Double(pace), (0.001...1000).contains(factor) else {
                throw ValidationError("--pace '\(pace)' is neither max nor a number from 0.001 to 1000")
            }
            settings.pace = factor
        }
        if let http, !(0...65_535).contains(http) { throw ValidationError("--http \(http) is no TCP port") }
        if !serial.isEmpty { settings.ports = try serial.map(Self.port) }
        return settings
    }

    private static func port(_ text: String) throws -> Desk.Port {
        if text == "pty" { return .pseudoTerminal }
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        if parts.count == 2, let number = UInt16(parts[1]) {
            switch parts[0] {
            case "tcp": return .tcp(Int(number))
            case "rfc2217": return .rfc2217(Int(number))
            default: break
            }
        }
        throw ValidationError("--serial '\(text)' is neither pty nor tcp:PORT nor rfc2217:PORT")
    }
}
