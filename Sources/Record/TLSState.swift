/// A state of a TLS 1.2 client handshake: the message that is being made or awaited.
///
/// The numbers are those that waveforms show; how a library counts is translated in `Emulation/Libraries`.
public struct TLSState: Sendable, Hashable {
    /// 0 for HelloRequest and onwards in the order of a full handshake.
    public let number: UInt32

    /// The state with that number, also one beyond those that have names.
    public init(number: UInt32) {
        self.number = number
    }

    /// The state that `name` calls `name`; nil when none is called so.
    public init?(name: String) {
        if let index = Self.names.firstIndex(of: name) {
            number = UInt32(index)
        } else {
            guard name.hasPrefix("State"), let number = UInt32(name.dropFirst(5)) else { return nil }
            self.number = number
        }
    }

    /// The state a handshake begins with; a resumed one goes back from others.
    public static let helloRequest = TLSState(number: 0)

    /// The client opens.
    public static let clientHello = TLSState(number: 1)
    /// The server's answer is awaited.
    public static let serverHello = TLSState(number: 2)
    /// The server's chain.
    public static let serverCertificate = TLSState(number: 3)
    /// The server's half of an ephemeral key exchange.
    public static let serverKeyExchange = TLSState(number: 4)
    /// The end of the server's first flight.
    public static let serverHelloDone = TLSState(number: 6)
    /// The client's chain, which the server asked for.
    public static let clientCertificate = TLSState(number: 7)
    /// The client's half of the key exchange, and all that it computes before it.
    public static let clientKeyExchange = TLSState(number: 8)
    /// The client's proof that it has its certificate's key.
    public static let certificateVerify = TLSState(number: 9)
    /// The client changes to the new keys.
    public static let changeCipherSpec = TLSState(number: 10)
    /// The client's last message.
    public static let clientFinished = TLSState(number: 11)
    /// The server changes to the new keys.
    public static let serverChangeCipherSpec = TLSState(number: 12)
    /// The server's last message.
    public static let serverFinished = TLSState(number: 13)
    /// A ticket for the next time, which the server promised.
    public static let newSessionTicket = TLSState(number: 17)

    /// The name of the message, or `State` and the number.
    public var name: String { number < Self.names.count ? Self.names[Int(number)] : "State\(number)" }

    private static let names = [
        "HelloRequest", "ClientHello", "ServerHello", "ServerCertificate", "ServerKeyExchange", "CertificateRequest",
        "ServerHelloDone", "ClientCertificate", "ClientKeyExchange", "CertificateVerify", "ChangeCipherSpec",
        "ClientFinished", "ServerChangeCipherSpec", "ServerFinished", "FlushBuffers", "HandshakeWrapup",
        "HandshakeOver", "NewSessionTicket",
    ]
}
