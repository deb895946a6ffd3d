/// The virtual sockets of our own guest with nobody behind them: firmware of the user's does not know them.
public final class NoNetwork: NetworkLink {
    /// Nobody is there.
    public init() {}

    /// Nobody answers.
    public func connect(socket: Int, host: String, port: Int, at ticks: Ticks) {}
    /// Nobody listens.
    public func send(socket: Int, bytes: [UInt8], at ticks: Ticks) {}
    /// Nobody notices.
    public func close(socket: Int, at ticks: Ticks) {}
    /// Never.
    public func nextEvent(now: Ticks) -> Ticks? { nil }
    /// None.
    public func events(until ticks: Ticks) -> [NetworkEvent] { [] }
}
