import NIOCore

/// What visitors of the page may cost.
struct PageLimits: Sendable {
    /// Connections at a time; more are closed as they come.
    var connections = 16
    /// Until when a request must be there, counted from the connection or from the answer before.
    var requestTime = TimeAmount.seconds(15)
    /// Between two pings of a WebSocket; one that says nothing in between is closed.
    var pingTime = TimeAmount.seconds(20)
    /// Bytes of one message, in however many frames; also of a request's header.
    var message = 65_536
    /// Bytes that a visitor has said and the board has not fetched yet.
    var inbox = 1 << 20
    /// Bytes that the board has said and the visitor's host has not taken yet.
    var outbox = 1 << 20
}
