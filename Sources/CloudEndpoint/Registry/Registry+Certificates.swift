extension Registry {
    /// The status of a certificate; nil when it is not there.
    func status(ofCertificate id: String) -> CertificateStatus? { tables.certificates[id]?.status }

    /// A certificate by its id.
    func certificate(_ id: String) throws(APIError) -> RegisteredCertificate {
        guard let certificate = tables.certificates[id] else { throw .missing("certificate", id) }
        return certificate
    }

    /// A certificate by its ARN.
    func certificate(arn: String) throws(APIError) -> RegisteredCertificate {
        guard let id = settings.names.name(.certificate, in: arn) else {
            throw .invalid("The principal \(arn.shown) is no certificate of this account")
        }
        return try certificate(id)
    }

    /// The status of a certificate, nil when it is not registered.
    public func status(of fingerprint: CertificateFingerprint) -> CertificateStatus? {
        tables.certificates[fingerprint.description]?.status
    }

    /// Issues a certificate on the key of a PKCS #10 request.
    func issueCertificate(request: String, isActive: Bool, now: Int64) throws(APIError) -> RegisteredCertificate {
        do throws(CertificateFault) {
            let der = try issuer.issue(request: request, serial: serialNumber(), now: now / 1000)
            return try keep(der, isActive, now)
        } catch {
            throw .invalid("Cannot use the certificate signing request: \(error)")
        }
    }

    /// Makes a key and issues a certificate on it. The key is kept nowhere.
    func issueCertificate(
        isActive: Bool,
        now: Int64
    ) throws(APIError) -> (certificate: RegisteredCertificate, keys: RSAKeyPair) {
        guard let keys = RSAKeyPair(using: &random) else { throw APIError(.internalFailure, "No key could be made") }
        do throws(CertificateFault) {
            let der = try issuer.issue(publicKey: keys.publicPEM, serial: serialNumber(), now: now / 1000)
            return (try keep(der, isActive, now), keys)
        } catch {
            throw APIError(.internalFailure, "No certificate could be made")
        }
    }

    /// 20 bytes, positive (RFC 5280, 4.1.2.2).
    private func serialNumber() -> [UInt8] {
        var bytes = randomBytes(20)
        bytes[0] = bytes[0] & 0x7F | 0x40
        return bytes
    }

    private func keep(_ der: [UInt8], _ isActive: Bool, _ now: Int64) throws(CertificateFault) -> RegisteredCertificate
    {
        guard let parsed = X509Certificate(der: der) else { throw .unreadable }
        let certificate = entity(of: parsed, status: isActive ? .active : .inactive, now: now)
        put(certificate)
        return certificate
    }

    /// A certificate that is not kept yet.
    func entity(of parsed: X509Certificate, status: CertificateStatus, now: Int64) -> RegisteredCertificate {
        RegisteredCertificate(
            id: parsed.id,
            pem: PEMText.certificate(parsed.der),
            status: status,
            created: now,
            modified: now,
            generation: uuid(),
            validity: parsed.validity
        )
    }

    /// Registers a certificate that somebody else issued, without asking for its CA.
    @discardableResult
    public func register(der: [UInt8], status: CertificateStatus = .active, now: Int64) throws(APIError) -> String {
        guard let parsed = X509Certificate(der: der) else {
            throw APIError(.certificateValidation, "Cannot use the certificate: \(CertificateFault.unreadable)")
        }
        return try register(parsed, authority: nil, status: status, now: now).id
    }

    /// Registers `parsed`, issued by the CA `authority` if that is registered.
    func register(
        _ parsed: X509Certificate,
        authority: RegisteredAuthority?,
        status: CertificateStatus,
        now: Int64
    ) throws(APIError) -> RegisteredCertificate {
        if let certificate = tables.certificates[parsed.id] {
            let resource = APIError.Resource(id: certificate.id, arn: arn(of: certificate))
            throw APIError(.resourceAlreadyExists, "The certificate is already registered", resource: resource)
        }
        var certificate = entity(of: parsed, status: status, now: now)
        certificate.authority = authority?.id
        certificate.mode = authority?.mode ?? .sniOnly
        put(certificate)
        return certificate
    }

    /// The ARN of a certificate.
    func arn(of certificate: RegisteredCertificate) -> String { settings.names.of(.certificate, certificate.id) }

    /// Gives a certificate another status, as the API allows it.
    func update(_ id: String, to status: CertificateStatus, now: Int64) throws(APIError) {
        guard status != .pendingTransfer, status != .pendingActivation else {
            throw .invalid("A certificate cannot be set to \(status.rawValue)")
        }
        guard try certificate(id).status != .pendingTransfer else {
            throw APIError(.certificateState, "The certificate \(id) is on its way to another account")
        }
        try set(status, of: id, now: now)
    }

    /// Gives a certificate any status.
    public func set(_ status: CertificateStatus, of id: String, now: Int64) throws(APIError) {
        var certificate = try certificate(id)
        guard certificate.status != status else { return }
        certificate.status = status
        certificate.modified = now
        certificate.version += 1
        certificate.activation = nil
        put(certificate)
    }

    /// Forgets a certificate that no thing is attached to.
    /// - Parameter isForced: policies that are attached to it do not keep it.
    func deleteCertificate(_ id: String, isForced: Bool) throws(APIError) {
        let certificate = try certificate(id)
        guard certificate.status != .active else {
            throw APIError(.certificateState, "The certificate must be deactivated before it is deleted (id \(id))")
        }
        guard certificate.status != .pendingTransfer else {
            throw APIError(.certificateState, "The certificate \(id) is on its way to another account")
        }
        guard certificate.things.isEmpty else {
            throw APIError(.deleteConflict, "Things must be detached before the certificate is deleted (id \(id))")
        }
        guard certificate.policies.isEmpty || isForced else {
            throw APIError(.deleteConflict, "Policies must be detached before the certificate is deleted (id \(id))")
        }
        remove(certificate)
    }

    /// Certificates, of one CA if `authority` is given, in the order in which they were made.
    func certificates(of authority: String? = nil) -> [RegisteredCertificate] {
        tables.certificates.values.filter { authority == nil || $0.authority == authority }
            .sorted { ($0.created, $0.id) < ($1.created, $1.id) }
    }
}
