import CMbedTLS

/// Why a client certificate and key cannot be used. One line, lower case, without the file's name.
public enum CredentialError: Error, Equatable, CustomStringConvertible {
    /// The certificate file holds no certificate, or a broken one.
    case notACertificate
    /// The key file holds no private key that is understood.
    case notAKey
    /// The private key needs a password.
    case keyIsEncrypted
    /// The private key belongs to another certificate.
    case keyDoesNotMatch
    /// The CA file is empty, or not certificates only.
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
    /// Kind and size of the key: `RSA-2048`, `P-256`, or the name of a curve that is not one of NIST's.
    public let keyKind: String

    /// Checks that each part is what it claims and that certificate and key belong together.
    public init(certificatePEM: String, keyPEM: String, caPEM: String) throws(CredentialError) {
        self.certificatePEM = certificatePEM
        self.keyPEM = keyPEM
        self.caPEM = caPEM
        guard PEMBlob.with([caPEM], { vesp_check_certificates($0[0]) }) == 1 else { throw .notACA }
        var info = vesp_key_info()
        let result = PEMBlob.with([certificatePEM, keyPEM]) { vesp_check_pair($0[0], $0[1], &info) }
        switch result {
        case VESP_CREDENTIAL_OK: break
        case VESP_NOT_A_KEY: throw .notAKey
        case VESP_KEY_ENCRYPTED: throw .keyIsEncrypted
        case VESP_KEY_MISMATCH: throw .keyDoesNotMatch
        default: throw .notACertificate
        }
        keyKind = Self.kind(of: info)
        certificateDER = Self.der(of: certificatePEM)
    }

    private static func kind(of info: vesp_key_info) -> String {
        guard info.is_rsa == 0 else { return "RSA-\(info.bits)" }
        let curve = info.curve.map { String(cString: $0) } ?? "EC-\(info.bits)"
        return curve.hasPrefix("secp") && curve.hasSuffix("r1") ? "P-\(info.bits)" : curve
    }

    private static func der(of pem: String) -> [UInt8] {
        let room = pem.utf8.count
        var der = [UInt8](repeating: 0, count: room)
        let length = PEMBlob.with([pem]) { blobs in
            der.withUnsafeMutableBufferPointer { vesp_certificate_der(blobs[0], $0.baseAddress, room) }
        }
        return Array(der.prefix(length))
    }
}
