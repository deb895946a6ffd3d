import GDBRemote
import Inputs

/// The line to a debugger: one TCP connection on loopback. Used on the guest's thread, while the guest stands still but for
/// `poll`.
public final class DebugServer {
    /// The port it listens on.
    public var port: Int { listener.port }

    /// What came while the guest ran.
    enum Arrival {
        case nothing
        case interrupt
        case gone
    }

    private let listener: HostListener
    private var line: HostSocket?
    private var decoder = PacketDecoder(expandsRuns: false)
    private var conversation = Conversation()
    private var waiting: [UInt8] = []
    /// The packet sent last, for a debugger that did not get it.
    private var sent: [UInt8] = []
    /// How long a wait lasts before it is looked whether the run was cancelled.
    private static let patience = 100
    /// Most bytes kept that came while the guest ran.
    private static let mostWaiting = 2 * PacketDecoder.mostBytes

    /// Listens on `port` of loopback; 0 takes a free one.
    public init(port: Int) throws(EmulationError) { listener = try HostListener(port: port) }

    /// Waits for the debugger, until `isCancelled` says not to.
    func waitForDebugger(unless isCancelled: () -> Bool) {
        while line == nil, !isCancelled() { line = listener.accept(waitingAtMost: Self.patience) }
    }

    /// Whether a debugger has come; does not wait for one.
    func accept() -> Bool {
        if line == nil { line = listener.accept(waitingAtMost: 0) }
        return line != nil
    }

    /// Tells the debugger that the target stopped.
    func report(_ stop: Stop, note: String?) {
        conversation.stop = stop
        if let note { send(Conversation.console("vesp: \(note)\n")) }
        send(conversation.stopReply)
    }

    /// Says why the target stands still to a debugger that has not asked yet.
    func expectQuestion(about stop: Stop) { conversation.stop = stop }

    /// Answers packets until one has `target` go on; a debugger that goes away leaves it running.
    func serve(_ target: some DebugTarget, unless isCancelled: () -> Bool) -> Resume {
        while !isCancelled() {
            if let resume = answerWaiting(target) { return resume }
            switch line?.receive(waitingAtMost: Self.patience) ?? .closed {
            case .bytes(let bytes): waiting += bytes
            case .nothing: break
            case .closed: return .detach
            }
        }
        return .kill
    }

    private func answerWaiting(_ target: some DebugTarget) -> Resume? {
        var rest = waiting[...]
        defer { waiting = Array(rest) }
        while let byte = rest.popFirst() {
            switch decoder.take(byte) {
            case .packet(let packet): if let resume = answer(packet, target) { return resume }
            case .damaged: if conversation.acknowledges { transmit(Array("-".utf8)) }
            case .refused: if conversation.acknowledges { transmit(sent) }
            case .interrupt, .acknowledged, nil: break
            }
        }
        return nil
    }

    private func answer(_ packet: [UInt8], _ target: some DebugTarget) -> Resume? {
        if conversation.acknowledges { transmit(Array("+".utf8)) }
        switch conversation.answer(packet, target) {
        case .reply(let reply):
            send(reply)
            return nil
        case .resume(let resume, let reply):
            if let reply { send(reply) }
            return resume
        }
    }

    /// Looks whether the debugger wants the running target to stop: it sends nothing else meanwhile but packets that can wait.
    func poll() -> Arrival {
        guard let line else { return .nothing }
        switch line.receive(waitingAtMost: 0) {
        case .closed: return .gone
        case .nothing: break
        case .bytes(let bytes): waiting = Array((waiting + bytes).suffix(Self.mostWaiting))
        }
        guard let place = waiting.firstIndex(of: Packet.interrupt) else { return .nothing }
        waiting.remove(at: place)
        return .interrupt
    }

    /// Ends the conversation: the target has ended with `code`, or goes on alone. Who comes next begins one of his own.
    func close(exitCode code: UInt8? = nil) {
        if let code { send(Conversation.exit(code)) }
        line?.close()
        line = nil
        (conversation, decoder, waiting, sent) = (Conversation(), PacketDecoder(expandsRuns: false), [], [])
    }

    private func send(_ payload: [UInt8]) {
        sent = Packet.encoded(payload)
        transmit(sent)
    }

    /// Who does not take it has gone, which `receive` tells.
    private func transmit(_ bytes: [UInt8]) { _ = line?.send(bytes) }
}
