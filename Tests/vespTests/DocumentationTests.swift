import Emulation
import Foundation
import Testing
import TestSupport

/// What README.md and docs/ tell the reader to type works as it is written there.
@Suite(.serialized, .timeLimit(.minutes(10)), .enabled(if: Tool.hasFirmware, "needs make firmware"))
struct DocumentationTests {
    @Test func `the files show commands of both kinds`() {
        let commands = ShellBlocks.all
        #expect(commands.contains { $0.file == "README.md" && $0.text == "make run" })
        #expect(commands.contains { $0.file == "README.md" && $0.text.contains("--tcp") })
    }

    @Test func `a block's commands are found with their line, continuation and exit code`() {
        let text =
            "# T\n\n```sh\nvesp run a \\\n  --seed 1   # exits with 1: a trip\n\n# only a comment\nmake x\n```\nvesp no\n"
        let commands = ShellBlocks.commands(in: text, file: "f")
        #expect(commands.map(\.text) == ["vesp run a   --seed 1", "make x"])
        #expect(commands.map(\.line) == [4, 8])
        #expect(commands.map(\.expectedCode) == [1, 0])
    }

    @Test(arguments: ShellBlocks.all.filter { $0.text.hasPrefix("make ") })
    func `a make command names targets of the Makefile`(command: ShellBlocks.Command) throws {
        let makefile = try String(contentsOfFile: "\(Tool.packageRoot)/Makefile", encoding: .utf8)
        let targets = makefile.split(separator: "\n").compactMap { $0.prefixMatch(of: /([a-z-]+):/)?.1 }
        for word in command.text.split(separator: " ").dropFirst() {
            #expect(targets.contains(word), "\(command)")
        }
    }

    @Test(arguments: ShellBlocks.all.filter { !$0.text.hasPrefix("make ") && !RealFirmware.isNeeded(by: $0.text) })
    func `a command does what it says`(command: ShellBlocks.Command) throws { try run(command) }

    @Test(
        .enabled(if: RealFirmware.isHere, "needs make test-firmware"),
        arguments: ShellBlocks.all.filter { RealFirmware.isNeeded(by: $0.text) }
    )
    func `a command about firmware of others does what it says`(command: ShellBlocks.Command) throws {
        try run(command)
    }

    private func run(_ command: ShellBlocks.Command) throws {
        let place = try ReadersFolder()
        let result = try place.run(command.text)
        let isReadersKey = command.text.contains("--cert")
        // Whether the reader's own key trips is not the README's promise; that its handshake completes is.
        let codes = isReadersKey ? [0, 1] : [command.expectedCode]
        #expect(codes.contains(result.code), "\(command)\n\(result.errors)\n\(result.output)")
        #expect(result.errors == "", "\(command)")
        #expect(!isReadersKey || result.output.contains("\nhandshake  completed in "), "\(result.output)")
        #expect(result.output.count > 20, "\(command)")
    }

    @Test(arguments: ["README.md", "docs/install.md", "docs/scale.md"])
    func `names of releases have the version of today`(file: String) throws {
        let version = try Tool.run(["--version"]).output.trimmingCharacters(in: .whitespacesAndNewlines)
        #expect(try Tool.shell("scripts/version.sh", in: Tool.packageRoot).output == version + "\n")
        let text = try String(contentsOfFile: "\(Tool.packageRoot)/\(file)", encoding: .utf8)
        let named = text.matches(of: /(?:vesp[_-]|download\/v)(\d+\.\d+\.\d+)/).map(\.1)
        #expect(named.count >= 2 && named.allSatisfy { $0 == version }, "\(named)")
    }

    @Test func `the reports in the README are what their commands print`() throws {
        let readme = try String(contentsOfFile: "\(Tool.packageRoot)/README.md", encoding: .utf8)
        let parts = readme.split(separator: "<!-- report -->\n")
        try #require(parts.count == 4, "README.md has not three lines <!-- report -->")
        for (before, after) in zip(parts, parts.dropFirst()) {
            let command = try #require(ShellBlocks.commands(in: String(before), file: "README.md").last)
            guard RealFirmware.isHere || !RealFirmware.isNeeded(by: command.text) else { continue }
            let block = try #require(after.firstMatch(of: /^```\n((?s).*?)```\n<!-- end of report -->/)?.1)
            let result = try ReadersFolder().run(command.text)
            #expect(result.code == command.expectedCode)
            #expect(result.output == block, "run `make docs`")
        }
    }

    @Test func `the table of replaced functions is that of the code`() throws {
        let page = try String(contentsOfFile: "\(Tool.packageRoot)/docs/own-firmware.md", encoding: .utf8)
        let rows = page.split(separator: "\n").filter { $0.wholeMatch(of: /\| `\w+` \|.*\| [\d,]+ \| \d+ \|/) != nil }
        let wanted = RadioCalibration.all.map { entry in
            let time = entry.microseconds == 18_000 ? "18,000" : "\(entry.microseconds)"
            return "| `\(entry.function)` | \(entry.reason) | \(time) | \(entry.result) |"
        }
        #expect(rows.map(String.init) == wanted)
    }
}

/// A checkout as the reader has it, with key, certificate and CA under the names that the README uses.
private final class ReadersFolder {
    private let path: String
    private let scratch: Scratch
    private var broker: Peer?

    init() throws {
        scratch = try Scratch()
        path = scratch.path
        let files = FileManager.default
        for name in ["Fixtures", "Profiles", "Resources"] {
            try files.createSymbolicLink(atPath: "\(path)/\(name)", withDestinationPath: "\(Tool.packageRoot)/\(name)")
        }
        try files.createDirectory(atPath: "\(path)/.build", withIntermediateDirectories: true)
        try files.createSymbolicLink(atPath: "\(path)/.build/firmware", withDestinationPath: Tool.firmware)
        try files.createSymbolicLink(atPath: "\(path)/.build/test-firmware", withDestinationPath: RealFirmware.folder)
        for place in [".build/release", "bin"] {
            try files.createDirectory(atPath: "\(path)/\(place)", withIntermediateDirectories: true)
            try files.createSymbolicLink(
                atPath: "\(path)/\(place)/vesp",
                withDestinationPath: Tool.executable.path
            )
        }
        try makeScenario()
        try makeCredentials()
    }

    /// The README's scenario, under the name in its first line.
    private func makeScenario() throws {
        let readme = try String(contentsOfFile: "\(Tool.packageRoot)/README.md", encoding: .utf8)
        let block = try #require(readme.firstMatch(of: /```yaml\n# (scenarios\/.*\.yml)\n((?s).*?)```/))
        try FileManager.default.createDirectory(atPath: "\(path)/scenarios", withIntermediateDirectories: true)
        _ = try scratch.file(String(block.1), String(block.2))
    }

    /// A device CA with a P-256 device (an RSA-2048 one would be reset at 80 MHz), and another CA with the broker of the README's name.
    private func makeCredentials() throws {
        let result = try Tool.shell(
            """
            set -e
            request() { openssl req -newkey rsa:2048 -nodes -sha256 "$@"; }
            sign() { openssl x509 -req -sha256 -days 3650 -set_serial 2 "$@"; }
            exec 2>openssl.log
            request -x509 -days 3650 -subj '/CN=Device CA' -keyout device-ca.key.pem -out device-ca.pem
            request -newkey ec -pkeyopt ec_paramgen_curve:P-256 -subj '/CN=device' -keyout device.key.pem -out device.csr
            sign -in device.csr -CA device-ca.pem -CAkey device-ca.key.pem -out device.pem
            request -x509 -days 3650 -subj '/CN=Broker CA' -keyout broker-ca.key.pem -out broker-ca.pem
            request -subj '/CN=broker.example.com' -keyout broker.key.pem -out broker.csr
            sign -in broker.csr -CA broker-ca.pem -CAkey broker-ca.key.pem -out broker.pem
            # mosquitto gives up root before it reads it.
            chmod 644 broker.key.pem
            """,
            in: path
        )
        let log = try String(contentsOfFile: "\(path)/openssl.log", encoding: .utf8)
        try #require(result.code == 0, "\(log)")
    }

    /// Runs a command as written, with the tool on the PATH, but for the port of a broker.
    func run(_ shown: String) throws -> Tool.Result {
        let command = "PATH='\(path)/bin':$PATH; \(shown)"
        guard command.contains("--tcp") else { return try Tool.shell(command, in: path) }
        let port = try startBroker()
        return try Tool.shell(command.replacing("127.0.0.1:8883", with: "127.0.0.1:\(port)"), in: path)
    }

    /// The README's broker, on a port of loopback; it lives as long as this folder.
    private func startBroker() throws -> Int {
        let port = try freePort()
        let configuration = try scratch.file(
            "mosquitto.conf",
            """
            listener \(port) 127.0.0.1
            cafile \(path)/device-ca.pem
            certfile \(path)/broker.pem
            keyfile \(path)/broker.key.pem
            require_certificate true
            allow_anonymous true

            """
        )
        let peer = try Peer("mosquitto", ["-c", configuration])
        try peer.waitUntilListening(on: port)
        broker = peer
        return port
    }
}
