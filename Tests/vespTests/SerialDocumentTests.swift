import Foundation
import TestSupport
import Testing

/// What docs/serial-tools.md tells the reader to type works as it is written there.
@Suite(.serialized, .timeLimit(.minutes(5)), .enabled(if: SerialTools.areHere, SerialTools.missing))
struct SerialDocumentTests {
    /// A board, and what is typed in another terminal.
    struct Block: CustomTestStringConvertible {
        var board: [String]
        var commands: [String]

        var testDescription: String { commands.first ?? "" }
    }

    private static let blocks: [Block] = {
        let path = "\(Tool.packageRoot)/docs/serial-tools.md"
        guard let page = try? String(contentsOfFile: path, encoding: .utf8) else { return [] }
        return page.matches(of: /```bash\nvesp (.*)\n((?s).*?)```/).map { match in
            Block(
                board: match.1.split(separator: " ").map(String.init),
                commands: match.2.split(separator: "\n").map(String.init)
            )
        }
    }()
    private static let prompt = ">>> "

    private let scratch: Scratch

    init() throws { scratch = try Scratch() }

    @Test func `the page shows each tool and each way`() {
        let shown = Self.blocks.flatMap(\.commands).joined()
        for name in ["esptool", "mpremote", "pyserial-miniterm", "/dev/pts/3", "socket://", "rfc2217://"] {
            #expect(shown.contains(name))
        }
    }

    @Test(arguments: blocks)
    func `a board and the commands for it do what they say`(block: Block) throws {
        try FileManager.default.copyItem(atPath: TestFirmware.micropython, toPath: "\(scratch.path)/firmware.bin")
        _ = try scratch.file("main.py", "print('main')\n")
        let pace = block.board.contains { $0.hasPrefix("rfc2217") } ? "4" : "max"
        let board = try start(block.board + ["--pace", pace])
        let name = try board.nextSerial()
        if block.board.contains("firmware.bin"), !block.board.contains("--download") {
            #expect(try BoardLine(name).waits(for: Self.prompt))
        }
        for command in block.commands {
            try run(command.replacing(/\S+:\/\/127.0.0.1:4000|\/dev\/pts\/3/, with: name))
        }
        guard block.commands.contains(where: { $0.contains("write-flash") }) else { return }
        // What was written runs, at once or when the board is started again.
        let isOver = block.board.contains("--download")
        let next = isOver ? try start(["board", "--flash", "chip.bin", "--pace", "max"]) : board
        let line = try BoardLine(isOver ? next.nextSerial() : name)
        #expect(line.waits(for: Self.prompt, saying: Array("\r".utf8)))
    }

    private func start(_ arguments: [String]) throws -> RunningTool {
        try RunningTool(
            arguments.map { $0.hasSuffix(".bin") ? "\(scratch.path)/\($0)" : $0.replacing(":4000", with: ":0") }
        )
    }

    private func run(_ command: String) throws {
        let program = String(command.prefix { $0 != " " })
        if program == "pyserial-miniterm" {
            let terminal = try TerminalProgram("exec \(PythonTools.programs)/\(command)", in: scratch.path)
            #expect(terminal.screen.waits(for: "--- Quit: Ctrl+]"))
            terminal.screen.send(Array("\r".utf8))
            #expect(terminal.screen.waits(for: Self.prompt))
            terminal.screen.send([0x1D])
            #expect(terminal.exitCode() == 0)
            return
        }
        let result = try SerialTools.start(
            "/bin/sh",
            ["-c", "exec \(PythonTools.programs)/\(command)"],
            in: scratch.path
        )
        .result(within: SerialTools.patience)
        #expect(result.code == 0, "\(command)\n\(result.output)\(result.errors)")
    }
}
