import Foundation
import TestSupport
import Testing

/// `kill -9` of boards while their flash is written by a host that speaks the boot ROM's protocol.
@Suite(.serialized, .timeLimit(.minutes(10)), .enabled(if: Tool.hasFirmware, "needs make firmware"))
struct FlashKillTests {
    private static let isLong = ProcessInfo.processInfo.environment["VESP_LONG_TESTS"] != nil
    private static let kills = isLong ? 200 : 10
    private static let chipSize = 512 << 10
    private static let sector = 4096, block = 1024

    private struct Refused: Error { let answer: DownloadProtocol.Answer? }

    /// What a host writes before its board is killed.
    private struct Write {
        let place: Int
        let sectors: Int
        /// One more block than is acknowledged.
        let blocks: [[UInt8]]
        var acknowledged: Int { blocks.count - 1 }

        init(_ random: inout SeededGenerator) {
            sectors = 1 + random.index(below: 8)
            place = random.index(below: chipSize / sector - sectors) * sector
            let count = 1 + random.index(below: sectors * sector / block)
            blocks = (0..<count).map { _ in (0..<block).map { _ in UInt8(truncatingIfNeeded: random.next()) } }
        }

        var begin: [UInt8] {
            let (bytes, blocks) = (UInt32(sectors * sector), UInt32(sectors * sector / block))
            return DownloadProtocol.message(
                DownloadProtocol.Command.flashBegin.rawValue,
                DownloadProtocol.words(bytes, blocks, UInt32(block), UInt32(place))
            )
        }

        func message(_ number: Int) -> [UInt8] {
            DownloadProtocol.block(.flashData, blocks[number], number: UInt32(number))
        }
    }

    /// Sends a message and waits for its answer.
    private func ask(_ line: BoardLine, _ message: [UInt8]) throws {
        line.send(DownloadProtocol.frame(message))
        while true {
            if let answer = line.take(DownloadProtocol.takeAnswers).first(where: { $0.command == message[1] }) {
                guard answer.isGood else { throw Refused(answer: answer) }
                return
            }
            guard line.listens(milliseconds: 60_000) else { throw Refused(answer: nil) }
        }
    }

    /// Writes until a block is under way to the chip, in it or done, and kills the board.
    private func kill(_ write: Write, _ flash: String, _ random: inout SeededGenerator) throws {
        let board = try RunningTool(["board", "--flash", flash, "--download", "--serial", "tcp:0", "--pace", "max"])
        let line = try BoardLine(board.nextSerial())
        try #require(line.waits(for: "\u{1}\u{8}", saying: DownloadProtocol.sync))
        try ask(line, write.begin)
        for number in 0..<write.acknowledged { try ask(line, write.message(number)) }
        let next = DownloadProtocol.frame(write.message(write.acknowledged))
        line.send(Array(next.prefix(random.index(below: next.count + 1))))
        _ = line.listens(milliseconds: Int32(random.below(8)))
        board.send(SIGKILL)
        #expect(board.exitCode() == -SIGKILL)
    }

    @Test func `what was acknowledged before a kill is in the file, what was not written is left alone`() throws {
        var random = SeededGenerator(state: Fuzz.seed)
        let scratch = try Scratch()
        var wanted = TinyImage.noise(Self.chipSize)
        let flash = try scratch.file("chip.bin", wanted)
        for number in 0..<Self.kills {
            let write = Write(&random)
            try kill(write, flash, &random)
            let chip = try [UInt8](Data(contentsOf: URL(fileURLWithPath: flash)))
            try #require(chip.count == Self.chipSize)
            let data = Array(write.blocks.dropLast().joined())
            wanted.replaceSubrange(write.place..<write.place + data.count, with: data)
            // The chip's ROM erases up to twice what it is asked for; of the last block there may be all or nothing.
            let open = write.place + data.count..<min(write.place + 2 * write.sectors * Self.sector, Self.chipSize)
            wanted.replaceSubrange(open, with: chip[open])
            try #require(chip == wanted, "VESP_SEED=\(Fuzz.seed), kill \(number), \(data.count) B at \(write.place)")
        }
    }
}
