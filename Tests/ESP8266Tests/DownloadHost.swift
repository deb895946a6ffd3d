import Testing

@testable import ESP8266

/// A host at the serial line of a board in download mode: makes commands, and takes answers apart.
final class DownloadHost {
    /// Commands of Espressif's serial protocol.
    enum Command: UInt8 {
        case flashBegin = 2, flashData, flashEnd, memBegin, memEnd, memData, sync, writeRegister, readRegister
        case setParameters
    }

    struct Answer: Equatable {
        let command: UInt8
        let value: UInt32
        let status: [UInt8]
        var isGood: Bool { status == [0, 0] }
    }

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

    static func frame(_ bytes: [UInt8]) -> [UInt8] {
        [0xC0] + bytes.flatMap { $0 == 0xC0 ? [0xDB, 0xDC] : $0 == 0xDB ? [0xDB, 0xDD] : [$0] } + [0xC0]
    }

    /// A command's message; `size` where it is not that of `data`.
    static func message(_ command: UInt8, _ data: [UInt8], value: UInt32 = 0, size: Int? = nil) -> [UInt8] {
        [0, command] + UInt32(size ?? data.count).littleEndianBytes.prefix(2) + value.littleEndianBytes + data
    }

    static func words(_ words: UInt32...) -> [UInt8] { words.flatMap(\.littleEndianBytes) }

    static func checksum(_ data: [UInt8]) -> UInt32 { UInt32(data.reduce(0xEF, ^)) }

    /// The answers that came since this was last asked.
    func answers() -> [Answer] {
        var answers: [Answer] = []
        var frame: [UInt8]?
        for (index, byte) in rom.console.enumerated().dropFirst(taken) {
            if byte == 0xC0 {
                if let bytes = frame, !bytes.isEmpty {
                    answers += Self.answer(bytes).map { [$0] } ?? []
                    frame = nil
                    taken = index + 1
                } else {
                    frame = []
                }
            } else {
                frame?.append(byte)
            }
        }
        return answers
    }

    private static func answer(_ escaped: [UInt8]) -> Answer? {
        var bytes: [UInt8] = []
        var isEscaped = false
        for byte in escaped {
            if isEscaped { bytes.append(byte == 0xDC ? 0xC0 : 0xDB) } else if byte != 0xDB { bytes.append(byte) }
            isEscaped = !isEscaped && byte == 0xDB
        }
        guard bytes.count == 10, bytes[0] == 1, bytes[2] == 2, bytes[3] == 0 else { return nil }
        return Answer(command: bytes[1], value: bytes.word(4), status: Array(bytes[8...]))
    }

    /// Sends a command and waits for its answer.
    func ask(_ command: Command, _ data: [UInt8], value: UInt32 = 0) throws -> Answer {
        _ = answers()
        send(Self.frame(Self.message(command.rawValue, data, value: value)))
        for _ in 0..<20_000 {
            wait(milliseconds: 1)
            if let answer = answers().first(where: { $0.command == command.rawValue }) { return answer }
        }
        throw Silence()
    }

    struct Silence: Error {}

    /// Sends SYNC until it is answered, as esptool does; how often it was sent.
    @discardableResult
    func sync(attempts: Int = 5) throws -> Int {
        for attempt in 1...attempts {
            send(
                Self.frame(
                    Self.message(Command.sync.rawValue, [7, 7, 0x12, 0x20] + [UInt8](repeating: 0x55, count: 32))
                )
            )
            wait(milliseconds: 150)
            if answers().contains(where: { $0.command == Command.sync.rawValue }) { return attempt }
        }
        throw Silence()
    }

    func read(_ address: UInt32) throws -> UInt32 {
        let answer = try ask(.readRegister, Self.words(address))
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
        let head = Self.words(size ?? UInt32(data.count), number, 0, 0)
        return try ask(command, head + data, value: checksum ?? Self.checksum(data))
    }
}
