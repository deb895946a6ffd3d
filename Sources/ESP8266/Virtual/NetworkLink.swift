/// What reaches a socket of the board.
public enum NetworkEvent: Sendable, Equatable {
    /// The connection stands.
    case established(socket: Int)
    /// It could not be made; `errno` as in lwIP (111 refused, 113 unreachable, 110 timed out).
    case refused(socket: Int, errno: Int)
    /// Bytes arrived.
    case received(socket: Int, bytes: [UInt8])
    /// The peer will send no more.
    case closed(socket: Int)
}

/// What the board's sockets are plugged into.
public protocol NetworkLink: AnyObject {
    /// Starts connecting.
    func connect(socket: Int, host: String, port: Int, at ticks: Ticks)
    /// Sends bytes.
    func send(socket: Int, bytes: [UInt8], at ticks: Ticks)
    /// Closes.
    func close(socket: Int, at ticks: Ticks)
    /// When the next event reaches the board; asked again after every call above and every event.
    func nextEvent(now: Ticks) -> Ticks?
    /// The events due at or before `ticks`, in order; each is handed out once.
    func events(until ticks: Ticks) -> [NetworkEvent]
}
