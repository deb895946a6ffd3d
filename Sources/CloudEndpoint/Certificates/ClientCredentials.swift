import CMbedTLS

/// The certificate, key and CA of a device, checked.
public struct ClientCredentials: Sendable, Equatable {
    /// Client certificate, PEM, with the chain that may follow it.
    public let certificatePEM: String
    /// Private key, PEM, unencrypted.
    public let keyPEM: String
    /// CA certificates the device trusts, PEM.
    public let caPEM: String
    /// DER of the client certificate.
    public let certificateDER: [UInt8]
    /// Kind and size of the key: `RSA-2048`, `P-256`, or the name of a curve that is not one of NIST's.
    public let keyKind: String
    /// A curve that the device must know to read one of the files.
    public struct NeededCurve: Sendable, Equatable {
        /// The file.
        public let part: CredentialError.Part
        /// As mbedTLS calls it: `secp384r1`.
        public let curve: String
    }
    /// The curves of all keys in the three files, in their order.
    public let neededCurves: [NeededCurve]

    /// Checks that each part is what it claims and that certificate and key belong together.
    /// - Parameters:
    ///   - certificate: content of a PEM file; the device's certificate comes first.
    ///   - key: content of a PEM file.
    ///   - authorities: content of a PEM file with at least one certificate.
    public init(certificate: [UInt8], key: [UInt8], authorities: [UInt8]) throws(CredentialError) {
        caPEM = try Self.text(authorities, .authorities)
        var curves = try Self.checkCertificates(caPEM, .authorities)
        certificatePEM = try Self.text(certificate, .certificate)
        curves += try Self.checkCertificates(certificatePEM, .certificate)
        keyPEM = try Self.text(key, .key)
        let found = try Self.checkKey(keyPEM, certificatePEM: certificatePEM)
        let curve = KeyAlgorithm.curve(of: found.algorithms)
        neededCurves = curves + (curve.map { [NeededCurve(part: .key, curve: $0)] } ?? [])
        keyKind = found.is_rsa != 0 ? "RSA-\(found.bits)" : Self.kind(curve: curve, bits: found.bits)
        certificateDER = Self.der(of: certificatePEM)
    }

    /// The file's text, if it can be PEM.
    static func text(_ bytes: [UInt8], _ part: CredentialError.Part) throws(CredentialError) -> String {
        if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) {
            throw CredentialError(part: part, fault: .isUTF16)
        }
        // The SEQUENCE of a certificate or key is longer than 127 bytes, but for Ed25519 keys.
        if let first = bytes.first, first == 0x30, bytes.count > 1, bytes[1] >= 0x80 || bytes.contains(0) {
            throw CredentialError(part: part, fault: .isDER)
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func checkCertificates(
        _ pem: String,
        _ part: CredentialError.Part
    ) throws(CredentialError) -> [NeededCurve] {
        var curves: [NeededCurve] = []
        for (index, (result, algorithms)) in certificates(in: pem).enumerated() {
            if result == VESP_CREDENTIAL_MISSING, index > 0 { break }
            if let fault = fault(result, algorithms, number: index + 1, in: pem) {
                throw CredentialError(part: part, fault: fault)
            }
            if let curve = KeyAlgorithm.curve(of: algorithms) { curves.append(NeededCurve(part: part, curve: curve)) }
        }
        return curves
    }

    /// What is found in block after block; the last one is not OK.
    private static func certificates(in pem: String) -> [(vesp_credential_result, vesp_algorithms)] {
        PEMBlob.with([pem]) { blobs in
            var found: [(vesp_credential_result, vesp_algorithms)] = []
            var offset = 0
            repeat {
                var algorithms = vesp_algorithms()
                let result = vesp_next_certificate(blobs[0], &offset, &algorithms)
                found.append((result, algorithms))
            } while found.last?.0 == VESP_CREDENTIAL_OK
            return found
        }
    }

    /// What the key in `pem` is, if it can be used and belongs to the certificate, unless there is none: "".
    @discardableResult
    static func checkKey(_ pem: String, certificatePEM: String) throws(CredentialError) -> vesp_key {
        var found = vesp_key()
        let result = PEMBlob.with([certificatePEM, pem]) { vesp_check_key($0[0], $0[1], &found) }
        if let fault = fault(result, found.algorithms, number: nil, in: pem) {
            throw CredentialError(part: .key, fault: fault)
        }
        return found
    }

    private static func fault(
        _ result: vesp_credential_result,
        _ algorithms: vesp_algorithms,
        number: Int?,
        in pem: String
    ) -> CredentialError.Fault? {
        switch result {
        case VESP_CREDENTIAL_MISSING:
            guard let label = label(in: pem) else { return .notPEM }
            let wanted = number == nil ? keyLabels : ["CERTIFICATE"]
            return wanted.contains(label) ? .broken(number: number) : .isPEM(of: label)
        case VESP_CREDENTIAL_BROKEN: return .broken(number: number)
        case VESP_CREDENTIAL_ENCRYPTED: return .encrypted
        default: break
        }
        if let stranger = KeyAlgorithm.stranger(in: algorithms) { return .unknownAlgorithm(stranger, number: number) }
        if algorithms.has_explicit_curve != 0 { return .explicitCurve(number: number) }
        switch result {
        case VESP_CREDENTIAL_OK: return nil
        case VESP_CREDENTIAL_MISMATCH: return .mismatch
        default: return .broken(number: number)
        }
    }

    /// Kinds of PEM blocks that hold an unencrypted private key: PKCS #8, RFC 5915, PKCS #1.
    static let keyLabels = ["PRIVATE KEY", "EC PRIVATE KEY", "RSA PRIVATE KEY"]

    /// What the first PEM block says it holds.
    private static func label(in pem: String) -> String? {
        guard let begin = pem.firstRange(of: "-----BEGIN ") else { return nil }
        let rest = pem[begin.upperBound...]
        guard let end = rest.firstRange(of: "-----") else { return nil }
        let label = rest[..<end.lowerBound]
        return label.utf8.count <= 40 && label.allSatisfy { $0.isASCII && !$0.isNewline } ? String(label) : nil
    }

    private static func kind(curve: String?, bits: Int32) -> String {
        let curve = curve ?? "EC-\(bits)"
        return curve.hasPrefix("secp") && curve.hasSuffix("r1") ? "P-\(bits)" : curve
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
