import Foundation
import TestSupport
import Testing

/// esptool at boards on the desk: by which way, at which rate, with its stub in the chip's RAM or with the boot ROM alone.
struct EsptoolTrial: CustomTestStringConvertible {
    var way: String
    var baud: Int
    var hasStub: Bool

    var testDescription: String { "\(way) \(baud) \(hasStub ? "stub" : "ROM")" }

    /// What is written: neither begins nor ends with a page.
    private static let image = TinyImage.noise(0x4321)
    private static let place = 0x1_0100
    private static let chipSize = 1 << 20
    private static let neighbour = TinyImage.noise(64)
    /// A chip before it is written, and then.
    private static let before = TinyImage.flash(chipSize, [(0x8000, neighbour)])
    private static let after = TinyImage.flash(chipSize, [(0x8000, neighbour), (place, image)])

    /// A board that has the flash chip `flash`, and esptool at it.
    struct Session {
        private let board: RunningTool
        private let tool: Launch
        private let flash: String

        /// Over RFC 2217 esptool resets the board. It sleeps most of the time, in which a board without a pace would not.
        init(_ trial: EsptoolTrial, flash: String, _ command: [String], in folder: String) throws {
            let hasControl = trial.way == "rfc2217"
            board = try RunningTool(
                ["board", "--flash", flash, "--serial", trial.way == "pty" ? "pty" : "\(trial.way):0"]
                    + (hasControl ? ["--pace", "4"] : ["--pace", "max", "--download"])
            )
            tool = try SerialTools.start(
                PythonTools.esptool,
                ["--port", board.nextSerial(), "--baud", "\(trial.baud)"]
                    + (trial.hasStub ? [] : ["--no-stub"])
                    + (hasControl ? [] : ["--before", "no-reset", "--after", "no-reset"]) + command,
                in: folder
            )
            self.flash = flash
        }

        /// What esptool says until its end.
        func output(code: Int32 = 0) throws -> String {
            let result = try tool.result(within: SerialTools.patience)
            #expect(result.code == code, "\(result.output)\(result.errors)")
            return result.output + result.errors
        }

        /// What stands in the flash chip.
        func chip() throws -> [UInt8] { try [UInt8](Data(contentsOf: URL(fileURLWithPath: flash))) }
    }

    /// Starts a board of its own for `command`: what stands in its flash is `chip`.
    func start(_ chip: [UInt8], _ command: [String], _ scratch: Scratch) throws -> Session {
        try Session(self, flash: scratch.file("\(command[0]).bin", chip), command, in: scratch.path)
    }

    /// What esptool can with and without its stub.
    func identifiesAndWrites(_ scratch: Scratch) throws {
        let file = try scratch.file("image", Self.image)
        let chipID = try start(Self.before, ["chip-id"], scratch),
            flashID = try start(Self.before, ["flash-id"], scratch)
        let mac = try start(Self.before, ["read-mac"], scratch)
        let write = try start(Self.before, ["write-flash", "\(Self.place)", file], scratch)
        #expect(try chipID.output().contains("\nChip ID: 0x00"))
        let identified = try flashID.output()
        #expect(identified.contains("\nDetected flash size: 1MB"))
        // Reckoned from the rates at both ends.
        #expect(identified.contains("\nCrystal frequency:  26MHz"))
        #expect(try mac.output().contains("\nMAC:                5c:cf:7f:"))
        #expect(try write.output().contains(hasStub ? "Hash of data verified." : "Verifying written data..."))
        #expect(try write.chip() == Self.after)
    }

    /// What it can with its stub only.
    func verifiesReadsAndErases(_ scratch: Scratch) throws {
        let size = "\(Self.image.count)", file = try scratch.file("image", Self.image), copy = "\(scratch.path)/copy"
        let verify = try start(Self.after, ["verify-flash", "\(Self.place)", file], scratch)
        let read = try start(Self.after, ["read-flash", "\(Self.place)", size, copy], scratch)
        let region = try start(Self.after, ["erase-region", "0x10000", "0x1000"], scratch)
        let erase = try start(Self.after, ["erase-flash"], scratch)
        #expect(try verify.output().contains("Verification successful (digest matched)."))
        #expect(try read.output().contains("Read \(size) bytes from"))
        #expect(try [UInt8](Data(contentsOf: URL(fileURLWithPath: copy))) == Self.image)
        #expect(try region.output().contains("erased successfully"))
        let left = Self.after.enumerated().map { (0x1_0000..<0x1_1000).contains($0.offset) ? 0xFF : $0.element }
        #expect(try region.chip() == left)
        #expect(try erase.output().contains("Flash memory erased successfully"))
        #expect(try erase.chip().allSatisfy { $0 == 0xFF })
    }

    /// What the chip's ROM cannot, esptool says.
    func saysWhatNeedsTheStub(_ scratch: Scratch) throws {
        let file = try scratch.file("image", Self.image)
        let sessions = try [
            ["verify-flash", "\(Self.place)", file], ["read-flash", "0", "16", "\(scratch.path)/copy"], ["erase-flash"],
        ].map { try start(Self.after, $0, scratch) }
        for session in sessions {
            #expect(try session.output(code: 2).contains("ESP8266 ROM does not support function"))
            #expect(try session.chip() == Self.after)
        }
    }
}
