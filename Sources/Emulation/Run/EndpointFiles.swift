import CloudEndpoint
import Foundation
import Inputs

/// PEM texts of the built-in endpoint.
package struct EndpointFiles: Sendable, Equatable {
    /// Chains with their keys.
    package struct Identities: Sendable, Equatable {
        /// For RSA suites.
        package var rsa = EndpointConfiguration.Identity(chainPEM: "", keyPEM: "")
        /// For ECDSA suites.
        package var ecdsa = EndpointConfiguration.Identity(chainPEM: "", keyPEM: "")
    }

    /// Who it is.
    package var identities = Identities()
    /// What it trusts in devices.
    package var deviceCA = ""
    /// What its account is made of; nil where it has none.
    package var account: CloudFiles?

    /// Of an endpoint that nobody connects to.
    init() {}

    /// Reads the tool's files, with chains as long as `chain` says.
    package init(_ locator: Locator, _ chain: Scenario.ServerChain) throws(EmulationError) {
        let ending = chain == .legacy ? ".chain.pem" : "-ats.chain.pem"
        identities.rsa = try Self.identity("server-rsa-2048", ending, locator)
        if chain == .crossSigned { identities.rsa.chainPEM = Self.withoutLast(identities.rsa.chainPEM) }
        identities.ecdsa = try Self.identity("server-p256", ending, locator)
        deviceCA = try FileAccess.text(locator.certificate("device-ca.pem"))
    }

    /// Reads what the endpoint of a scenario and its account are made of.
    init(_ scenario: Scenario, _ locator: Locator) throws(EmulationError) {
        try self.init(locator, scenario.serverChain)
        if scenario.cloud.isGiven { account = try CloudFiles(scenario.cloud, locator) }
    }

    /// A PEM of certificates without the last of them.
    private static func withoutLast(_ chain: String) -> String {
        let start = "-----BEGIN CERTIFICATE-----"
        return chain.range(of: start, options: .backwards).map { String(chain[..<$0.lowerBound]) } ?? chain
    }

    /// A chain and its key.
    static func identity(
        _ name: String,
        _ ending: String,
        _ locator: Locator
    ) throws(EmulationError) -> EndpointConfiguration.Identity {
        EndpointConfiguration.Identity(
            chainPEM: try FileAccess.text(locator.certificate(name + ending)),
            keyPEM: try FileAccess.text(locator.certificate("\(name).key.pem"))
        )
    }
}

extension EndpointFiles.Identities {
    /// Those of the kind that is served.
    package func serving(_ certificate: Scenario.ServerCertificate) -> Self {
        var served = self
        switch certificate {
        case .rsa: served.ecdsa = Self().ecdsa
        case .ecdsa: served.rsa = Self().rsa
        case .both: break
        }
        return served
    }
}
