extension Registry {
    /// Most CAs with the same subject (API reference, RegisterCACertificate).
    private static let mostNamesakes = 10

    /// A CA by its id.
    func authority(_ id: String) throws(APIError) -> RegisteredAuthority {
        guard let authority = tables.authorities[id] else { throw .missing("CA certificate", id) }
        return authority
    }

    /// What RegisterCACertificate is asked for.
    struct AuthorityRequest {
        var certificate: String
        /// Issued by the CA on a subject whose common name is the registration code; not for `sniOnly`.
        var verification: String?
        var isActive = false
        var registersDevices = false
        var mode = CertificateMode.standard
        var provisioning: RegistrationConfig?
    }

    /// Registers a CA.
    func registerAuthority(_ request: AuthorityRequest, now: Int64) throws(APIError) -> RegisteredAuthority {
        guard let parsed = X509Certificate(pem: request.certificate) else {
            throw APIError(.certificateValidation, "Cannot read the CA certificate: \(CertificateFault.unreadable)")
        }
        guard parsed.isAuthority else {
            throw APIError(.certificateValidation, "The certificate is none of a certificate authority")
        }
        try check(request.verification, of: parsed, request.mode)
        try check(request.provisioning)
        if let other = tables.authorities[parsed.id] {
            let resource = APIError.Resource(id: other.id, arn: arn(of: other))
            throw APIError(.resourceAlreadyExists, "The CA certificate is already registered", resource: resource)
        }
        let namesakes = authorities().filter { X509Certificate(pem: $0.pem)?.hasSubject(of: parsed) ?? false }
        guard namesakes.count < Self.mostNamesakes else {
            throw APIError(.limitExceeded, "\(Self.mostNamesakes) CA certificates with this subject are registered")
        }
        let authority = RegisteredAuthority(
            id: parsed.id,
            pem: PEMText.certificate(parsed.der),
            isActive: request.isActive,
            registersDevices: request.registersDevices,
            created: now,
            modified: now,
            generation: uuid(),
            mode: request.mode,
            validity: parsed.validity,
            provisioning: request.provisioning
        )
        put(authority)
        return authority
    }

    private func check(
        _ verification: String?,
        of authority: X509Certificate,
        _ mode: CertificateMode
    ) throws(APIError) {
        guard mode == .standard else {
            guard verification == nil else {
                throw .invalid("There is no verification certificate in the mode \(mode.rawValue)")
            }
            return
        }
        guard let verification else { throw .invalid("The verification certificate is missing") }
        guard let parsed = X509Certificate(pem: verification) else {
            throw APIError(.certificateValidation, "Cannot read the verification certificate")
        }
        guard parsed.isIssued(by: authority) else {
            throw APIError(.certificateValidation, "The CA did not issue the verification certificate")
        }
        guard parsed.subject(.commonName) == [registrationCode()] else {
            throw APIError(
                .registrationCodeValidation,
                "The common name of the verification certificate is not the registration code"
            )
        }
    }

    /// Whether a template could be carried out.
    private func check(_ config: RegistrationConfig?) throws(APIError) {
        guard let config else { return }
        guard config.templateBody == nil || config.templateName == nil else {
            throw .invalid("Either templateBody or templateName, not both")
        }
        if let body = config.templateBody { _ = try ProvisioningPlan.Template(body) }
        if let name = config.templateName, tables.templates[name] == nil {
            throw .missing("provisioning template", name)
        }
    }

    /// The ARN of a CA.
    func arn(of authority: RegisteredAuthority) -> String { settings.names.of(.authority, authority.id) }

    /// What UpdateCACertificate is asked for; nil leaves as it is.
    struct AuthorityUpdate {
        var isActive: Bool?
        var registersDevices: Bool?
        var provisioning: RegistrationConfig?
        /// Takes automatic registration and its template away.
        var removesRegistration = false
    }

    /// Changes a CA.
    func updateAuthority(_ id: String, _ update: AuthorityUpdate, now: Int64) throws(APIError) {
        var authority = try authority(id)
        let before = authority
        try check(update.provisioning)
        authority.isActive = update.isActive ?? authority.isActive
        authority.registersDevices = update.registersDevices ?? authority.registersDevices
        authority.provisioning = update.provisioning ?? authority.provisioning
        if update.removesRegistration {
            authority.registersDevices = false
            authority.provisioning = nil
        }
        guard authority != before else { return }
        authority.modified = now
        authority.version += 1
        put(authority)
    }

    /// Forgets a CA that is switched off.
    func deleteAuthority(_ id: String) throws(APIError) {
        let authority = try authority(id)
        guard !authority.isActive else {
            throw APIError(.certificateState, "The CA certificate must be deactivated before it is deleted (id \(id))")
        }
        remove(authority)
    }

    /// All CAs, in the order in which they were registered.
    func authorities() -> [RegisteredAuthority] {
        tables.authorities.values.sorted { ($0.created, $0.id) < ($1.created, $1.id) }
    }

    /// The registered CAs that issued `certificate`.
    func issuers(of certificate: X509Certificate) -> [RegisteredAuthority] {
        authorities().filter { X509Certificate(pem: $0.pem).map(certificate.isIssued) ?? false }
    }

    /// The registered CA that issued a certificate which somebody registers.
    /// - Parameter pem: the CA that is said to have issued it; nil when that goes without saying.
    func authority(for certificate: X509Certificate, pem: String?) throws(APIError) -> RegisteredAuthority {
        let issuers = issuers(of: certificate)
        guard let pem else {
            guard let issuer = issuers.first else {
                throw APIError(.certificateValidation, "No registered CA issued the certificate")
            }
            guard issuers.count == 1 else {
                throw APIError(
                    .certificateConflict,
                    "Several registered CAs could have issued the certificate; the one that did has to be named"
                )
            }
            return issuer
        }
        guard let parsed = X509Certificate(pem: pem) else {
            throw APIError(.certificateValidation, "Cannot read the CA certificate")
        }
        guard let issuer = issuers.first(where: { $0.id == parsed.id }) else {
            throw APIError(
                .certificateValidation,
                "The CA certificate is not registered, or did not issue the certificate"
            )
        }
        return issuer
    }
}
