import Foundation
import TestSupport
import Testing

/// A board on the desk, by the ways that programs of the host have to it.
@Suite(.serialized, .timeLimit(.minutes(5)), .enabled(if: TestFirmware.isHere, TestFirmware.missing))
struct BoardTests {
    private let scratch: Scratch

    init() throws { scratch = try Scratch() }

    @Test func `MicroPython answers on a pseudo-terminal, and Ctrl-C ends the board with a record`() throws {
        let record = "\(scratch.path)/record.json"
        let board = try RunningTool(["board", TestFirmware.micropython, "--pace", "max", "--json", record])
        let line = try BoardLine(board.nextSerial())
        #expect(line.waits(for: ">>> "))
        line.send(Array("print(6 * 7)\r".utf8))
        #expect(line.waits(for: "\r\n42\r\n"))
        board.send(SIGINT)
        #expect(board.exitCode() == 0)
        let text = try String(contentsOfFile: record, encoding: .utf8)
        #expect(text.contains("\"repeatable\" : false") && text.contains("\"ended\" : \"interrupted\""))
    }

    @Test func `what firmware wrote is in the flash's file, even if the board is killed`() throws {
        let flash = "\(scratch.path)/chip.bin"
        let first = try RunningTool(["board", TestFirmware.micropython, "--flash", flash, "--pace", "max"])
        var line = try BoardLine(first.nextSerial())
        #expect(line.waits(for: ">>> "))
        line.send(Array("f = open('kept', 'w'); f.write('3 rooms'); f.close(); 'closed'\r".utf8))
        #expect(line.waits(for: "\r\n'closed'\r\n"))
        first.send(SIGKILL)
        #expect(first.exitCode() == -SIGKILL)
        let second = try RunningTool(["board", "--flash", flash, "--pace", "max"])
        line = try BoardLine(second.nextSerial())
        #expect(line.waits(for: ">>> "))
        line.send(Array("open('kept').read()\r".utf8))
        #expect(line.waits(for: "\r\n'3 rooms'\r\n"))
    }

    @Test func `RTS resets the board, DTR beside it has the ROM wait for a host`() throws {
        let board = try RunningTool(["board", TestFirmware.micropython, "--serial", "rfc2217:0", "--pace", "max"])
        let line = try BoardLine(board.nextSerial())
        func set(_ control: UInt8) { line.send([255, 250, 44, 5, control, 255, 240]) }
        #expect(line.waits(for: ">>> "))
        for control: UInt8 in [11, 12] { set(control) }
        #expect(line.waits(for: "rst cause:2, boot mode:(3,"))
        #expect(line.waits(for: ">>> "))
        for control: UInt8 in [9, 11, 8, 12] { set(control) }
        #expect(line.waits(for: "waiting for host"))
    }

    @Test func `a blank board waits for a host on a TCP port; two boards do not disturb each other`() throws {
        let boards = try (0..<2).map { _ in try RunningTool(["board", "--serial", "tcp:0", "--pace", "max"]) }
        let lines = try boards.map { try BoardLine($0.nextSerial()) }
        for line in lines { #expect(line.waits(for: "\u{1}\u{8}", saying: DownloadProtocol.sync)) }
    }

    @Test func `a board held in download mode waits for a host once, whatever its flash holds`() throws {
        let board = try RunningTool(
            ["board", TestFirmware.micropython, "--download", "--serial", "rfc2217:0", "--pace", "max"]
        )
        let line = try BoardLine(board.nextSerial())
        #expect(line.waits(for: "\u{1}\u{8}", saying: DownloadProtocol.sync))
        for control: UInt8 in [11, 12] { line.send([255, 250, 44, 5, control, 255, 240]) }
        #expect(line.waits(for: ">>> "))
    }

    @Test func `GDB comes to a board that runs, stops it, and goes; another may come`() throws {
        let board = try RunningTool([
            "board", TestFirmware.micropython, "--serial", "tcp:0", "--gdb", "0", "--pace", "max",
        ])
        let line = try BoardLine(board.nextSerial())
        let port = try #require(board.nextLine().split(separator: ":").last.flatMap { Int($0) })
        #expect(line.waits(for: ">>> "))
        for round in 1...2 {
            let gdb = try GDBClient(port: port)
            #expect(try gdb.word(0x4000_0000) != 0 && !gdb.ask("qSupported").contains("ReverseContinue"))
            #expect(try gdb.monitor("watchdog").contains("hardware:"))
            line.send(Array("print(\(round) * 21)\r".utf8))
            try gdb.send("c")
            #expect(line.waits(for: "\r\n\(round * 21)\r\n>>> "))
            try gdb.interrupt()
            #expect(try gdb.waitForStop().signal == SIGINT)
            #expect(try gdb.monitor("reset").contains("restarts when it goes on"))
            #expect(try gdb.ask("D") == "OK")
            #expect(line.waits(for: "rst cause:2") && line.waits(for: ">>> "))
        }
        let gdb = try GDBClient(port: port)
        try gdb.send("k")
        #expect(board.exitCode() == 0)
    }

    @Test func `the flash chip of a blank board has the size that was asked for, and none that its file does not fit`()
        throws
    {
        let flash = "\(scratch.path)/chip.bin"
        let board = try RunningTool(["board", "--flash", flash, "--flash-size", "1MB", "--pace", "max"])
        _ = try board.nextLine()
        let size = try FileManager.default.attributesOfItem(atPath: flash)[.size] as? Int
        #expect(size == 1 << 20)
        try Tool.expectRefusal(
            64,
            "do not fit the flash chip of 524288",
            ["board", "--flash", flash, "--flash-size", "512KB"]
        )
        try Tool.expectRefusal(73, "cannot be written", ["board", "--flash", "\(scratch.path)/none/chip.bin"])
    }

    @Test func `what no board can be is refused in one line`() throws {
        try Tool.expectRefusal(64, "--pace 'slow' is neither max nor a number", ["board", "--pace", "slow"])
        try Tool.expectRefusal(
            64,
            "--serial 'usb' is neither pty nor tcp:PORT nor rfc2217:PORT",
            ["board", "--serial", "usb"]
        )
        try Tool.expectRefusal(64, "--crystal must be 26 or 40", ["board", "--crystal", "27"])
        try Tool.expectRefusal(66, "none.bin: no such file", ["board", "none.bin"])
        try Tool.expectRefusal(64, "--wifi must have 1 to 32 bytes", ["board", "--wifi", ""])
        let own = "Fixtures/scenarios/wrong-password.yml"
        try Tool.expectRefusal(65, "\(own): names no firmware of your own", ["board", own])
        let server = try LoopbackServer(isListening: true)
        try Tool.expectRefusal(
            69,
            "127.0.0.1:\(server.port): address already in use",
            ["board", "--serial", "tcp:\(server.port)"]
        )
    }
}
