import Foundation
import TestSupport
import Testing

/// mpremote from PyPI at MicroPython on a board on the desk.
@Suite(.serialized, .timeLimit(.minutes(5)), .enabled(if: SerialTools.areHere, SerialTools.missing))
struct MpremoteTests {
    private let scratch: Scratch

    init() throws { scratch = try Scratch() }

    @Test(arguments: ["pty", "tcp:0", "rfc2217:0"])
    func `it runs code, copies files and restarts the interpreter`(way: String) throws {
        let board = try RunningTool(
            ["board", TestFirmware.micropython, "--serial", way, "--serial", "tcp:0", "--pace", "max"]
        )
        let port = try board.nextSerial(), listener = try BoardLine(board.nextSerial())
        // It makes its file system at the first start, and has no ear for mpremote until then.
        #expect(listener.waits(for: ">>> "))
        func mpremote(_ arguments: String...) throws -> String {
            let result = try SerialTools.start(PythonTools.mpremote, ["connect", port] + arguments, in: scratch.path)
                .result(within: SerialTools.patience)
            #expect(result.code == 0, "\(arguments) \(result.output)\(result.errors)")
            return result.output.replacing("\r\n", with: "\n")
        }
        #expect(try mpremote("exec", "print(6 * 7)") == "42\n")
        let data = TinyImage.noise(3000)
        _ = try scratch.file("data", data)
        _ = try mpremote("cp", "data", ":kept")
        let listing = try mpremote("ls")
        #expect(listing.contains("222 boot.py\n") && listing.contains("3000 kept\n"))
        _ = try mpremote("cp", ":kept", "back")
        #expect(try [UInt8](Data(contentsOf: URL(fileURLWithPath: "\(scratch.path)/back"))) == data)
        _ = try scratch.file("program.py", "import os\nprint(os.stat('kept')[6])\nleft = 1\n")
        #expect(try mpremote("run", "program.py") == "3000\n")
        #expect(try mpremote("resume", "eval", "left") == "1\n")
        _ = try mpremote("soft-reset")
        #expect(try mpremote("resume", "exec", "print('left' in globals())") == "False\n")
    }
}
