import X509

/// A PKCS #10 request (RFC 2986) for a device's certificate.
public struct SigningRequest: Sendable, Equatable {
    /// PEM.
    public let pem: String

    /// Characters that a common name may have (RFC 5280, appendix A, ub-common-name).
    public static let nameLength = 1...64

    /// A request that the private key in a PEM file signs.
    /// - Parameters:
    ///   - key: content of the file, in which other blocks may stand beside the key.
    ///   - commonName: the whole subject; `nameLength` characters.
    public init(key: [UInt8], commonName: String) throws(CredentialError) {
        let text = try ClientCredentials.text(key, .key)
        try ClientCredentials.checkKey(text, certificatePEM: "")
        guard let block = PEMText.document(in: text, Set(ClientCredentials.keyLabels)) else {
            throw CredentialError(part: .key, fault: .broken(number: nil))
        }
        do {
            let request = try CertificateSigningRequest(
                version: .v1,
                subject: DistinguishedName { CommonName(commonName) },
                privateKey: Certificate.PrivateKey(pemDocument: block),
                attributes: CertificateSigningRequest.Attributes()
            )
            pem = try request.serializeAsPEM().pemString + "\n"
        } catch {
            throw CredentialError(part: .key, fault: .uncertifiable)
        }
    }
}
