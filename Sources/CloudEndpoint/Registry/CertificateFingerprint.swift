import CMbedTLS

/// SHA-256 of a certificate's DER: what AWS IoT calls its `certificateId`.
public struct CertificateFingerprint: Hashable, Sendable, CustomStringConvertible {
    private let digest: [UInt8]

    /// The fingerprint of a certificate.
    public init(der: [UInt8]) {
        var digest = [UInt8](repeating: 0, count: 32)
        _ = vesp_sha256(der, der.count, &digest)
        self.digest = digest
    }

    /// The fingerprint of the first certificate of a PEM; nil when there is none that can be read.
    public init?(pem: String) {
        guard let certificate = X509Certificate(pem: pem) else { return nil }
        self.init(der: certificate.der)
    }

    /// 64 hexadecimal digits in lower case.
    public var description: String { Hexadecimal.text(digest) }
}

/// Bytes as text.
enum Hexadecimal {
    /// Two lower-case digits a byte.
    static func text(_ bytes: some Sequence<UInt8>) -> String {
        bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }
}
