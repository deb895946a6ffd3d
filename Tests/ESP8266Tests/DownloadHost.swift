import TestSupport
import Testing

@testable import ESP8266

/// A host at the serial line of a board in download mode: makes commands, and takes answers apart.
final class DownloadHost {
    typealias Answer = DownloadProtocol.Answer
    typealias Command = DownloadProtocol.Command

    let rom: ROMBoard
    let baud: Int
    private var taken = 0
    private var board: Board { rom.board }

    /// - Parameter flash: what stands in the flash from 0 on.
    init(flash: [UInt8] = [0xE9], crystalMegahertz: Int = 26, baud: Int = 115_200) throws {
        rom = try ROMBoard(flash: flash, crystalMegahertz: crystalMegahertz)
        self.baud = baud
        board.drive(pin: 0, high: false)
        board.pressReset()
        wait(milliseconds: 60)
        board.drive(pin: 0, high: true)
        taken = rom.console.count
    }

    func wait(milliseconds: Ticks) {
        _ = board.run(until: board.now + milliseconds * 1000 * Clock.ticksPerMicrosecond)
    }

    /// Sends bytes as they are.
    func send(_ bytes: [UInt8], baud other: Int? = nil) { board.receive(bytes, baud: other ?? baud) }

    /// The answers that came since this was last asked.
    func answers() -> [Answer] {
        var said = Array(rom.console.dropFirst(taken))
        let answers = DownloadProtocol.takeAnswers(from: &said)
        taken = rom.console.count - said.count
        return answers
    }

    /// Sends a command and waits for its answer.
    func ask(_ command: Command, _ data: [UInt8], value: UInt32 = 0) throws -> Answer {
        try ask(DownloadProtocol.message(command.rawValue, data, value: value))
    }

    private func ask(_ message: [UInt8]) throws -> Answer {
        _ = answers()
        send(DownloadProtocol.frame(message))
        for _ in 0..<20_000 {
            wait(milliseconds: 1)
            if let answer = answers().first(where: { $0.command == message[1] }) { return answer }
        }
        throw Silence()
    }

    struct Silence: Error {}

    /// Sends SYNC until it is answered, as esptool does; how often it was sent.
    @discardableResult
    func sync(attempts: Int = 5) throws -> Int {
        for attempt in 1...attempts {
            send(DownloadProtocol.sync)
            wait(milliseconds: 150)
            if answers().contains(where: { $0.command == Command.sync.rawValue }) { return attempt }
        }
        throw Silence()
    }

    func read(_ address: UInt32) throws -> UInt32 {
        let answer = try ask(.readRegister, DownloadProtocol.words(address))
        try #require(answer.isGood)
        return answer.value
    }

    /// Sends a block of FLASH_DATA or MEM_DATA; `size` and `checksum` where they are wrong.
    func block(
        _ command: Command,
        _ data: [UInt8],
        number: UInt32,
        size: UInt32? = nil,
        checksum: UInt32? = nil
    ) throws -> Answer {
        try ask(DownloadProtocol.block(command, data, number: number, size: size, checksum: checksum))
    }
}
