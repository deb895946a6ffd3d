import TestSupport
import X509

@testable import CloudEndpoint

extension Account {
    static func registry(
        _ settings: RegistrySettings = RegistrySettings(),
        restoring changes: [KeptChange] = [],
        seed: UInt64 = 1
    ) throws -> Registry {
        guard let issuer else { throw NoKey() }
        return try Registry(settings, issuer: issuer, random: SeededGenerator(state: seed), restoring: changes)
    }

    /// The certificate that proves that somebody has the key of `device-ca`.
    static func verification(_ code: String) throws -> String {
        try issued(subject: try DistinguishedName { CommonName(code) }).serializeAsPEM().pemString
    }

    /// `device-ca`, registered so that it registers devices.
    static func registerAuthority(
        _ registry: Registry,
        isActive: Bool = true,
        registersDevices: Bool = true,
        provisioning: RegistrationConfig? = nil
    ) throws -> RegisteredAuthority {
        try registry.registerAuthority(
            Registry.AuthorityRequest(
                certificate: try resource("device-ca.pem"),
                verification: try verification(registry.registrationCode()),
                isActive: isActive,
                registersDevices: registersDevices,
                provisioning: provisioning
            ),
            now: now
        )
    }

    /// The policy of all the tutorials.
    static let everything =
        #"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"iot:*","Resource":"*"}]}"#
}
