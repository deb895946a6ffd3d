extension Registry {
    /// Most policies of one principal (AWS General Reference, AWS IoT Core quotas).
    static let mostPolicies = 10

    /// What policies are attached to.
    enum PolicyTarget {
        case certificate(RegisteredCertificate)
        case group(ThingGroup)

        /// Names of its policies, in the order of attaching.
        var policies: [String] {
            switch self {
            case .certificate(let certificate): certificate.policies
            case .group(let group): group.policies
            }
        }
    }

    /// The certificate or thing group with an ARN.
    func target(_ arn: String) throws(APIError) -> PolicyTarget {
        if let name = settings.names.name(.thingGroup, in: arn) { return .group(try thingGroup(name)) }
        guard settings.names.name(.certificate, in: arn) != nil else {
            throw .invalid("The target \(arn.shown) is neither a certificate nor a thing group of this account")
        }
        return .certificate(try certificate(arn: arn))
    }

    /// Attaches a policy, which may be attached already.
    func attach(policy name: String, to arn: String) throws(APIError) {
        _ = try policy(name)
        let target = try target(arn)
        guard !target.policies.contains(name) else { return }
        guard target.policies.count < Self.mostPolicies else {
            throw APIError(.limitExceeded, "The target already has \(Self.mostPolicies) policies")
        }
        keep(target.policies + [name], of: target)
    }

    /// Detaches a policy.
    /// - Parameter isStrict: a policy that is not attached is an error.
    func detach(policy name: String, from arn: String, isStrict: Bool = false) throws(APIError) {
        _ = try policy(name)
        let target = try target(arn)
        guard target.policies.contains(name) || !isStrict else {
            throw APIError(.resourceNotFound, "The policy \(name.shown) is not attached to the principal")
        }
        keep(target.policies.filter { $0 != name }, of: target)
    }

    private func keep(_ policies: [String], of target: PolicyTarget) {
        switch target {
        case .certificate(var certificate):
            certificate.policies = policies
            put(certificate)
        case .group(var group):
            group.policies = policies
            put(group)
        }
    }

    /// ARNs of what a policy is attached to, in order.
    func targets(ofPolicy name: String) -> [String] {
        let certificates = tables.certificates.values.filter { $0.policies.contains(name) }.map(arn)
        let groups = tables.thingGroups.values.filter { $0.policies.contains(name) }
        return (certificates + groups.map { settings.names.of(.thingGroup, $0.name) }).sorted()
    }

    /// Names of the policies attached to `target`, and to the groups above it when `isRecursive`.
    func policies(of target: PolicyTarget, isRecursive: Bool) -> [String] {
        guard case .group(let group) = target, isRecursive else { return target.policies }
        return Self.unique(lineage(of: group).flatMap(\.policies))
    }

    /// Names of all policies that count for a certificate: its own, then those of the groups that its things are in, and
    /// of the groups above them.
    func policyNames(of certificate: RegisteredCertificate) -> [String] {
        let groups = certificate.things.compactMap { tables.things[$0.name] }.flatMap(\.groups)
        let inherited = groups.compactMap { tables.thingGroups[$0] }.flatMap(lineage)
        return Self.unique(certificate.policies + inherited.flatMap(\.policies))
    }

    /// The policies that count for a certificate, and none for one that is not registered.
    public func policies(of certificateID: String) -> [(name: String, document: PolicyDocument)] {
        guard let certificate = tables.certificates[certificateID] else { return [] }
        return named(policyNames(of: certificate))
    }

    /// Policies with their documents.
    func named(_ names: [String]) -> [(name: String, document: PolicyDocument)] {
        names.compactMap { name in document(ofPolicy: name).map { (name, $0) } }
    }

    private static func unique(_ names: [String]) -> [String] {
        var seen: Set<String> = []
        return names.filter { seen.insert($0).inserted }
    }
}
