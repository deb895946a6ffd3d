/// Amazon resource names of one account in one region (AWS General Reference, ARNs; developer guide, Action resources).
public struct ResourceName: Sendable, Equatable {
    /// Twelve digits.
    public var account: String
    /// `us-east-1`.
    public var region: String

    /// Names in `account` and `region`.
    public init(account: String, region: String) {
        self.account = account
        self.region = region
    }

    /// Kinds of resources and the word that ARNs have for them.
    enum Kind: String {
        case certificate = "cert"
        case authority = "cacert"
        case policy
        case thing
        case thingType = "thingtype"
        case thingGroup = "thinggroup"
        case rule
        case provisioningTemplate = "provisioningtemplate"
    }

    /// `arn:aws:iot:REGION:ACCOUNT:`.
    var prefix: String { "arn:aws:iot:\(region):\(account):" }

    /// The ARN of the `kind` called `name`.
    func of(_ kind: Kind, _ name: String) -> String { "\(prefix)\(kind.rawValue)/\(name)" }

    /// The name in an ARN of `kind`; nil when it is not such an ARN of this account and region.
    func name(_ kind: Kind, in arn: String) -> String? {
        let start = "\(prefix)\(kind.rawValue)/"
        guard arn.hasPrefix(start), arn.utf8.count > start.utf8.count else { return nil }
        return String(arn.dropFirst(start.count))
    }
}
