import ESP8266
import Record

extension Debugger {
    /// A run on `board` begins, of which `recorder` takes notes; `monitor` knows `answers` besides what these tell.
    func begin(
        _ board: Board,
        _ recorder: RunRecorder,
        answers: [(name: String, text: () -> String)],
        unless isCancelled: @escaping () -> Bool
    ) {
        recorder.debugger = self
        let machine = Machine(
            time: { [unowned board] in "\(Seconds(ticks: board.now).text(digits: 6)) s" },
            end: { [unowned board] in board.stop() },
            reset: { [unowned board] in board.pullReset() },
            answers: recorder.monitorAnswers + answers
        )
        begin(board.core, machine, unless: isCancelled)
    }
}
