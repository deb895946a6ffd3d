/// Whom an endpoint lets in.
public enum Admission: Sendable, Equatable {
    /// Devices whose certificate the registry has as ACTIVE, whoever issued it and whatever its dates say: AWS IoT.
    case registered
    /// Devices whose certificate one of the client CAs issued and that is valid now: a plain MQTT broker.
    case issued
    /// Devices that prove to have the key of some certificate: an endpoint that knows no device beforehand.
    case certified
    /// Everybody; no certificate is asked for: a web server.
    case anyone
}

/// Why a client's certificate is not let in.
public enum CertificateRefusal: Error, Equatable, Sendable, CustomStringConvertible {
    /// The registry does not have it.
    case notRegistered
    /// The registry has it, but not as ACTIVE.
    case notActive(CertificateStatus)
    /// The client CAs did not issue it, or its chain is no good.
    case untrusted(ChainFaults)

    /// The TLS alert that a refused client gets. AWS IoT sends certificate_unknown for all that its registry refuses.
    var alert: TLSAlert {
        switch self {
        case .notRegistered, .notActive: .certificateUnknown
        case .untrusted(let faults): faults.alert
        }
    }

    /// One line, lower case.
    public var description: String {
        switch self {
        case .notRegistered: "the device's certificate is not registered at the endpoint"
        case .notActive(let status): "the device's certificate is \(status.rawValue) at the endpoint"
        case .untrusted(let faults): "the device's certificate is not trusted: \(faults)"
        }
    }
}

/// Why a client with this chain, DER, leaf first, is refused; nil when it is let in.
public typealias CertificateJudge = ([[UInt8]]) -> CertificateRefusal?

/// Decides which client certificate is let in. One per endpoint, asked by every connection at the moment its handshake
/// needs the answer, so that a change of the registry counts from then on.
final class Gatekeeper {
    /// Knows certificates where they are to be registered.
    var judge: CertificateJudge
    /// The rule.
    let admission: Admission

    init(_ admission: Admission, _ judge: @escaping CertificateJudge) {
        self.admission = admission
        self.judge = judge
    }

    /// Why a client is refused, `nil` when it is let in.
    /// - Parameters:
    ///   - chain: what the client sent, DER, leaf first.
    ///   - faults: what the client CAs have to say about it.
    func refusal(of chain: [[UInt8]], faults: ChainFaults) -> CertificateRefusal? {
        switch admission {
        case .anyone, .certified: return nil
        case .issued: return faults.isEmpty ? nil : .untrusted(faults)
        case .registered: return judge(chain)
        }
    }
}
