import JSON

/// What there is once an account. Times here and in all entities are milliseconds since 1970.
struct RegistryAccount: RegistryEntity {
    static let kind = KeptChange.Kind.account
    static var table: WritableKeyPath<RegistryTables, [String: Self]> { \.account }
    static let name = "account"
    var key: String { Self.name }

    /// 64 hexadecimal digits that a verification certificate has as its common name; made when it is asked for first.
    var registrationCode: String?
    /// Which registry events are published, by the API's names of their kinds.
    var events: [String: Bool] = [:]
    /// When they were set first and last.
    var eventsCreated: Int64?
    var eventsModified: Int64?
}

/// A certificate of a device.
struct RegisteredCertificate: RegistryEntity {
    static let kind = KeptChange.Kind.certificate
    static var table: WritableKeyPath<RegistryTables, [String: Self]> { \.certificates }
    var key: String { id }

    /// Whether its thing may have other certificates.
    struct ThingLink: Codable, Equatable, Sendable {
        var name: String
        var isExclusive = false
    }

    /// SHA-256 of its DER.
    var id: String
    var pem: String
    var status: CertificateStatus
    var created: Int64
    var modified: Int64
    /// Rises with every change of the status.
    var version: Int64 = 1
    var generation: String
    /// The registered CA that issued it.
    var authority: String?
    var mode = CertificateMode.standard
    var validity: CertificateValidity
    /// Policies attached to it, in the order of attaching.
    var policies: [String] = []
    /// Things that it is attached to, in the order of attaching.
    var things: [ThingLink] = []
    /// When just-in-time registration made it; nil: another way did.
    var registered: Int64?
    /// When what stands in for the function of just-in-time registration activates it.
    var activation: Int64?
}

/// How a certificate is told which account it belongs to (service model, CertificateMode).
enum CertificateMode: String, Codable, Sendable {
    case standard = "DEFAULT"
    /// By the server's name that a client asks for.
    case sniOnly = "SNI_ONLY"
}

/// A CA whose device certificates may be registered.
struct RegisteredAuthority: RegistryEntity {
    static let kind = KeptChange.Kind.authority
    static var table: WritableKeyPath<RegistryTables, [String: Self]> { \.authorities }
    var key: String { id }

    /// SHA-256 of its DER.
    var id: String
    var pem: String
    var isActive: Bool
    /// Whether devices' certificates are registered when they connect first.
    var registersDevices: Bool
    var created: Int64
    var modified: Int64
    var version: Int64 = 1
    var generation: String
    var mode: CertificateMode
    var validity: CertificateValidity
    var provisioning: RegistrationConfig?
}

/// What just-in-time provisioning does with a certificate that was registered (service model, RegistrationConfig).
struct RegistrationConfig: Codable, Equatable, Sendable {
    var templateBody: String?
    var templateName: String?
    var roleArn: String?
}

/// A policy with its versions.
struct RegisteredPolicy: RegistryEntity {
    static let kind = KeptChange.Kind.policy
    static var table: WritableKeyPath<RegistryTables, [String: Self]> { \.policies }
    var key: String { name }

    /// A version; numbers are not used again.
    struct Version: Codable, Equatable, Sendable {
        var number: Int64
        var document: String
        var created: Int64
    }

    /// Most versions that a policy has at a time (AWS General Reference, AWS IoT Core quotas).
    static let mostVersions = 5

    var name: String
    /// In the order of their numbers.
    var versions: [Version]
    /// The number of the one that counts.
    var defaultVersion: Int64
    /// The number that the next one gets.
    var nextVersion: Int64
    var created: Int64
    var modified: Int64
    var generation: String

    /// The document that counts.
    var document: String { versions.first { $0.number == defaultVersion }?.document ?? "" }
}

/// A rule; kept, never carried out: see `JITRActivation`.
struct TopicRule: RegistryEntity {
    static let kind = KeptChange.Kind.rule
    static var table: WritableKeyPath<RegistryTables, [String: Self]> { \.rules }
    var key: String { name }

    var name: String
    var sql: String
    /// The filter that the SQL text selects from.
    var filter: String
    var description: String?
    var actions: JSONValue
    var errorAction: JSONValue?
    var sqlVersion: String
    var isDisabled: Bool
    var created: Int64
}

/// A template with a name for just-in-time provisioning.
struct ProvisioningTemplate: RegistryEntity {
    static let kind = KeptChange.Kind.template
    static var table: WritableKeyPath<RegistryTables, [String: Self]> { \.templates }
    var key: String { name }

    var name: String
    var body: String
    var description: String?
    var role: String
    var isEnabled: Bool
    /// `FLEET_PROVISIONING` or `JITP`.
    var type: String
    var created: Int64
    var modified: Int64
}
