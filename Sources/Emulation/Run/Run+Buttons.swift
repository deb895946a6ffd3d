import ESP8266
import Inputs

extension Run {
    /// Has the buttons of the scenario pressed and let go of in their time.
    func pressButtons(on board: Board) {
        for press in plan.scenario.buttons {
            let pressed = press.at.ticks
            board.queue.schedule(at: pressed) { [weak board] _ in board?.drive(pin: press.gpio, high: false) }
            board.queue.schedule(at: pressed &+ press.duration.ticks) { [weak board] _ in
                board?.release(pin: press.gpio)
            }
        }
    }
}
