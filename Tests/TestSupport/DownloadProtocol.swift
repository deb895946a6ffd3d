/// Espressif's serial protocol as a host speaks it, up to the bytes.
public enum DownloadProtocol {
    /// What a host may ask for.
    public enum Command: UInt8 {
        case flashBegin = 2, flashData, flashEnd, memBegin, memEnd, memData, sync, writeRegister, readRegister
        case setParameters
    }

    /// What the boot ROM says to a command.
    public struct Answer: Equatable, Sendable {
        /// The command's number.
        public let command: UInt8
        /// What was read, or a constant.
        public let value: UInt32
        /// Whether it failed, and why.
        public let status: [UInt8]

        /// For comparisons.
        public init(command: UInt8, value: UInt32, status: [UInt8]) {
            self.command = command
            self.value = value
            self.status = status
        }

        /// Whether the command was done.
        public var isGood: Bool { status == [0, 0] }
    }

    /// SYNC, ready to be sent.
    public static let sync = frame(
        message(Command.sync.rawValue, [7, 7, 0x12, 0x20] + [UInt8](repeating: 0x55, count: 32))
    )

    /// `bytes` as a frame of SLIP (RFC 1055).
    public static func frame(_ bytes: [UInt8]) -> [UInt8] {
        [0xC0] + bytes.flatMap { $0 == 0xC0 ? [0xDB, 0xDC] : $0 == 0xDB ? [0xDB, 0xDD] : [$0] } + [0xC0]
    }

    /// A command's message; `size` where it is not that of `data`.
    public static func message(_ command: UInt8, _ data: [UInt8], value: UInt32 = 0, size: Int? = nil) -> [UInt8] {
        [0, command] + TinyImage.word(UInt32(size ?? data.count)).prefix(2) + TinyImage.word(value) + data
    }

    /// The message of FLASH_DATA or MEM_DATA; `size` and `checksum` where they are wrong.
    public static func block(
        _ command: Command,
        _ data: [UInt8],
        number: UInt32,
        size: UInt32? = nil,
        checksum: UInt32? = nil
    ) -> [UInt8] {
        let head = words(size ?? UInt32(data.count), number, 0, 0)
        return message(command.rawValue, head + data, value: checksum ?? UInt32(data.reduce(0xEF, ^)))
    }

    /// `words`, little-endian.
    public static func words(_ words: UInt32...) -> [UInt8] { words.flatMap(TinyImage.word) }

    /// Takes the answers that are complete out of what a board said.
    public static func takeAnswers(from said: inout [UInt8]) -> [Answer] {
        var answers: [Answer] = []
        var frame: [UInt8]?
        var end = 0
        for (index, byte) in said.enumerated() {
            if byte == 0xC0 {
                if let bytes = frame, !bytes.isEmpty {
                    answers += answer(bytes).map { [$0] } ?? []
                    frame = nil
                    end = index + 1
                } else {
                    frame = []
                }
            } else {
                frame?.append(byte)
            }
        }
        said.removeSubrange(..<end)
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
        let value = bytes[4..<8].reversed().reduce(0) { $0 << 8 | UInt32($1) }
        return Answer(command: bytes[1], value: value, status: Array(bytes[8...]))
    }
}
