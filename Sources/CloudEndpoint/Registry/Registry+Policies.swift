extension Registry {
    /// A policy by its name.
    func policy(_ name: String) throws(APIError) -> RegisteredPolicy {
        guard let policy = tables.policies[name] else { throw .missing("policy", name) }
        return policy
    }

    /// A version of a policy.
    func version(_ number: String, of policy: RegisteredPolicy) throws(APIError) -> RegisteredPolicy.Version {
        guard let version = policy.versions.first(where: { "\($0.number)" == number }) else {
            throw .missing("policy version", number)
        }
        return version
    }

    /// The ARN of the policy `name`.
    func arn(ofPolicy name: String) -> String { settings.names.of(.policy, name) }

    /// Makes a policy with one version.
    @discardableResult
    func createPolicy(_ name: String, _ document: String, now: Int64) throws(APIError) -> RegisteredPolicy {
        guard tables.policies[name] == nil else {
            let resource = APIError.Resource(id: name, arn: arn(ofPolicy: name))
            throw APIError(.resourceAlreadyExists, "The policy \(name.shown) already exists", resource: resource)
        }
        try check(document)
        let policy = RegisteredPolicy(
            name: name,
            versions: [RegisteredPolicy.Version(number: 1, document: document, created: now)],
            defaultVersion: 1,
            nextVersion: 2,
            created: now,
            modified: now,
            generation: uuid()
        )
        put(policy)
        return policy
    }

    /// Whether a text is a policy.
    func check(_ document: String) throws(APIError) {
        do throws(MalformedPolicy) {
            _ = try PolicyDocument(document)
        } catch {
            throw APIError(.malformedPolicy, error.description)
        }
    }

    /// Adds a version to a policy.
    func createVersion(
        of name: String,
        _ document: String,
        isDefault: Bool,
        now: Int64
    ) throws(APIError) -> RegisteredPolicy.Version {
        var policy = try policy(name)
        try check(document)
        guard policy.versions.count < RegisteredPolicy.mostVersions else {
            throw APIError(
                .versionsLimitExceeded,
                "The policy \(name.shown) already has \(RegisteredPolicy.mostVersions) versions"
            )
        }
        let version = RegisteredPolicy.Version(number: policy.nextVersion, document: document, created: now)
        policy.versions.append(version)
        policy.nextVersion += 1
        policy.modified = now
        if isDefault { policy.defaultVersion = version.number }
        put(policy)
        return version
    }

    /// Makes a version the one that counts.
    func setDefaultVersion(_ number: String, of name: String, now: Int64) throws(APIError) {
        var policy = try policy(name)
        policy.defaultVersion = try version(number, of: policy).number
        policy.modified = now
        put(policy)
    }

    /// Takes a version away that does not count.
    func deleteVersion(_ number: String, of name: String, now: Int64) throws(APIError) {
        var policy = try policy(name)
        let version = try version(number, of: policy)
        guard version.number != policy.defaultVersion else {
            throw APIError(.deleteConflict, "The default version of the policy \(name.shown) cannot be deleted")
        }
        policy.versions.removeAll { $0.number == version.number }
        policy.modified = now
        put(policy)
    }

    /// Forgets a policy that is attached to nothing and has one version.
    func deletePolicy(_ name: String) throws(APIError) {
        let policy = try policy(name)
        guard policy.versions.count == 1 else {
            throw APIError(.deleteConflict, "The policy \(name.shown) has versions that have to be deleted first")
        }
        guard targets(ofPolicy: name).isEmpty else {
            throw APIError(.deleteConflict, "The policy \(name.shown) is attached and has to be detached first")
        }
        remove(policy)
    }

    /// All policies, in the order in which they were made.
    func policies() -> [RegisteredPolicy] {
        tables.policies.values.sorted { ($0.created, $0.name) < ($1.created, $1.name) }
    }
}
