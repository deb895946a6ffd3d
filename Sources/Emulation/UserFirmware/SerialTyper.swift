import ESP8266
import Inputs

/// Types a scenario's `serial` steps on the board's serial line, and waits for what is expected there.
final class SerialTyper {
    private let steps: [Scenario.SerialStep]
    private weak var board: Board?
    private var next = 0
    private var isTyping = false
    /// What the device printed since the last step was typed, as far as the next one waits for it.
    private var printed: RecentBytes
    /// Texts that are still to be printed.
    private var awaited: [[UInt8]]
    /// The end of all that was printed.
    private var tail: RecentBytes
    /// What the next step waits for, while nothing is typed.
    private var waitedFor: [UInt8]?
    /// Called once when everything was typed and printed.
    var onDone: () -> Void = {}

    init(_ scenario: Scenario, board: Board) {
        steps = scenario.serial
        awaited = scenario.expect.serialTexts.map { Array($0.utf8) }.filter { !$0.isEmpty }
        printed = RecentBytes(limit: steps.compactMap { $0.after?.utf8.count }.max() ?? 0)
        tail = RecentBytes(limit: awaited.map(\.count).max() ?? 0)
        self.board = board
    }

    /// Begins with the first step.
    func start() { proceed(at: board?.now ?? 0) }

    /// The device printed `byte`.
    func printed(_ byte: UInt8, at ticks: Ticks) {
        if let text = waitedFor {
            printed.append(byte)
            if printed.ends(with: text) { type(at: ticks) }
        }
        guard !awaited.isEmpty else { return }
        tail.append(byte)
        awaited.removeAll { tail.ends(with: $0) }
        finishIfDone()
    }

    private func proceed(at ticks: Ticks) {
        guard next < steps.count else { return finishIfDone() }
        waitedFor = steps[next].after.map { Array($0.utf8) }
        if waitedFor == nil { type(at: ticks) }
    }

    private func type(at ticks: Ticks) {
        let step = steps[next]
        next += 1
        isTyping = true
        waitedFor = nil
        printed.removeAll()
        board?.type(Array(step.send.utf8), from: max(ticks, step.at?.ticks ?? 0)) { [weak self] end in
            self?.isTyping = false
            self?.proceed(at: end)
        }
    }

    private func finishIfDone() {
        guard next >= steps.count, !isTyping, awaited.isEmpty else { return }
        onDone()
    }
}
