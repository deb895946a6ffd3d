import CMbedTLS

/// Where libmbedtls asks about a client's certificate: one connection's way to the gatekeeper.
final class CertificateGate {
    private let gatekeeper: Gatekeeper
    /// What the client sent, DER, leaf first.
    private(set) var chain: [[UInt8]] = []
    /// Why the client was refused, `nil` as long as it was not.
    private(set) var refusal: CertificateRefusal?

    init(_ gatekeeper: Gatekeeper) {
        self.gatekeeper = gatekeeper
    }

    /// Makes a server ask here. The gate must live as long as the server.
    func watch(_ options: inout vesp_server_options) {
        guard gatekeeper.admission != .anyone else { return }
        options.judge_context = Unmanaged.passUnretained(self).toOpaque()
        options.judge = { context, chain, count, flags in
            guard let context else { return Int32(TLSAlert.certificateUnknown.number) }
            let gate = Unmanaged<CertificateGate>.fromOpaque(context).takeUnretainedValue()
            let certificates = UnsafeBufferPointer(start: chain, count: count).map { blob in
                Array(UnsafeBufferPointer(start: blob.bytes, count: blob.length))
            }
            return gate.judge(certificates, ChainFaults(rawValue: flags))
        }
    }

    /// 0, or the number of the alert to send.
    private func judge(_ chain: [[UInt8]], _ faults: ChainFaults) -> Int32 {
        self.chain = chain
        refusal = gatekeeper.refusal(of: chain, faults: faults)
        return Int32(refusal?.alert.number ?? 0)
    }
}
