import Foundation
import Inputs

/// A board's serial line on a TCP port of loopback, for one program at a time: its bytes alone, or RFC 2217.
final class SerialServer: SerialPort {
    private let listener: HostListener
    private let hasControl: Bool
    private var connection: HostSocket?
    private var control = ComPortControl()

    /// Listens on `port`, 0 for a free one.
    ///
    /// - Parameter hasControl: whether it speaks RFC 2217.
    init(port: Int, hasControl: Bool) throws(EmulationError) {
        listener = try HostListener(port: port)
        self.hasControl = hasControl
    }

    /// As pyserial has it.
    var name: String { "\(hasControl ? "rfc2217" : "socket")://127.0.0.1:\(listener.port)" }

    var descriptors: [Int32] { [connection?.handle ?? listener.handle] }

    var baud: Int? { hasControl ? control.baud : nil }

    func receive() -> [SerialInput] {
        guard let connection else {
            self.connection = listener.accept(waitingAtMost: 0)
            control = ComPortControl()
            return []
        }
        switch connection.receive(waitingAtMost: 0) {
        case .nothing: return []
        case .closed:
            self.connection = nil
            // Who hangs up lets go of the lines.
            return hasControl ? [.dtr(false), .rts(false)] : []
        case .bytes(let bytes):
            guard hasControl else { return [.bytes(bytes)] }
            let inputs = control.take(bytes)
            if !control.answers.isEmpty { _ = connection.send(control.takeAnswers()) }
            return inputs
        }
    }

    func send(_ bytes: [UInt8]) {
        guard let connection else { return }
        if !connection.send(hasControl ? ComPortControl.escaped(bytes) : bytes) { self.connection = nil }
    }
}
