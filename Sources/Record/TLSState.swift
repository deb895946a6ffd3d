/// The states of a TLS 1.2 client handshake by number: each the message being made or awaited. The numbers are those of
/// `Phase` in waveforms; a library's own are translated in `Emulation/Libraries`.
public enum TLSState {
    /// The number that means: no handshake.
    public static let none: UInt32 = 0xFFFF_FFFF
    /// The state a handshake begins with; a resumed one goes back from others.
    public static let first: UInt32 = 0
    /// The number that means: done.
    public static let over: UInt32 = 16

    private static let names = [
        "HelloRequest", "ClientHello", "ServerHello", "ServerCertificate", "ServerKeyExchange", "CertificateRequest",
        "ServerHelloDone", "ClientCertificate", "ClientKeyExchange", "CertificateVerify", "ChangeCipherSpec",
        "ClientFinished", "ServerChangeCipherSpec", "ServerFinished", "FlushBuffers", "HandshakeWrapup",
        "HandshakeOver", "NewSessionTicket",
    ]

    /// The name of the message of state `number`; nil outside a handshake.
    public static func name(_ number: UInt32) -> String? {
        guard number != none, number != over else { return nil }
        return number < names.count ? names[Int(number)] : "State\(number)"
    }

    /// The number of the state that `name(_:)` calls `name`.
    public static func number(of name: String) -> UInt32? {
        if let index = names.firstIndex(of: name) { return UInt32(index) }
        return name.hasPrefix("State") ? UInt32(name.dropFirst(5)) : nil
    }
}
