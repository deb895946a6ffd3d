extension Registry {
    /// The parameters that just-in-time provisioning gives a template (developer guide, Just-in-time provisioning).
    private static let parameters: [(name: String, attribute: NameAttribute)] = [
        ("Country", .country), ("Organization", .organization), ("OrganizationalUnit", .organizationalUnit),
        ("DistinguishedNameQualifier", .distinguishedNameQualifier), ("StateName", .state),
        ("CommonName", .commonName), ("SerialNumber", .serialNumber),
    ]

    /// Carries out the template of the CA that a certificate was registered under; nil when it has none.
    func provision(
        _ certificate: RegisteredCertificate,
        _ parsed: X509Certificate,
        _ authority: RegisteredAuthority,
        _ now: Int64
    ) -> RegistryAdmission.Provisioning? {
        guard let config = authority.provisioning else { return nil }
        var values = ["AWS::IoT::Certificate::Id": certificate.id]
        for (name, attribute) in Self.parameters {
            values["AWS::IoT::Certificate::\(name)"] = parsed.subject(attribute).first
        }
        do throws(APIError) {
            let body = try templateBody(of: config)
            let plan = try ProvisioningPlan(ProvisioningPlan.Template(body), values)
            try carryOut(plan, certificate.id, now)
            return .done
        } catch {
            return .failed(error.message)
        }
    }

    private func templateBody(of config: RegistrationConfig) throws(APIError) -> String {
        if let body = config.templateBody { return body }
        guard let name = config.templateName, let template = tables.templates[name] else {
            throw .missing("provisioning template", config.templateName ?? "")
        }
        guard template.isEnabled else { throw .invalid("The provisioning template \(name.shown) is disabled") }
        return template.body
    }

    /// Makes what a plan has for a registered certificate; nothing if something it needs is not there.
    func carryOut(_ plan: ProvisioningPlan, _ certificateID: String, _ now: Int64) throws(APIError) {
        let certificate = try certificate(certificateID)
        try checkParts(of: plan)
        for policy in plan.policies {
            let name = try make(policy, now)
            try attach(policy: name, to: arn(of: certificate))
        }
        if let thing = plan.thing {
            try make(thing, now)
            try attach(principal: arn(of: certificate), to: thing.name)
        }
        try set(plan.certificate.status, of: certificateID, now: now)
    }

    private func checkParts(of plan: ProvisioningPlan) throws(APIError) {
        for policy in plan.policies {
            if let name = policy.name { _ = try self.policy(name) }
            if let document = policy.document, (try? PolicyDocument(document)) == nil {
                throw APIError(.malformedPolicy, "The template's policy document is malformed")
            }
        }
        guard let thing = plan.thing else { return }
        if let type = thing.type { _ = try thingType(type) }
        for group in thing.groups { _ = try thingGroup(group) }
    }

    /// The name of a policy that a template has, made if it is not there: without a name it is called after its document.
    private func make(_ plan: ProvisioningPlan.PolicyPlan, _ now: Int64) throws(APIError) -> String {
        guard let document = plan.document else { return plan.name ?? "" }
        let name = CertificateFingerprint(der: Array(document.utf8)).description
        if tables.policies[name] == nil { try createPolicy(name, document, now: now) }
        return name
    }

    private func make(_ plan: ProvisioningPlan.ThingPlan, _ now: Int64) throws(APIError) {
        guard tables.things[plan.name] != nil else {
            try createThing(plan.name, type: plan.type, attributes: plan.attributes, now: now)
            for group in plan.groups { try add(thing: plan.name, to: group, now: now) }
            return
        }
        guard !plan.overrides.values.contains(.fail) else {
            throw APIError(.resourceRegistrationFailure, "The thing \(plan.name.shown) already exists")
        }
        var update = ThingUpdate()
        if plan.overrides["ThingTypeName"] == .replace { update.type = plan.type }
        switch plan.overrides["AttributePayload"] {
        case .replace?: update.attributes = plan.attributes
        case .merge?:
            update.attributes = plan.attributes
            update.isMerged = true
        default: break
        }
        if update.type != nil || update.attributes != nil { try updateThing(plan.name, update, now: now) }
        try regroup(plan, now)
    }

    private func regroup(_ plan: ProvisioningPlan.ThingPlan, _ now: Int64) throws(APIError) {
        guard let override = plan.overrides["ThingGroups"], override != .nothing else { return }
        if override == .replace {
            for group in try thing(plan.name).groups where !plan.groups.contains(group) {
                try remove(thing: plan.name, from: group, now: now)
            }
        }
        for group in plan.groups { try add(thing: plan.name, to: group, now: now) }
    }

    /// Makes a template with a name.
    func createTemplate(_ template: ProvisioningTemplate) throws(APIError) {
        _ = try ProvisioningPlan.Template(template.body)
        guard tables.templates[template.name] == nil else {
            throw APIError(.resourceAlreadyExists, "The template \(template.name.shown) already exists")
        }
        put(template)
    }

    /// A template by its name.
    func template(_ name: String) throws(APIError) -> ProvisioningTemplate {
        guard let template = tables.templates[name] else { throw .missing("provisioning template", name) }
        return template
    }

    /// Keeps a template that was changed.
    func updateTemplate(_ template: ProvisioningTemplate) { put(template) }

    /// Forgets a template that no CA has.
    func deleteTemplate(_ name: String) throws(APIError) {
        let template = try template(name)
        guard !tables.authorities.values.contains(where: { $0.provisioning?.templateName == name }) else {
            throw APIError(.deleteConflict, "A CA certificate has the template \(name.shown)")
        }
        remove(template)
    }

    /// All templates, in the order of their names.
    func templates() -> [ProvisioningTemplate] { tables.templates.values.sorted { $0.name < $1.name } }
}
