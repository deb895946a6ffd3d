import ESP8266
import JSON
import Record

/// Something that happened on a board and that those at its controls may follow.
enum BoardEvent {
    /// It completed a line.
    case console(RunRecord.ConsoleLine)
    /// A pin changed its level.
    case pin(Int, isHigh: Bool, at: Ticks)
    /// The chip started, for a cause as records name it.
    case boot(cause: String, at: Ticks)
    /// A watchdog bit; the function that ran has a name, or not.
    case bite(RunRecord.WatchdogName, function: String?, pc: UInt32, at: Ticks)
    /// An exception ended the firmware's life.
    case exception(cause: UInt32, pc: UInt32, at: Ticks)
    /// Power was cut, or came back.
    case power(isOn: Bool)

    /// What somebody follows.
    enum Kind { case console, pins, events }

    /// Who hears of it.
    var kind: Kind {
        switch self {
        case .console: .console
        case .pin: .pins
        case .boot, .bite, .exception, .power: .events
        }
    }

    /// The message about it, on a board that had been there for `past` before it began to count time.
    func message(after past: Ticks) -> [String: JSONValue] {
        func time(_ ticks: Ticks) -> JSONValue { .seconds(Seconds(ticks: past &+ ticks)) }
        switch self {
        case .console(let line):
            let at = JSONValue.seconds(Seconds(ticks: past) + line.at)
            let message: [String: JSONValue] = ["event": "console", "seconds": at, "text": .string(line.text)]
            guard let port = line.port else { return message }
            return message.merging(["port": .integer(Int64(port))]) { first, _ in first }
        case .pin(let pin, let isHigh, let at):
            return [
                "event": "pin", "seconds": time(at), "pin": .integer(Int64(pin)), "level": .integer(isHigh ? 1 : 0),
            ]
        case .boot(let cause, let at): return ["event": "boot", "seconds": time(at), "cause": .string(cause)]
        case .bite(let watchdog, let function, let pc, let at):
            return [
                "event": "bite", "seconds": time(at), "watchdog": watchdog == .soft ? "software" : "hardware",
                "in": .known(function) { .string($0) }, "pc": .string(RunRecord.Frame.hex(pc)),
            ]
        case .exception(let cause, let pc, let at):
            return [
                "event": "exception", "seconds": time(at), "cause": .integer(Int64(cause)),
                "pc": .string(RunRecord.Frame.hex(pc)),
            ]
        case .power(let isOn): return ["event": "power", "on": .bool(isOn)]
        }
    }
}
