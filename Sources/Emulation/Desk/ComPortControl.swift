/// The server's side of Telnet's Com Port Control Option (RFC 2217), bytes in, inputs and answers out.
struct ComPortControl {
    /// RFC 854.
    private enum Telnet {
        static let subnegotiationEnd: UInt8 = 240, subnegotiation: UInt8 = 250
        static let will: UInt8 = 251, wont: UInt8 = 252, request: UInt8 = 253, refuse: UInt8 = 254
        static let command: UInt8 = 255
    }

    /// Options that are agreed to: binary (RFC 856), suppress go ahead (RFC 858), com port control.
    private static let agreed: Set<UInt8> = [0, 3, comPort]
    private static let comPort: UInt8 = 44
    /// The server's answer to a command has its number and this.
    private static let answer: UInt8 = 100

    /// Commands of RFC 2217 section 3.
    private enum Command {
        static let signature: UInt8 = 0, setBaudRate: UInt8 = 1, setControl: UInt8 = 5
        static let dtr: (query: UInt8, on: UInt8, off: UInt8) = (7, 8, 9)
        static let rts: (query: UInt8, on: UInt8, off: UInt8) = (10, 11, 12)
        static let all: ClosedRange<UInt8> = 0...12
    }

    private enum State {
        case data
        case command
        case option(UInt8)
        case subnegotiation
        case subnegotiationCommand
    }

    /// Longer ones are none.
    private static let longest = 256
    private static let signature = Array("vesp".utf8)

    private var state = State.data
    private var content: [UInt8] = []
    private var isOffered: Set<UInt8> = []
    private var dtr = false
    private var rts = false
    /// Bits per second that the client has set.
    private(set) var baud: Int?
    /// What the client is to be answered.
    private(set) var answers: [UInt8] = []

    /// `bytes` as they go over the connection.
    static func escaped(_ bytes: [UInt8]) -> [UInt8] {
        bytes.flatMap { $0 == Telnet.command ? [$0, $0] : [$0] }
    }

    /// Hands the answers over.
    mutating func takeAnswers() -> [UInt8] {
        defer { answers = [] }
        return answers
    }

    /// The client sent `bytes`.
    mutating func take(_ bytes: [UInt8]) -> [SerialInput] {
        var inputs: [SerialInput] = []
        var data: [UInt8] = []
        for byte in bytes {
            switch (state, byte) {
            case (.data, Telnet.command): state = .command
            case (.data, _): data.append(byte)
            case (.command, Telnet.command):
                data.append(byte)
                state = .data
            case (.command, Telnet.will...Telnet.refuse): state = .option(byte)
            case (.command, Telnet.subnegotiation):
                content = []
                state = .subnegotiation
            case (.command, _): state = .data
            case (.option(let verb), _):
                negotiate(verb, byte)
                state = .data
            case (.subnegotiation, Telnet.command): state = .subnegotiationCommand
            case (.subnegotiation, _): keep(byte)
            case (.subnegotiationCommand, Telnet.subnegotiationEnd):
                if !data.isEmpty { inputs.append(.bytes(data)) }
                data = []
                inputs += execute()
                state = .data
            case (.subnegotiationCommand, _):
                keep(byte)
                state = .subnegotiation
            }
        }
        return data.isEmpty ? inputs : inputs + [.bytes(data)]
    }

    private mutating func keep(_ byte: UInt8) {
        if content.count < Self.longest { content.append(byte) }
    }

    /// Agrees once to what is known, so that nobody agrees for ever.
    private mutating func negotiate(_ verb: UInt8, _ option: UInt8) {
        let isKnown = Self.agreed.contains(option)
        switch verb {
        case Telnet.will: reply(isKnown ? Telnet.request : Telnet.refuse, option)
        case Telnet.request: reply(isKnown ? Telnet.will : Telnet.wont, option)
        default: break
        }
    }

    private mutating func reply(_ verb: UInt8, _ option: UInt8) {
        let isNew = verb == Telnet.wont || verb == Telnet.refuse || isOffered.insert(verb &* 31 &+ option).inserted
        if isNew { answers += [Telnet.command, verb, option] }
    }

    private mutating func execute() -> [SerialInput] {
        guard content.count >= 2, content[0] == Self.comPort, Command.all.contains(content[1]) else { return [] }
        let command = content[1], values = Array(content.dropFirst(2))
        switch command {
        case Command.signature:
            answer(command, Self.signature)
            return []
        case Command.setBaudRate:
            let rate = values.prefix(4).reduce(0) { $0 << 8 | Int($1) }
            if values.count >= 4, rate > 0 { baud = rate }
            answer(command, (0..<4).map { UInt8(truncatingIfNeeded: (baud ?? 0) >> (8 * (3 - $0))) })
            return []
        case Command.setControl: return setControl(values.first ?? 0)
        default:
            answer(command, values)
            return []
        }
    }

    private mutating func setControl(_ value: UInt8) -> [SerialInput] {
        var inputs: [SerialInput] = []
        switch value {
        case Command.dtr.on, Command.dtr.off:
            dtr = value == Command.dtr.on
            inputs = [.dtr(dtr)]
        case Command.rts.on, Command.rts.off:
            rts = value == Command.rts.on
            inputs = [.rts(rts)]
        default: break
        }
        let told =
            switch value {
            case Command.dtr.query: dtr ? Command.dtr.on : Command.dtr.off
            case Command.rts.query: rts ? Command.rts.on : Command.rts.off
            default: value
            }
        answer(Command.setControl, [told])
        return inputs
    }

    private mutating func answer(_ command: UInt8, _ values: [UInt8]) {
        answers += [Telnet.command, Telnet.subnegotiation, Self.comPort, command + Self.answer]
        answers += Self.escaped(values) + [Telnet.command, Telnet.subnegotiationEnd]
    }
}
