import JSON

/// What a registry makes of a client's certificate.
public enum RegistryAdmission: Equatable, Sendable {
    /// It may authenticate.
    case active(certificateID: String)
    /// It is known, and may not.
    case notActive(certificateID: String, CertificateStatus)
    /// It is not known, and no CA has it registered.
    case unknown
    /// Just-in-time registration has made it known this moment: `event` is to be published, the client refused.
    case registered(certificateID: String, event: MQTTMessage, provisioning: Provisioning?)
    /// Just-in-time registration had made it known, and it waits for its activation: as above.
    case pending(certificateID: String, event: MQTTMessage, provisioning: Provisioning?)

    /// What just-in-time provisioning did, where the CA has a template.
    public enum Provisioning: Equatable, Sendable {
        /// Everything: the client gets in when it comes again.
        case done
        /// Nothing, or not all; why.
        case failed(String)
    }
}

extension Registry {
    /// Decides on a client's certificate, and registers it when one of the CAs has that wanted: to be called at CONNECT,
    /// or in the handshake by an endpoint of AWS's early years.
    /// - Parameters:
    ///   - chain: what the client sent, DER, leaf first.
    ///   - sourceIP: its address, for the event.
    ///   - now: milliseconds since 1970.
    ///   - hasServerName: whether the client sent SNI: without, it has to send its CA's certificate too, and CAs of the mode
    ///     SNI_ONLY register nothing (developer guide, Automatic/just-in-time registration).
    public func admit(
        chain: [[UInt8]],
        sourceIP: String?,
        now: Int64,
        hasServerName: Bool = true
    ) -> RegistryAdmission {
        activateDue(now: now)
        guard let leaf = chain.first else { return .unknown }
        if let certificate = tables.certificates[CertificateFingerprint(der: leaf).description] {
            return admit(certificate, sourceIP, now)
        }
        guard !isFull, let parsed = X509Certificate(der: leaf),
            let authority = registrar(of: parsed, chain.dropFirst(), hasServerName: hasServerName)
        else { return .unknown }
        var certificate = entity(of: parsed, status: .pendingActivation, now: now)
        certificate.authority = authority.id
        certificate.mode = authority.mode
        certificate.registered = now
        let event = registration(of: certificate, authority, sourceIP, isFirst: true, now)
        certificate.activation = activation(after: event, authority, now)
        put(certificate)
        let outcome = provision(certificate, parsed, authority, now)
        return .registered(certificateID: certificate.id, event: event, provisioning: outcome)
    }

    private func admit(
        _ certificate: RegisteredCertificate,
        _ sourceIP: String?,
        _ now: Int64
    ) -> RegistryAdmission {
        switch certificate.status {
        case .active: return .active(certificateID: certificate.id)
        case .pendingActivation:
            guard certificate.registered != nil,
                let authority = certificate.authority.flatMap({ tables.authorities[$0] })
            else { break }
            let event = registration(of: certificate, authority, sourceIP, isFirst: false, now)
            if certificate.activation == nil, let time = activation(after: event, authority, now) {
                var certificate = certificate
                certificate.activation = time
                put(certificate)
            }
            let outcome = X509Certificate(pem: certificate.pem).flatMap { provision(certificate, $0, authority, now) }
            return .pending(certificateID: certificate.id, event: event, provisioning: outcome)
        default: break
        }
        return .notActive(certificateID: certificate.id, certificate.status)
    }

    /// The CA that registers a certificate by itself.
    private func registrar(
        of certificate: X509Certificate,
        _ rest: ArraySlice<[UInt8]>,
        hasServerName: Bool
    ) -> RegisteredAuthority? {
        let willing = authorities().filter { authority in
            authority.isActive && authority.registersDevices && (hasServerName || authority.mode == .standard)
        }
        let sent = Set(rest.map { CertificateFingerprint(der: $0).description })
        let named = willing.filter { sent.contains($0.id) }
        let candidates = named + (hasServerName ? willing.filter { !sent.contains($0.id) } : [])
        return candidates.first { X509Certificate(pem: $0.pem).map(certificate.isIssued) ?? false }
    }

    /// The event of a registration, and of each connection until the activation. The keys are those of the developer guide,
    /// `sourceIp` and the time of the first registration, as text, those that were seen at AWS.
    private func registration(
        of certificate: RegisteredCertificate,
        _ authority: RegisteredAuthority,
        _ sourceIP: String?,
        isFirst: Bool,
        _ now: Int64
    ) -> MQTTMessage {
        var document: [String: JSONValue] = [
            "certificateId": .string(certificate.id), "caCertificateId": .string(authority.id),
            "timestamp": .integer(now), "certificateStatus": .string(CertificateStatus.pendingActivation.rawValue),
            "awsAccountId": .string(settings.names.account),
            "certificateRegistrationTimestamp": isFirst ? .null : .text(certificate.registered.map { "\($0)" }),
        ]
        if let sourceIP { document["sourceIp"] = .string(sourceIP) }
        return MQTTMessage(topic: "$aws/events/certificates/registered/\(authority.id)", document: .object(document))
    }

    /// When what stands in for a function activates the certificate of `event`; nil when nothing would be called with that.
    private func activation(after event: MQTTMessage, _ authority: RegisteredAuthority, _ now: Int64) -> Int64? {
        guard let hook = settings.jitrActivation, authority.provisioning == nil else { return nil }
        let isCalled =
            !hook.needsRule
            || tables.rules.values.contains {
                !$0.isDisabled && MQTTTopic.matches(filter: $0.filter, topic: event.topic)
            }
        return isCalled ? now.addingReportingOverflow(max(0, hook.delay)).partialValue : nil
    }

    /// When the next certificate is to be activated, milliseconds since 1970; nil: none waits.
    public var nextActivation: Int64? { tables.certificates.values.compactMap(\.activation).min() }

    /// Activates the certificates of just-in-time registration whose time has come; their ids. One that cannot be activated,
    /// as without the policy, waits for its next event.
    @discardableResult
    public func activateDue(now: Int64) -> [String] {
        guard let hook = settings.jitrActivation else { return [] }
        let due = tables.certificates.values.filter { certificate in certificate.activation.map { $0 <= now } ?? false }
        return due.map(\.id).sorted().filter { activate($0, hook, now) }
    }

    private func activate(_ id: String, _ hook: JITRActivation, _ now: Int64) -> Bool {
        guard var certificate = tables.certificates[id] else { return false }
        do throws(APIError) {
            try attach(policy: hook.policy, to: arn(of: certificate))
            try set(.active, of: id, now: now)
            return true
        } catch {
            certificate.activation = nil
            put(certificate)
            return false
        }
    }
}
