import ESP8266
import Record

extension Run {
    /// Whether another run would find the same: nothing real is reached.
    public var isRepeatable: Bool { plan.isRepeatable }

    /// The run on `board` begins, with a debugger that waits for the moment that the run begins at for who looks.
    func begin(_ debugger: Debugger, _ board: Board, _ recorder: RunRecorder) {
        if start != nil { debugger.rest() }
        debugger.begin(
            board,
            recorder,
            answers: [("snapshot", { [unowned self, unowned board] in snapshotText(board) })],
            unless: { [cancellation] in cancellation.isCancelled }
        )
    }

    /// What a debugger that wants a snapshot is told.
    private func snapshotText(_ board: Board) -> String {
        guard debugger?.isRepeatable == true else { return "none: this run cannot be repeated" }
        guard onSnapshot != nil else { return "none: nobody said where to (--snapshot FILE)" }
        take(board)
        return "taken at \(Seconds(ticks: board.now).text(digits: 6)) s"
    }

    /// Deals with the moments that were asked for and are there. Whether the run goes on.
    func pass(_ board: Board) -> Bool {
        while board.now >= moments.next {
            switch moments.pass(board) {
            case .start: debugger?.stand()
            case .end: take(board)
            }
        }
        return moments.failure == nil
    }

    private func take(_ board: Board) { onSnapshot?(Snapshot.Moment(board)) }
}
