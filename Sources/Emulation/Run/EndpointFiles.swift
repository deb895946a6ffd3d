import Foundation
import Inputs

/// PEM texts of the built-in endpoint.
package struct EndpointFiles: Sendable, Equatable {
    /// Chain and key for RSA suites.
    package var rsaChain = "", rsaKey = ""
    /// Chain and key for ECDSA suites.
    package var ecdsaChain = "", ecdsaKey = ""
    /// What it trusts in devices.
    package var deviceCA = ""

    /// Of an endpoint that nobody connects to.
    init() {}

    /// Reads the tool's files, with chains as long as `chain` says.
    package init(_ locator: Locator, _ chain: Scenario.ServerChain) throws(EmulationError) {
        let ending = chain == .legacy ? ".chain.pem" : "-ats.chain.pem"
        rsaChain = try FileAccess.text(locator.certificate("server-rsa-2048\(ending)"))
        if chain == .crossSigned { rsaChain = Self.withoutLast(rsaChain) }
        rsaKey = try FileAccess.text(locator.certificate("server-rsa-2048.key.pem"))
        ecdsaChain = try FileAccess.text(locator.certificate("server-p256\(ending)"))
        ecdsaKey = try FileAccess.text(locator.certificate("server-p256.key.pem"))
        deviceCA = try FileAccess.text(locator.certificate("device-ca.pem"))
    }

    /// A PEM of certificates without the last of them.
    private static func withoutLast(_ chain: String) -> String {
        let start = "-----BEGIN CERTIFICATE-----"
        return chain.range(of: start, options: .backwards).map { String(chain[..<$0.lowerBound]) } ?? chain
    }
}
