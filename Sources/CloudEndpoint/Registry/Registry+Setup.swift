/// What whoever sets an account up does without the API: by names and ids instead of ARNs, and without proofs.
extension Registry {
    /// The document of a policy that allows everything, as the tutorials have it.
    public static let permissivePolicy = """
        {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"iot:*","Resource":"*"}]}
        """

    /// Makes a policy, or gives the one of that name another document.
    public func setPolicy(_ name: String, _ document: String, now: Int64) throws(APIError) {
        let name = try NameRule.policy.check(name, "policyName")
        guard var policy = tables.policies[name] else {
            try createPolicy(name, document, now: now)
            return
        }
        try check(document)
        policy.versions = [RegisteredPolicy.Version(number: policy.nextVersion, document: document, created: now)]
        policy.defaultVersion = policy.nextVersion
        policy.nextVersion += 1
        policy.modified = now
        put(policy)
    }

    /// Registers the first certificate of a PEM as active, whoever issued it; its id.
    @discardableResult
    public func setCertificate(pem: String, now: Int64) throws(APIError) -> String {
        guard let parsed = X509Certificate(pem: pem) else {
            throw APIError(.certificateValidation, "Cannot use the certificate: \(CertificateFault.notPEM)")
        }
        if tables.certificates[parsed.id] == nil {
            _ = try register(parsed, authority: nil, status: .active, now: now)
        } else {
            try set(.active, of: parsed.id, now: now)
        }
        return parsed.id
    }

    /// Attaches a policy to a certificate.
    public func attach(policy name: String, toCertificate id: String) throws(APIError) {
        try attach(policy: name, to: settings.names.of(.certificate, id))
    }

    /// Makes a thing, with the type it is given if there is none of that name yet.
    public func setThing(
        _ name: String,
        type: String? = nil,
        attributes: [String: String] = [:],
        now: Int64
    ) throws(APIError) {
        let name = try NameRule.thing.check(name, "thingName")
        if let type, tables.thingTypes[type] == nil {
            _ = try createThingType(NameRule.thing.check(type, "thingTypeName"), now: now)
        }
        try createThing(name, type: type, attributes: attributes, now: now)
    }

    /// Attaches a certificate to a thing.
    public func attach(certificate id: String, toThing name: String) throws(APIError) {
        try attach(principal: settings.names.of(.certificate, id), to: name)
    }

    /// Registers a CA without a verification certificate; its id.
    /// - Parameters:
    ///   - pem: the CA's certificate.
    ///   - isActive: whether it is ACTIVE.
    ///   - registersDevices: whether devices' certificates are registered when they connect first.
    ///   - template: a template that just-in-time provisioning carries out for them.
    @discardableResult
    public func setAuthority(
        pem: String,
        isActive: Bool = true,
        registersDevices: Bool,
        template: String? = nil,
        now: Int64
    ) throws(APIError) -> String {
        var request = AuthorityRequest(certificate: pem, isActive: isActive, registersDevices: registersDevices)
        request.mode = .sniOnly
        request.provisioning = template.map { RegistrationConfig(templateBody: $0) }
        var authority = try registerAuthority(request, now: now)
        authority.mode = .standard
        put(authority)
        return authority.id
    }
}
