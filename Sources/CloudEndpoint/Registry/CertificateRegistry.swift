/// Whether a registered certificate may authenticate: names of AWS IoT's API (`CertificateStatus`).
public enum CertificateStatus: String, Codable, Sendable, CaseIterable {
    /// The only one that lets a device in.
    case active = "ACTIVE"
    /// Switched off for the time being.
    case inactive = "INACTIVE"
    /// Switched off for good.
    case revoked = "REVOKED"
    /// On its way to another account.
    case pendingTransfer = "PENDING_TRANSFER"
    /// Registered and switched off; AWS has deprecated it.
    case registerInactive = "REGISTER_INACTIVE"
    /// Registered because its device connected; not yet switched on.
    case pendingActivation = "PENDING_ACTIVATION"
}

/// The device certificates that an endpoint knows, by fingerprint.
public struct CertificateRegistry: Sendable {
    private var statuses: [CertificateFingerprint: CertificateStatus] = [:]

    /// A registry without certificates: it lets nobody in.
    public init() {}

    /// Adds the certificate with this DER, or gives the one that is there the new status.
    @discardableResult
    public mutating func register(der: [UInt8], status: CertificateStatus = .active) -> CertificateFingerprint {
        let fingerprint = CertificateFingerprint(der: der)
        statuses[fingerprint] = status
        return fingerprint
    }

    /// The status of a certificate, `nil` when it is not registered.
    public func status(of fingerprint: CertificateFingerprint) -> CertificateStatus? { statuses[fingerprint] }
}
