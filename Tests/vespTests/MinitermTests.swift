import Foundation
import TestSupport
import Testing

/// pyserial's miniterm in a terminal, at MicroPython on a board on the desk.
@Suite(.serialized, .timeLimit(.minutes(5)), .enabled(if: SerialTools.areHere, SerialTools.missing))
struct MinitermTests {
    private let scratch: Scratch

    init() throws { scratch = try Scratch() }

    @Test(arguments: ["pty", "tcp:0", "rfc2217:0"])
    func `what is typed is answered, and Ctrl-] leaves`(way: String) throws {
        let board = try RunningTool(
            ["board", TestFirmware.micropython, "--serial", way, "--serial", "tcp:0", "--pace", "max"]
        )
        let port = try board.nextSerial(), listener = try BoardLine(board.nextSerial())
        #expect(listener.waits(for: ">>> "))
        let miniterm = try TerminalProgram(
            "exec \(PythonTools.python) -m serial.tools.miniterm \(port) 115200",
            in: scratch.path
        )
        let screen = miniterm.screen
        #expect(screen.waits(for: "--- Quit: Ctrl+] |"))
        screen.send(Array("\r".utf8))
        #expect(screen.waits(for: ">>> "))
        screen.send(Array("print(6 * 7)\r".utf8))
        #expect(screen.waits(for: "print(6 * 7)") && screen.waits(for: "42"))
        screen.send([0x1D])
        #expect(screen.waits(for: "--- exit ---"))
        #expect(miniterm.exitCode() == 0)
        listener.send(Array("1 + 1\r".utf8))
        #expect(listener.waits(for: "\r\n2\r\n"))
    }
}
