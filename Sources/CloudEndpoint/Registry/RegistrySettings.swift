/// Who an endpoint's account is, and what depends on AWS's era.
public struct RegistrySettings: Sendable, Equatable {
    /// Account and region.
    public var names: ResourceName
    /// The part of the endpoint's names that is the account's own.
    public var endpointPrefix: String
    /// Names that `describe-endpoint` gives instead of those of AWS, by type: `iot:Data-ATS`.
    public var endpoints: [String: String] = [:]
    /// What `describe-endpoint` gives without a type.
    public var defaultEndpoint = DefaultEndpoint.ats
    /// What stands in for the function that activates certificates of just-in-time registration; nil: nothing does.
    public var jitrActivation: JITRActivation?

    /// Most certificates, things, policies and so on, all together.
    public var mostEntities = 100_000

    /// Which host is the default.
    public enum DefaultEndpoint: Sendable, Equatable {
        /// That of `iot:Data`, under VeriSign's root: AWS until about 2024.
        case legacy
        /// That of `iot:Data-ATS`; `iot:Data` is refused: AWS today.
        case ats
    }

    /// An account of examples in AWS's documentation.
    public init(
        account: String = "123456789012",
        region: String = "us-east-1",
        endpointPrefix: String = "a1b2c3d4e5f6g7"
    ) {
        names = ResourceName(account: account, region: region)
        self.endpointPrefix = endpointPrefix
    }

    /// The host for a type of `describe-endpoint`; nil when there is none of that type. The host of a type, in AWS's
    /// general reference, has the account's part in front of it.
    func endpoint(_ type: String?) -> String? {
        let type = type ?? (defaultEndpoint == .ats ? "iot:Data-ATS" : "iot:Data")
        if let name = endpoints[type] { return name }
        let domain = "\(names.region).amazonaws.com"
        switch type {
        case "iot:Data" where defaultEndpoint == .legacy: return "\(endpointPrefix).iot.\(domain)"
        case "iot:Data-ATS": return "\(endpointPrefix)-ats.iot.\(domain)"
        case "iot:CredentialProvider": return "\(endpointPrefix).credentials.iot.\(domain)"
        case "iot:Jobs": return "\(endpointPrefix).jobs.iot.\(domain)"
        default: return nil
        }
    }
}

/// What stands in for the function that a rule on `$aws/events/certificates/registered/…` calls (developer guide,
/// Automatic/just-in-time registration): it attaches a policy and activates the certificate, in that order.
public struct JITRActivation: Sendable, Equatable {
    /// The policy; it has to be there by then, or the certificate stays pending.
    public var policy: String
    /// Milliseconds from the event to the activation.
    public var delay: Int64
    /// Whether it happens only when an enabled topic rule selects from the event's topic.
    public var needsRule: Bool

    /// An activation with `policy` after `delay`.
    public init(policy: String, delay: Int64, needsRule: Bool = false) {
        self.policy = policy
        self.delay = delay
        self.needsRule = needsRule
    }
}
