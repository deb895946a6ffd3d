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
        let ending = chain == .ats ? "-ats.chain.pem" : ".chain.pem"
        rsaChain = try FileAccess.text(locator.certificate("server-rsa-2048\(ending)"))
        rsaKey = try FileAccess.text(locator.certificate("server-rsa-2048.key.pem"))
        ecdsaChain = try FileAccess.text(locator.certificate("server-p256\(ending)"))
        ecdsaKey = try FileAccess.text(locator.certificate("server-p256.key.pem"))
        deviceCA = try FileAccess.text(locator.certificate("device-ca.pem"))
    }
}
