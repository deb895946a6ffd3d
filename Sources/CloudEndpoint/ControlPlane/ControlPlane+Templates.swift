import JSON

/// Provisioning templates, as far as just-in-time provisioning needs them, and things made of one.
extension ControlPlane {
    static let templateRoutes = [
        Route("CreateProvisioningTemplate", "POST", "/provisioning-templates", ControlPlane.createTemplate),
        Route(
            "DescribeProvisioningTemplate",
            "GET",
            "/provisioning-templates/{templateName}",
            ControlPlane.describeTemplate
        ),
        Route(
            "UpdateProvisioningTemplate",
            "PATCH",
            "/provisioning-templates/{templateName}",
            ControlPlane.updateTemplate
        ),
        Route(
            "DeleteProvisioningTemplate",
            "DELETE",
            "/provisioning-templates/{templateName}",
            ControlPlane.deleteTemplate
        ),
        Route("ListProvisioningTemplates", "GET", "/provisioning-templates", ControlPlane.listTemplates),
        Route("RegisterThing", "POST", "/things", ControlPlane.registerThing),
    ]

    private func createTemplate(_ call: APICall) throws(APIError) -> APIResponse {
        let type = try call.optional("type") ?? "FLEET_PROVISIONING"
        guard type == "JITP" else {
            throw APIError(
                .notImplemented,
                "Fleet provisioning is not implemented by this endpoint; the type must be JITP"
            )
        }
        guard call.document["preProvisioningHook"] == nil else {
            throw .invalid("There is no preProvisioningHook with the type JITP")
        }
        let template = ProvisioningTemplate(
            name: try NameRule.template.check(call.text("templateName"), "templateName"),
            body: try call.text("templateBody"),
            description: try call.optional("description"),
            role: try call.text("provisioningRoleArn"),
            isEnabled: try APICall.flag("enabled", in: call.document),
            type: type,
            created: call.now,
            modified: call.now
        )
        try registry.createTemplate(template)
        return .document([
            "templateArn": .string(arn(of: template)), "templateName": .string(template.name), "defaultVersionId": 1,
        ])
    }

    private func arn(of template: ProvisioningTemplate) -> String {
        registry.settings.names.of(.provisioningTemplate, template.name)
    }

    private func shortDocument(of template: ProvisioningTemplate) -> [String: JSONValue] {
        var document: [String: JSONValue] = [
            "templateArn": .string(arn(of: template)), "templateName": .string(template.name),
            "creationDate": .time(template.created), "lastModifiedDate": .time(template.modified),
            "enabled": .bool(template.isEnabled), "type": .string(template.type),
        ]
        document["description"] = template.description.map(JSONValue.string)
        return document
    }

    private func describeTemplate(_ call: APICall) throws(APIError) -> APIResponse {
        let template = try registry.template(call.name("templateName", .template))
        return .document(
            .object(
                shortDocument(of: template).merging([
                    "defaultVersionId": 1, "templateBody": .string(template.body),
                    "provisioningRoleArn": .string(template.role),
                ]) { _, new in new }
            )
        )
    }

    private func updateTemplate(_ call: APICall) throws(APIError) -> APIResponse {
        var template = try registry.template(call.name("templateName", .template))
        guard [nil, 1].contains(call.document["defaultVersionId"]) else {
            throw .invalid("The template \(template.name.shown) has the version 1 only")
        }
        if call.document["enabled"] != nil { template.isEnabled = try APICall.flag("enabled", in: call.document) }
        template.description = try call.optional("description") ?? template.description
        template.role = try call.optional("provisioningRoleArn") ?? template.role
        template.modified = call.now
        registry.updateTemplate(template)
        return .document([:])
    }

    private func deleteTemplate(_ call: APICall) throws(APIError) -> APIResponse {
        try registry.deleteTemplate(call.name("templateName", .template))
        return .document([:])
    }

    private func listTemplates(_ call: APICall) throws(APIError) -> APIResponse {
        try call.tokenPage(registry.templates()) { $0.name }.document("templates", next: "nextToken") {
            .object(shortDocument(of: $0))
        }
    }

    private func registerThing(_ call: APICall) throws(APIError) -> APIResponse {
        let template = try ProvisioningPlan.Template(call.text("templateBody"))
        let plan = try ProvisioningPlan(template, APICall.map("parameters", in: call.document) ?? [:])
        let certificate = try certificate(for: plan.certificate, call)
        try registry.carryOut(plan, certificate.id, call.now)
        var arns: [String: JSONValue] = [:]
        if let name = plan.resources["AWS::IoT::Certificate"] { arns[name] = .string(registry.arn(of: certificate)) }
        if let name = plan.resources["AWS::IoT::Thing"], let thing = plan.thing {
            arns[name] = .string(registry.arn(ofThing: thing.name))
        }
        return .document(["certificatePem": .string(certificate.pem), "resourceArns": .object(arns)])
    }

    /// The certificate that a template speaks of, made or registered if it is not there.
    private func certificate(
        for plan: ProvisioningPlan.CertificatePlan,
        _ call: APICall
    ) throws(APIError) -> RegisteredCertificate {
        if let request = plan.request {
            return try registry.issueCertificate(request: request, isActive: false, now: call.now)
        }
        if let id = plan.id { return try registry.certificate(id) }
        guard let pem = plan.pem, let parsed = X509Certificate(pem: pem) else {
            throw .invalid("The template has no certificate that can be read")
        }
        let authority = try registry.authority(for: parsed, pem: plan.authorityPEM)
        return try registry.register(parsed, authority: authority, status: .inactive, now: call.now)
    }
}
