import Emulation
import Record

/// One line on a terminal's stderr that shows how far a run is; nothing elsewhere.
final class ProgressLine {
    private let isShown: Bool
    private let clock = ContinuousClock()
    private let start: ContinuousClock.Instant
    private var last: ContinuousClock.Instant

    /// A line; hidden when told so or when stderr is no terminal.
    init(isWanted: Bool) {
        isShown = isWanted && Output.isTerminal(2)
        start = clock.now
        last = start
    }

    /// Shows `progress`, at most ten times a second.
    func show(_ progress: Run.Progress) {
        guard isShown, clock.now - last > .milliseconds(100) else { return }
        last = clock.now
        let milliseconds = max(1, (last - start) / .milliseconds(1))
        let speed = UInt64(Double(progress.instructions) / milliseconds / 1000)
        let state = progress.tlsState ?? "-"
        Output.note("\r\u{1B}[K\(progress.time.text()) s  \(state)  \(speed) million instructions/s")
    }

    /// Shows how many pieces of work are done.
    func show(_ text: String) {
        if isShown { Output.note("\r\u{1B}[K\(text.printable)") }
    }

    /// Removes the line.
    func clear() {
        if isShown { Output.note("\r\u{1B}[K") }
    }
}
