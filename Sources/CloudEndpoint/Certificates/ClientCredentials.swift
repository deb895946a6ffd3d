import CMbedTLS

/// Why a client certificate and key cannot be used. One line, lower case, without the file's name.
public enum CredentialError: Error, Equatable, CustomStringConvertible {
    case notACertificate
    case notAKey
    case keyIsEncrypted
    case keyDoesNotMatch
    case notACA

    /// What is wrong, without the file.
    public var description: String {
        switch self {
        case .notACertificate: "not a PEM certificate"
        case .notAKey: "not a PEM private key"
        case .keyIsEncrypted: "the private key is encrypted; decrypt it first"
        case .keyDoesNotMatch: "the private key does not belong to the certificate"
        case .notACA: "not a PEM file of CA certificates"
        }
    }
}

/// The certificate, key and CA of a device, checked.
public struct ClientCredentials: Sendable, Equatable {
    /// Client certificate, PEM.
    public let certificatePEM: String
    /// Private key, PEM, unencrypted.
    public let keyPEM: String
    /// CA certificates the device trusts, PEM.
    public let caPEM: String
    /// DER of the client certificate.
    public let certificateDER: [UInt8]
    /// Kind and size of the key, e.g. `RSA-2048` or `P-256`.
    public let keyKind: String

    /// Checks that each part is what it claims and that certificate and key belong together.
    public init(certificatePEM: String, keyPEM: String, caPEM: String) throws(CredentialError) {
        self.certificatePEM = certificatePEM
        self.keyPEM = keyPEM
        self.caPEM = caPEM
        guard Self.withBlob(caPEM, { vesp_check_certificates($0) }) == 1 else { throw .notACA }
        var info = vesp_key_info()
        let result = Self.withBlob(certificatePEM) { certificate in
            Self.withBlob(keyPEM) { key in vesp_check_pair(certificate, key, &info) }
        }
        switch result {
        case VESP_CREDENTIAL_OK: break
        case VESP_NOT_A_KEY: throw .notAKey
        case VESP_KEY_ENCRYPTED: throw .keyIsEncrypted
        case VESP_KEY_MISMATCH: throw .keyDoesNotMatch
        default: throw .notACertificate
        }
        keyKind = (info.is_rsa != 0 ? "RSA-" : "P-") + String(info.bits)
        certificateDER = Self.der(of: certificatePEM)
    }

    private static func der(of pem: String) -> [UInt8] {
        var der = [UInt8](repeating: 0, count: pem.utf8.count)
        let room = der.count
        let length = withBlob(pem) { blob in
            der.withUnsafeMutableBufferPointer { vesp_certificate_der(blob, $0.baseAddress, room) }
        }
        return Array(der.prefix(length))
    }

    /// Calls `body` with the text and the NUL that libmbedtls wants behind PEM.
    static func withBlob<Result>(_ pem: String, _ body: (vesp_blob) -> Result) -> Result {
        let bytes = pem.isEmpty ? [] : Array(pem.utf8) + [0]
        return bytes.withUnsafeBufferPointer { body(vesp_blob(bytes: $0.baseAddress, length: $0.count)) }
    }
}
