import ESP8266

extension WireSource {
    /// Something happens to a connection of the device. Connections that others open to the device carry none of its
    /// handshakes.
    ///
    /// - Parameter host: a name of the other end.
    func take(_ event: StreamEvent, host: String?, at ticks: Ticks) {
        guard event.isOfStation else { return }
        let number = event.connection
        switch event.kind {
        case .connect, .refused: break
        case .established: opened(number, host: host, port: Int(event.peer.port), at: ticks)
        case .sent(let bytes): passed(bytes, on: number, from: .device, at: ticks)
        case .received(let bytes): passed(bytes, on: number, from: .server, at: ticks)
        case .closed: closed(number, by: .device, at: ticks)
        case .closedByPeer: closed(number, by: .server, at: ticks)
        case .reset: closed(number, by: .deviceReset, at: ticks)
        case .resetByPeer: closed(number, by: .serverReset, at: ticks)
        }
    }
}
