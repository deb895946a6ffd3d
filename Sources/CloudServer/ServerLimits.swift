import NIOCore

/// What clients of a server may cost it.
public struct ServerLimits: Sendable {
    /// Connections of MQTT clients at a time; more are closed as they come.
    public var connections = 4096
    /// Connections to the control port at a time.
    public var controlConnections = 64
    /// Bytes on their way to one client; one that does not read is dropped when there are more.
    public var waitingBytes = 8 << 20
    /// MQTT packets of one client that are handled before others have their turn.
    public var packetsAtATime = 64
    /// Bytes of output to it behind which no more are.
    public var outputAtATime = 256 << 10
    /// From the connection to the end of the TLS handshake.
    public var handshakeTime = TimeAmount.seconds(10)
    /// From there to an accepted CONNECT.
    public var connectTime = TimeAmount.seconds(10)
    /// From the first byte of an MQTT packet to its last.
    public var packetTime = TimeAmount.seconds(60)
    /// From the last bytes of ours to the client's end of the connection.
    public var lingerTime = TimeAmount.seconds(1)
    /// From the order to stop to the moment when those who are still there are cut off.
    public var graceTime = TimeAmount.seconds(3)
    /// Until when an HTTP request must be there, counted from the connection or from the answer before.
    public var requestTime = TimeAmount.seconds(15)
    /// Bytes of an HTTP request's header.
    public var headerBytes = 32 << 10
    /// Bytes of an HTTP request's body.
    public var bodyBytes = 1 << 20
    /// Seconds without a word from a client's host after which TCP asks whether it is still there.
    public var keepAliveSeconds = 60

    /// Limits for a desk.
    public init() {}

    /// Files and sockets that are open besides clients' connections, at most.
    private var otherDescriptors: Int { controlConnections + 64 }

    /// Files and sockets that are open at most.
    var descriptors: Int { connections + otherDescriptors }

    /// The limits of a process that may have so many files and sockets open.
    func within(_ descriptors: Int) -> ServerLimits {
        var limits = self
        limits.connections = min(connections, max(1, descriptors - otherDescriptors))
        return limits
    }
}
