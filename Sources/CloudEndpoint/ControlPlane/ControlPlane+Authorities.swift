import JSON

/// CAs whose certificates devices may bring.
extension ControlPlane {
    static let authorityRoutes = [
        Route("GetRegistrationCode", "GET", "/registrationcode", ControlPlane.getRegistrationCode),
        Route("DeleteRegistrationCode", "DELETE", "/registrationcode", ControlPlane.deleteRegistrationCode),
        Route("RegisterCACertificate", "POST", "/cacertificate", ControlPlane.registerAuthority),
        Route("DescribeCACertificate", "GET", "/cacertificate/{caCertificateId}", ControlPlane.describeAuthority),
        Route("UpdateCACertificate", "PUT", "/cacertificate/{caCertificateId}", ControlPlane.updateAuthority),
        Route("DeleteCACertificate", "DELETE", "/cacertificate/{caCertificateId}", ControlPlane.deleteAuthority),
        Route("ListCACertificates", "GET", "/cacertificates", ControlPlane.listAuthorities),
    ]

    private func getRegistrationCode(_ call: APICall) -> APIResponse {
        .document(["registrationCode": .string(registry.registrationCode())])
    }

    private func deleteRegistrationCode(_ call: APICall) -> APIResponse {
        registry.deleteRegistrationCode()
        return .document([:])
    }

    private func registerAuthority(_ call: APICall) throws(APIError) -> APIResponse {
        let mode = try call.optional("certificateMode") ?? CertificateMode.standard.rawValue
        guard let mode = CertificateMode(rawValue: mode) else {
            throw .invalid("certificateMode must be DEFAULT or SNI_ONLY")
        }
        let request = Registry.AuthorityRequest(
            certificate: try call.text("caCertificate"),
            verification: try call.optional("verificationCertificate"),
            isActive: try call.flag("setAsActive"),
            registersDevices: try call.flag("allowAutoRegistration"),
            mode: mode,
            provisioning: try Self.config(in: call)
        )
        let authority = try registry.registerAuthority(request, now: call.now)
        return .document([
            "certificateArn": .string(registry.arn(of: authority)), "certificateId": .string(authority.id),
        ])
    }

    private static func config(in call: APICall) throws(APIError) -> RegistrationConfig? {
        let object = try call.object("registrationConfig")
        guard object != [:] else { return nil }
        return RegistrationConfig(
            templateBody: try APICall.optional("templateBody", in: object),
            templateName: try APICall.optional("templateName", in: object),
            roleArn: try APICall.optional("roleArn", in: object)
        )
    }

    private func describeAuthority(_ call: APICall) throws(APIError) -> APIResponse {
        let authority = try registry.authority(call.certificateID("caCertificateId"))
        let description: JSONValue = [
            "certificateArn": .string(registry.arn(of: authority)), "certificateId": .string(authority.id),
            "status": .string(authority.status), "certificatePem": .string(authority.pem),
            "ownedBy": .string(registry.settings.names.account), "creationDate": .time(authority.created),
            "autoRegistrationStatus": .string(authority.registersDevices ? "ENABLE" : "DISABLE"),
            "lastModifiedDate": .time(authority.modified), "customerVersion": .integer(authority.version),
            "generationId": .string(authority.generation), "validity": authority.validity.document,
            "certificateMode": .string(authority.mode.rawValue),
        ]
        var document: [String: JSONValue] = ["certificateDescription": description]
        if let config = authority.provisioning {
            var members: [String: JSONValue] = [:]
            members["templateBody"] = config.templateBody.map(JSONValue.string)
            members["templateName"] = config.templateName.map(JSONValue.string)
            members["roleArn"] = config.roleArn.map(JSONValue.string)
            document["registrationConfig"] = .object(members)
        }
        return .document(.object(document))
    }

    private func updateAuthority(_ call: APICall) throws(APIError) -> APIResponse {
        var update = Registry.AuthorityUpdate()
        update.isActive = try Self.choice(call, "newStatus", on: "ACTIVE", off: "INACTIVE")
        update.registersDevices = try Self.choice(call, "newAutoRegistrationStatus", on: "ENABLE", off: "DISABLE")
        update.provisioning = try Self.config(in: call)
        update.removesRegistration = try APICall.flag("removeAutoRegistration", in: call.document)
        try registry.updateAuthority(call.certificateID("caCertificateId"), update, now: call.now)
        return .empty
    }

    private static func choice(_ call: APICall, _ name: String, on: String, off: String) throws(APIError) -> Bool? {
        guard let text = call.parameter(name) else { return nil }
        guard text == on || text == off else { throw .invalid("\(name) must be \(on) or \(off)") }
        return text == on
    }

    private func deleteAuthority(_ call: APICall) throws(APIError) -> APIResponse {
        try registry.deleteAuthority(call.certificateID("caCertificateId"))
        return .document([:])
    }

    private func listAuthorities(_ call: APICall) throws(APIError) -> APIResponse {
        let template = call.parameter("templateName")
        let authorities = registry.authorities().filter {
            template == nil || $0.provisioning?.templateName == template
        }
        return try call.page(authorities) { creationKey($0.created, $0.id) }
            .document("certificates", next: "nextMarker") {
                [
                    "certificateArn": .string(registry.arn(of: $0)), "certificateId": .string($0.id),
                    "status": .string($0.status), "creationDate": .time($0.created),
                ]
            }
    }
}

extension RegisteredAuthority {
    /// As the API has it.
    fileprivate var status: String { isActive ? "ACTIVE" : "INACTIVE" }
}
