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
