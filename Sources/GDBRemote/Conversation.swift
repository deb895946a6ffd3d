/// The target's side of GDB's remote protocol without its line: what to answer a packet (GDB manual, appendix E).
public struct Conversation: Sendable {
    /// What a packet leads to.
    public enum Outcome: Sendable, Equatable {
        /// Only an answer; an empty one says that the packet is not known.
        case reply([UInt8])
        /// The target goes on; the answer is the next stop. `detach` and `kill` are answered at once.
        case resume(Resume, reply: [UInt8]?)
    }

    /// Whether packets are acknowledged; until `QStartNoAckMode`, and that packet still is.
    public private(set) var acknowledges = true
    /// Why the target stands still.
    public var stop = Stop.halted
    private var knowsBreakpoints = false

    /// A conversation that begins.
    public init() {}

    /// The stop reply for `stop`.
    public var stopReply: [UInt8] { stop.reply(knowsBreakpoints: knowsBreakpoints) }

    /// What the target prints at the debugger while it runs.
    public static func console(_ text: String) -> [UInt8] { Array("O".utf8) + Hex.text(Array(text.utf8)) }

    /// The reply when the target has ended with `code`.
    public static func exit(_ code: UInt8) -> [UInt8] { Array("W".utf8) + Hex.text([code]) }

    static let ok = Outcome.reply(Array("OK".utf8))
    static let unknown = Outcome.reply([])
    /// EINVAL: malformed, or out of range.
    static let invalid = Outcome.reply(Array("E16".utf8))
    /// EFAULT: there is no such memory.
    static let fault = Outcome.reply(Array("E0e".utf8))

    static func text(_ text: String) -> Outcome { .reply(Array(text.utf8)) }

    /// What `packet` leads to at `target`.
    public mutating func answer(_ packet: [UInt8], _ target: some DebugTarget) -> Outcome {
        guard let command = packet.first else { return Self.unknown }
        let rest = packet.dropFirst()
        switch UnicodeScalar(command) {
        case "?": return .reply(stopReply)
        case "g", "G", "p", "P": return Self.register(command, rest, target)
        case "m", "M", "X": return Self.memory(command, rest, target)
        case "Z", "z": return Self.point(command, rest, target)
        case "c", "C", "s", "S": return Self.resume(command, rest, target)
        case "b": return Self.reverse(rest, target)
        case "v": return Self.resume(named: rest)
        case "H", "T": return Self.ok
        case "D": return .resume(.detach, reply: Array("OK".utf8))
        case "k": return .resume(.kill, reply: nil)
        case "q": return query(String(decoding: rest, as: UTF8.self), rest, target)
        case "Q" where rest.elementsEqual("StartNoAckMode".utf8):
            acknowledges = false
            return Self.ok
        default: return Self.unknown
        }
    }

    private mutating func query(_ name: String, _ rest: ArraySlice<UInt8>, _ target: some DebugTarget) -> Outcome {
        if name.hasPrefix("Supported") {
            knowsBreakpoints = name.contains("swbreak+")
            return Self.text(Self.features(target))
        }
        if name.hasPrefix("Xfer:") { return Self.transfer(name, target) }
        if name.hasPrefix("Rcmd,") { return Self.monitor(rest.dropFirst(5), target) }
        switch name {
        case "fThreadInfo": return Self.text("m1")
        case "sThreadInfo": return Self.text("l")
        case "C": return Self.text("QC1")
        // Attached to something that was there: leaving does not end it.
        case "Attached": return Self.text("1")
        case "Symbol::": return Self.ok
        default:
            return name.hasPrefix("ThreadExtraInfo,") ? .reply(Hex.text(Array("CPU".utf8))) : Self.unknown
        }
    }

    private static func features(_ target: some DebugTarget) -> String {
        let size = String(PacketDecoder.mostBytes, radix: 16)
        let reverse = target.canReverse ? ";ReverseStep+;ReverseContinue+" : ""
        return "PacketSize=\(size);QStartNoAckMode+;qXfer:features:read+;qXfer:memory-map:read+;qXfer:threads:read+"
            + ";swbreak+;hwbreak+;vContSupported+\(reverse)"
    }

    private static func transfer(_ name: String, _ target: some DebugTarget) -> Outcome {
        let documents = [
            ("Xfer:features:read:target.xml:", Documents.target),
            ("Xfer:memory-map:read::", Documents.memoryMap(target.memoryMap)),
            ("Xfer:threads:read::", Documents.threads),
        ]
        for (prefix, document) in documents where name.hasPrefix(prefix) {
            return Documents.part(of: document, Array(name.utf8.dropFirst(prefix.utf8.count))).map { .reply($0) }
                ?? invalid
        }
        return name.hasPrefix("Xfer:features:read:") ? text("E00") : unknown
    }

    private static func monitor(_ hex: ArraySlice<UInt8>, _ target: some DebugTarget) -> Outcome {
        guard let command = Hex.bytes(hex) else { return invalid }
        let answer = target.monitor(String(decoding: command, as: UTF8.self))
        return answer.isEmpty ? ok : .reply(Hex.text(Array(answer.utf8).prefix(PacketDecoder.mostBytes / 2)))
    }
}
