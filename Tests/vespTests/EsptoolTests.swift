import Foundation
import TestSupport
import Testing

/// esptool from PyPI at boards on the desk that have no DTR and RTS: each is held in download mode, for one command.
@Suite(.serialized, .timeLimit(.minutes(10)), .enabled(if: SerialTools.areHere, SerialTools.missing))
struct EsptoolTests {
    /// The boot ROM stays at the rate at which it was found, for which esptool takes no more than 115,200.
    static func all(_ ways: String...) -> [EsptoolTrial] {
        ways.flatMap { way in
            [115_200, 460_800, 921_600].map { EsptoolTrial(way: way, baud: $0, hasStub: true) }
                + [57_600, 74_880, 115_200].map { EsptoolTrial(way: way, baud: $0, hasStub: false) }
        }
    }

    private static let some = [
        EsptoolTrial(way: "pty", baud: 115_200, hasStub: true), EsptoolTrial(way: "tcp", baud: 460_800, hasStub: true),
        EsptoolTrial(way: "pty", baud: 921_600, hasStub: true), EsptoolTrial(way: "pty", baud: 74_880, hasStub: false),
        EsptoolTrial(way: "tcp", baud: 115_200, hasStub: false),
    ]
    static let isLong = ProcessInfo.processInfo.environment["VESP_LONG_TESTS"] != nil
    private static let trials = isLong ? all("pty", "tcp") : some

    private let scratch: Scratch

    init() throws { scratch = try Scratch() }

    @Test(arguments: trials)
    func `it identifies the chip and its flash, and what it writes is in the flash`(trial: EsptoolTrial) throws {
        try trial.identifiesAndWrites(scratch)
    }

    @Test(arguments: trials.filter(\.hasStub))
    func `it verifies, reads and erases`(trial: EsptoolTrial) throws { try trial.verifiesReadsAndErases(scratch) }

    @Test func `it says itself what the chip's ROM cannot`() throws {
        try EsptoolTrial(way: "pty", baud: 115_200, hasStub: false).saysWhatNeedsTheStub(scratch)
    }

    private func esptool(_ port: String, _ arguments: [String]) throws -> String {
        let result = try SerialTools.start(
            PythonTools.esptool,
            ["--port", port, "--before", "no-reset"] + arguments,
            in: scratch.path
        )
        .result(within: SerialTools.patience)
        #expect(result.code == 0, "\(result.output)\(result.errors)")
        return result.output
    }

    /// All at the rate of the first, as nobody resets the board: the stub stays in the chip.
    @Test func `one board serves several commands`() throws {
        let board = try RunningTool(["board", "--pace", "max"])
        let port = try board.nextSerial()
        let stays = ["--after", "no-reset"], memory = "0x3FFE8000", dump = "\(scratch.path)/dump"
        _ = try esptool(port, stays + ["--no-stub", "write-mem", memory, "0x12345678"])
        #expect(try esptool(port, stays + ["--no-stub", "read-mem", memory]).contains("= 0x12345678"))
        _ = try esptool(port, stays + ["--no-stub", "dump-mem", memory, "8", dump])
        #expect(try [UInt8](Data(contentsOf: URL(fileURLWithPath: dump))).prefix(4) == [0x78, 0x56, 0x34, 0x12])
        for _ in 0..<2 {
            #expect(try esptool(port, stays + ["flash-id"]).contains("Detected flash size: 4MB"))
        }
    }

    /// Which esptool's newer stub, the one without an option, cannot.
    @Test(arguments: [["--no-stub"], ["--stub-version", "1", "--baud", "460800"]])
    func `a soft reset runs what was written`(options: [String]) throws {
        let board = try RunningTool(["board", "--serial", "pty", "--serial", "tcp:0", "--pace", "max"])
        let port = try board.nextSerial(), line = try BoardLine(board.nextSerial())
        _ = try esptool(port, options + ["--after", "soft-reset", "write-flash", "0", TestFirmware.micropython])
        #expect(line.waits(for: ">>> "))
    }

    @Test func `what the flash holds is run by a command`() throws {
        let board = try RunningTool(
            ["board", TestFirmware.micropython, "--download", "--serial", "pty", "--serial", "tcp:0", "--pace", "max"]
        )
        let port = try board.nextSerial(), line = try BoardLine(board.nextSerial())
        _ = try esptool(port, ["--no-stub", "run"])
        #expect(line.waits(for: ">>> "))
    }

    /// The stub stays at the rate that it was told, so that another board reads what was written.
    @Test func `MicroPython written by the stub boots to its prompt`() throws {
        let trial = EsptoolTrial(way: "pty", baud: 921_600, hasStub: true)
        let flash = "\(scratch.path)/write-flash.bin"
        do {
            let session = try trial.start([], ["write-flash", "0", TestFirmware.micropython], scratch)
            #expect(try session.output().contains("Hash of data verified."))
        }
        let board = try RunningTool(["board", "--flash", flash, "--pace", "max"])
        #expect(try BoardLine(board.nextSerial()).waits(for: ">>> "))
    }

    @Test func `a program of one's own is loaded into RAM and runs`() throws {
        // Sends itself to UART 0, as far as it has bytes for it.
        var code = TinyCode(at: 0x4010_0008)
        code.load(2, from: 0x4010_0000)
        code.load(3, from: 0x4010_0004)
        code.store(3, to: 2)
        code.jump(to: code.here)
        let literals = TinyImage.word(0x6000_0000) + TinyImage.word(UInt32(UInt8(ascii: "V")))
        let image = TinyImage.bytes([(0x4010_0000, literals + code.bytes)], entry: 0x4010_0008)
        let board = try RunningTool(["board", "--serial", "pty", "--serial", "tcp:0", "--pace", "max"])
        let port = try board.nextSerial(), line = try BoardLine(board.nextSerial())
        _ = try esptool(port, ["--no-stub", "load-ram", scratch.file("program.bin", image)])
        #expect(line.waits(for: "V"))
    }
}

/// esptool over RFC 2217, where it resets the board by DTR and RTS. pyserial sleeps for most of it
/// (docs/serial-tools.md, whose first command writes MicroPython that way).
@Suite(.serialized, .timeLimit(.minutes(10)), .enabled(if: SerialTools.areHere, SerialTools.missing))
struct EsptoolControlTests {
    private static let trials =
        EsptoolTests.isLong
        ? EsptoolTests.all("rfc2217") : [EsptoolTrial(way: "rfc2217", baud: 460_800, hasStub: true)]

    private let scratch: Scratch

    init() throws { scratch = try Scratch() }

    @Test(arguments: trials)
    func `it identifies the chip and its flash, and what it writes is in the flash`(trial: EsptoolTrial) throws {
        try trial.identifiesAndWrites(scratch)
    }

    @Test(arguments: trials.filter(\.hasStub))
    func `it verifies, reads and erases`(trial: EsptoolTrial) throws { try trial.verifiesReadsAndErases(scratch) }
}
