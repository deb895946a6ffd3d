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

    /// The name of the message, or `State` and the number.
    public var name: String { number < Self.names.count ? Self.names[Int(number)] : "State\(number)" }

    private static let names = [
        "HelloRequest", "ClientHello", "ServerHello", "ServerCertificate", "ServerKeyExchange", "CertificateRequest",
        "ServerHelloDone", "ClientCertificate", "ClientKeyExchange", "CertificateVerify", "ChangeCipherSpec",
        "ClientFinished", "ServerChangeCipherSpec", "ServerFinished", "FlushBuffers", "HandshakeWrapup",
        "HandshakeOver", "NewSessionTicket",
    ]
}
