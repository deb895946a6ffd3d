import CMbedTLS

/// What ends a connection, or keeps the endpoint from starting.
public enum EndpointError: Error, Equatable, Sendable, CustomStringConvertible {
    /// One of the endpoint's own certificates or keys cannot be used.
    case unusableIdentity(TLSLibraryError)
    /// No memory for more bytes.
    case outOfMemory
    /// The client was asked for a certificate and sent none.
    case certificateMissing
    /// The gatekeeper did not let the client's certificate in.
    case certificateRefused(CertificateRefusal)
    /// The client offers no cipher suite that the endpoint serves.
    case noCommonSuite
    /// The client asks for a server of another name, or for none where it must.
    case serverName(String?)
    /// The client offers no application protocol that the port serves.
    case noCommonProtocol([String])
    /// The policy serves TLS 1.3 alone, which this endpoint does not speak.
    case oldVersion(SecurityPolicy)
    /// The client sent close_notify.
    case closedByDevice
    /// The client sent a fatal alert.
    case alertReceived(TLSAlert)
    /// The bytes are no TLS that libmbedtls accepts.
    case tls(TLSLibraryError)
    /// What came through TLS breaks the rules of MQTT as AWS IoT speaks it.
    case mqtt(MQTTError)

    /// One line.
    public var description: String {
        switch self {
        case .unusableIdentity(let error), .tls(let error): error.description
        case .outOfMemory: "out of memory"
        case .certificateMissing: "the device sent no certificate"
        case .certificateRefused(let refusal): refusal.description
        case .noCommonSuite: "no cipher suite in common with the device"
        case .serverName(let name?): "the device asks for the server \(name.shown), which this one is not"
        case .serverName(nil): "the device does not say which server it wants (SNI)"
        case .noCommonProtocol(let names):
            "no application protocol in common with the device, which offers \(names.joined(separator: ", ").shown)"
        case .oldVersion(let policy): "\(policy.rawValue) serves TLS 1.3 alone, which this endpoint does not speak"
        case .closedByDevice: "closed by the device (close_notify)"
        case .alertReceived(let alert): "the device sent the alert \(alert)"
        case .mqtt(let error): error.description
        }
    }
}

/// An error of libmbedtls.
public struct TLSLibraryError: Error, Equatable, Sendable, CustomStringConvertible {
    /// The library's number, below 0.
    public let code: Int32

    /// The library's text, and the number as it is usually looked up: `SSL - … (-0x7780)`.
    public var description: String {
        var buffer = [CChar](repeating: 0, count: 160)
        vesp_error_text(code, &buffer, buffer.count)
        let text = String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
        return "\(text) (-0x\(String(code.magnitude, radix: 16)))"
    }
}
