import JSON

/// Certificates of devices.
extension ControlPlane {
    static let certificateRoutes = [
        Route("CreateCertificateFromCsr", "POST", "/certificates", ControlPlane.createFromRequest),
        Route("CreateKeysAndCertificate", "POST", "/keys-and-certificate", ControlPlane.createWithKeys),
        Route("RegisterCertificate", "POST", "/certificate/register", ControlPlane.registerCertificate),
        Route("RegisterCertificateWithoutCA", "POST", "/certificate/register-no-ca", ControlPlane.registerWithoutCA),
        Route("DescribeCertificate", "GET", "/certificates/{certificateId}", ControlPlane.describeCertificate),
        Route("UpdateCertificate", "PUT", "/certificates/{certificateId}", ControlPlane.updateCertificate),
        Route("DeleteCertificate", "DELETE", "/certificates/{certificateId}", ControlPlane.deleteCertificate),
        Route("ListCertificates", "GET", "/certificates", ControlPlane.listCertificates),
        Route("ListCertificatesByCA", "GET", "/certificates-by-ca/{caCertificateId}", ControlPlane.listByAuthority),
    ]

    private func createFromRequest(_ call: APICall) throws(APIError) -> APIResponse {
        let request = try call.text("certificateSigningRequest")
        guard (1...4096).contains(request.utf8.count) else {
            throw .invalid("certificateSigningRequest must have 1 to 4096 characters")
        }
        let isActive = try call.flag("setAsActive")
        let certificate = try registry.issueCertificate(request: request, isActive: isActive, now: call.now)
        return .document(issued(certificate))
    }

    private func createWithKeys(_ call: APICall) throws(APIError) -> APIResponse {
        let (certificate, keys) = try registry.issueCertificate(isActive: call.flag("setAsActive"), now: call.now)
        let pair: JSONValue = ["PublicKey": .string(keys.publicPEM), "PrivateKey": .string(keys.privatePEM)]
        return .document(issued(certificate, ["keyPair": pair]))
    }

    private func issued(_ certificate: RegisteredCertificate, _ more: [String: JSONValue] = [:]) -> JSONValue {
        let members: [String: JSONValue] = [
            "certificateArn": .string(registry.arn(of: certificate)), "certificateId": .string(certificate.id),
            "certificatePem": .string(certificate.pem),
        ]
        return .object(members.merging(more) { _, new in new })
    }

    private func parsed(_ pem: String) throws(APIError) -> X509Certificate {
        guard let certificate = X509Certificate(pem: pem) else {
            throw APIError(.certificateValidation, "Cannot use the certificate: \(CertificateFault.unreadable)")
        }
        return certificate
    }

    private func registerCertificate(_ call: APICall) throws(APIError) -> APIResponse {
        let certificate = try parsed(call.text("certificatePem"))
        let authority = try registry.authority(for: certificate, pem: call.optional("caCertificatePem"))
        guard authority.isActive else {
            throw APIError(.certificateState, "The CA certificate \(authority.id) is not ACTIVE")
        }
        let usual: CertificateStatus = try call.flag("setAsActive") ? .active : .inactive
        return try register(certificate, authority, usual, call)
    }

    private func registerWithoutCA(_ call: APICall) throws(APIError) -> APIResponse {
        try register(parsed(call.text("certificatePem")), nil, .inactive, call)
    }

    private func register(
        _ certificate: X509Certificate,
        _ authority: RegisteredAuthority?,
        _ usual: CertificateStatus,
        _ call: APICall
    ) throws(APIError) -> APIResponse {
        var status = usual
        if let text = try call.optional("status") { status = try APICall.status(text, "status") }
        guard status != .pendingTransfer, status != .pendingActivation else {
            throw .invalid("A certificate cannot be registered as \(status.rawValue)")
        }
        let registered = try registry.register(certificate, authority: authority, status: status, now: call.now)
        return .document([
            "certificateArn": .string(registry.arn(of: registered)), "certificateId": .string(registered.id),
        ])
    }

    private func describeCertificate(_ call: APICall) throws(APIError) -> APIResponse {
        let certificate = try registry.certificate(call.certificateID("certificateId"))
        let account = JSONValue.string(registry.settings.names.account)
        var description: [String: JSONValue] = [
            "certificateArn": .string(registry.arn(of: certificate)), "certificateId": .string(certificate.id),
            "status": .string(certificate.status.rawValue), "certificatePem": .string(certificate.pem),
            "ownedBy": account, "creationDate": .time(certificate.created),
            "lastModifiedDate": .time(certificate.modified), "customerVersion": .integer(certificate.version),
            "transferData": [:], "generationId": .string(certificate.generation),
            "validity": certificate.validity.document, "certificateMode": .string(certificate.mode.rawValue),
        ]
        description["caCertificateId"] = certificate.authority.map(JSONValue.string)
        return .document(["certificateDescription": .object(description)])
    }

    private func updateCertificate(_ call: APICall) throws(APIError) -> APIResponse {
        guard let text = call.parameter("newStatus") else { throw .invalid("newStatus is missing") }
        let status = try APICall.status(text, "newStatus")
        try registry.update(call.certificateID("certificateId"), to: status, now: call.now)
        return .empty
    }

    private func deleteCertificate(_ call: APICall) throws(APIError) -> APIResponse {
        try registry.deleteCertificate(call.certificateID("certificateId"), isForced: call.flag("forceDelete"))
        return .empty
    }

    private func listCertificates(_ call: APICall) throws(APIError) -> APIResponse {
        try list(registry.certificates(), call)
    }

    private func listByAuthority(_ call: APICall) throws(APIError) -> APIResponse {
        try list(registry.certificates(of: call.certificateID("caCertificateId")), call)
    }

    private func list(_ certificates: [RegisteredCertificate], _ call: APICall) throws(APIError) -> APIResponse {
        try call.page(certificates) { creationKey($0.created, $0.id) }.document("certificates", next: "nextMarker") {
            [
                "certificateArn": .string(registry.arn(of: $0)), "certificateId": .string($0.id),
                "status": .string($0.status.rawValue), "certificateMode": .string($0.mode.rawValue),
                "creationDate": .time($0.created),
            ]
        }
    }
}

extension CertificateValidity {
    /// As the API has it.
    var document: JSONValue { ["notBefore": .integer(notBefore), "notAfter": .integer(notAfter)] }
}
