import Foundation
import TestSupport

@testable import CloudEndpoint

/// The certificates that a run takes when it is given none.
enum Fixtures {
    static let host = "a1b2c3d4e5f6g7-ats.iot.us-east-1.amazonaws.com"

    static func text(_ name: String) throws -> String {
        try String(contentsOfFile: "\(packageRoot)/Resources/certificates/\(name)", encoding: .utf8)
    }

    static func bytes(_ name: String) throws -> [UInt8] { Array(try text(name).utf8) }

    static func device(_ name: String) throws -> ClientCredentials {
        try ClientCredentials(
            certificate: bytes("\(name).pem"),
            key: bytes("\(name).key.pem"),
            authorities: bytes("root-ca.pem")
        )
    }

    /// The endpoint as a run sets it up.
    static func configuration(
        registered: [UInt8]?,
        status: CertificateStatus = .active,
        seed: UInt64 = 1,
        rsaChain: String = "server-rsa-2048.chain.pem",
        flight: EndpointConfiguration.ServerFlight = .recordPerGroup
    ) throws -> EndpointConfiguration {
        var configuration = EndpointConfiguration(
            rsa: EndpointConfiguration.Identity(
                chainPEM: try text(rsaChain),
                keyPEM: try text("server-rsa-2048.key.pem")
            ),
            ecdsa: EndpointConfiguration.Identity(
                chainPEM: try text("server-p256.chain.pem"),
                keyPEM: try text("server-p256.key.pem")
            ),
            clientCAPEM: try text("device-ca.pem"),
            seed: seed,
            serverFlight: flight
        )
        configuration.judge = judge(registered.map { [($0, status)] } ?? [])
        return configuration
    }

    /// Knows `certificates`, DER.
    static func judge(
        _ certificates: [(der: [UInt8], status: CertificateStatus)]
    ) -> @Sendable ([[UInt8]]) -> CertificateRefusal? {
        { chain in
            guard let found = certificates.first(where: { $0.der == chain.first }) else { return .notRegistered }
            return found.status == .active ? nil : .notActive(found.status)
        }
    }
}
