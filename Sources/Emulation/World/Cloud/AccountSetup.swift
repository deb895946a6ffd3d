import CloudEndpoint
import ESP8266
import Inputs

/// Fills an account with what a scenario's `cloud` says of it.
struct AccountSetup {
    private let cloud: Scenario.Cloud
    private let files: CloudFiles
    /// The device's certificate, PEM; nil where it is not known beforehand.
    private let device: String?
    private let seed: UInt64
    /// Milliseconds since 1970.
    private let now: Int64

    /// Name of the policy of the device's certificate.
    private static let policy = "device"
    /// Name of the policy that a registered certificate gets when it is activated.
    private static let activated = "activated"

    init(_ plan: RunPlan, now: Int64) {
        cloud = plan.scenario.cloud
        files = plan.endpoint.account ?? CloudFiles()
        device = plan.own?.credentials.certificatePEM ?? files.device
        seed = plan.scenario.seed
        self.now = now
    }

    /// The registry at the beginning of a run.
    func registry() throws(EmulationError) -> Registry {
        var settings = RegistrySettings()
        if let delay = cloud.authority?.activatesAfter {
            settings.jitrActivation = JITRActivation(policy: Self.activated, delay: delay.microseconds / 1000)
        }
        guard let issuer = CertificateIssuer(keyPEM: files.issuerKey),
            let registry = try? Registry(settings, issuer: issuer, random: SplitMix64(seed: seed))
        else { throw .inconsistent("device-ca.key.pem: the issuer's key is no RSA key") }
        try set(files.policy, cloud.policy, as: Self.policy, of: registry)
        if let authority = cloud.authority {
            try set(files.authorityPolicy, authority.policy, as: Self.activated, of: registry)
            try add(authority, to: registry)
        }
        if let thing = cloud.thing {
            try check("cloud.thing") { () throws(APIError) in
                try registry.setThing(thing.name, type: thing.type, attributes: thing.attributes, now: now)
            }
        }
        if let device {
            try check(cloud.device ?? "credentials.cert") { () throws(APIError) in
                if let status = cloud.certificate.status {
                    try attach(registry.setCertificate(pem: device, now: now), status, in: registry)
                }
            }
        }
        return registry
    }

    /// Registers the first certificate that a device whose own is not known comes with; nil when there is nothing to register.
    func adoption(by registry: Registry) -> (([UInt8]) -> Void)? {
        guard device == nil, let status = cloud.certificate.status else { return nil }
        var isDone = false
        return { [weak registry] der in
            guard let registry, !isDone else { return }
            isDone = true
            // One that the registry cannot read is not registered: the device is told so.
            try? attach(registry.register(der: der, now: now), status, in: registry)
        }
    }

    private func attach(_ id: String, _ status: CertificateStatus, in registry: Registry) throws(APIError) {
        if cloud.policy != .none { try registry.attach(policy: Self.policy, toCertificate: id) }
        if let thing = cloud.thing, thing.isAttached { try registry.attach(certificate: id, toThing: thing.name) }
        try registry.set(status, of: id, now: now)
    }

    private func set(
        _ document: String?,
        _ policy: Scenario.Cloud.Policy,
        as name: String,
        of registry: Registry
    ) throws(EmulationError) {
        guard policy != .none else { return }
        let file = if case .file(let path) = policy { path } else { "policy" }
        try check(file) { () throws(APIError) in
            try registry.setPolicy(name, document ?? Registry.permissivePolicy, now: now)
        }
    }

    private func add(_ authority: Scenario.Cloud.Authority, to registry: Registry) throws(EmulationError) {
        try check(authority.template ?? authority.file ?? "device-ca.pem") { () throws(APIError) in
            try registry.setAuthority(
                pem: files.authority,
                isActive: authority.isActive,
                registersDevices: authority.registration != .none,
                template: files.template,
                now: now
            )
        }
    }

    private func check(_ file: String, _ act: () throws(APIError) -> Void) throws(EmulationError) {
        do throws(APIError) {
            try act()
        } catch {
            throw .badInput(file: file, line: nil, message: error.message)
        }
    }
}

extension Scenario.Cloud.CertificateState {
    /// As the registry has it; nil for nothing.
    fileprivate var status: CertificateStatus? { CertificateStatus(rawValue: rawValue) }
}
