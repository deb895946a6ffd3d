import CloudEndpoint
import Inputs

/// What stands in the files that a scenario's `cloud` names, and in those that the tool brings for it.
package struct CloudFiles: Sendable, Equatable {
    /// The RSA key with which the account issues certificates, PEM.
    var issuerKey = ""
    /// The certificate of the user's device, PEM; nil where none is named.
    var device: String?
    /// The policy of the device's certificate; nil for one that allows everything, or none.
    var policy: String?
    /// The CA, PEM.
    var authority = ""
    /// The policy of certificates that it has registered; nil for one that allows everything.
    var authorityPolicy: String?
    /// The provisioning template; nil for none.
    var template: String?
    /// The chains of a fault; nil where chains are in order.
    var faultyChains: EndpointFiles.Identities?

    /// Of an account that nobody uses.
    init() {}

    /// Reads the files of `cloud`.
    init(_ cloud: Scenario.Cloud, _ locator: Locator) throws(EmulationError) {
        issuerKey = try FileAccess.text(locator.certificate("device-ca.key.pem"))
        device = try cloud.device.map(locator.text)
        policy = try Self.document(cloud.policy, locator)
        authority = try locator.text(locator.certificate(cloud.authority?.file, or: "device-ca.pem"))
        authorityPolicy = try (cloud.authority?.policy).flatMap { policy throws(EmulationError) in
            try Self.document(policy, locator)
        }
        template = try (cloud.authority?.template).map(locator.text)
        guard let fault = cloud.fault, let ending = fault.chainEnding else { return }
        faultyChains = EndpointFiles.Identities(
            rsa: try EndpointFiles.identity("server-rsa-2048", ending, locator),
            ecdsa: try EndpointFiles.identity("server-p256", ending, locator)
        )
    }

    private static func document(
        _ policy: Scenario.Cloud.Policy,
        _ locator: Locator
    ) throws(EmulationError) -> String? {
        if case .file(let path) = policy { try locator.text(path) } else { nil }
    }
}

extension Scenario.Cloud.Fault {
    /// What the names of the files with its chain end in; nil where chains are in order.
    fileprivate var chainEnding: String? {
        switch kind {
        case .wrongChain: "-other.chain.pem"
        case .expiredChain: "-expired.chain.pem"
        case .notYetValidChain: "-not-yet-valid.chain.pem"
        default: nil
        }
    }

    /// Whether the endpoint's chain is another one.
    var hasChain: Bool { chainEnding != nil }

    /// Whether the device is to trust the root of that chain, so that only its dates are wrong.
    var wantsTrust: Bool { kind == .expiredChain || kind == .notYetValidChain }
}
