/// The other end of a UART's receive line: what a host sends, one character behind the other, with eight data bits, no parity and
/// one stop bit.
final class SerialSender {
    private let queue: EventQueue
    /// Told of a character when it is over.
    private let onSent: (SerialCharacter) -> Void
    private var waiting: [(bytes: ArraySlice<UInt8>, baud: Int)] = []
    private var sending: EventHandle?

    init(queue: EventQueue, onSent: @escaping (SerialCharacter) -> Void) {
        self.queue = queue
        self.onSent = onSent
    }

    /// Bytes that are not over yet.
    var backlog: Int { waiting.reduce(0) { $0 + $1.bytes.count } }

    /// Sends `bytes` at `baud`, behind what is on its way, not before `now`.
    func send(_ bytes: [UInt8], baud: Int, now: Ticks) {
        guard !bytes.isEmpty else { return }
        waiting.append((bytes[...], baud))
        if sending == nil { begin(now) }
    }

    private func begin(_ now: Ticks) {
        guard let first = waiting.first, let byte = first.bytes.first else { return }
        let character = SerialCharacter(byte, baud: first.baud, start: now)
        sending = queue.schedule(at: character.end) { [unowned self] at in
            sending = nil
            waiting[0].bytes.removeFirst()
            if waiting[0].bytes.isEmpty { waiting.removeFirst() }
            onSent(character)
            begin(at)
        }
    }
}
