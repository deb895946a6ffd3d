extension FirmwareIdentity {
    /// A certificate, key or fingerprint in a firmware, by which it knows its server.
    public struct Trust: Sendable, Equatable, Codable {
        /// What it is.
        public var kind: Kind
        /// Where its first byte stands in the file; in a flash image that is its place in the flash.
        public var offset: Int
        /// Its bytes there.
        public var size: Int
        /// Common name of its subject, or the fingerprint; null where it has none.
        @Nullable public var subject: String?
        /// Kind and size of its key; null where it has none.
        @Nullable public var key: String?
        /// Whether it is the certificate or trust anchor of a root.
        public var isRoot: Bool

        /// The forms in which firmware holds what it trusts.
        public enum Kind: String, Sendable, Codable, CaseIterable {
            /// A certificate as text (RFC 7468).
            case certificatePEM = "certificate_pem"
            /// A certificate (RFC 5280).
            case certificateDER = "certificate_der"
            /// A root's name and key in BearSSL's structure.
            case trustAnchor = "trust_anchor"
            /// A public key as text.
            case publicKeyPEM = "public_key_pem"
            /// The SHA-1 digest of a certificate, as text.
            case fingerprint

            /// In a sentence.
            public var text: String {
                switch self {
                case .certificatePEM: "certificate, PEM"
                case .certificateDER: "certificate, DER"
                case .trustAnchor: "trust anchor, BearSSL"
                case .publicKeyPEM: "public key, PEM"
                case .fingerprint: "SHA-1 fingerprint"
                }
            }
        }

        package init(kind: Kind, offset: Int, size: Int, subject: String?, key: String?, isRoot: Bool) {
            self.kind = kind
            self.offset = offset
            self.size = size
            self.isRoot = isRoot
            self.subject = subject
            self.key = key
        }

        enum CodingKeys: String, CodingKey {
            case kind, offset, size, subject, key
            case isRoot = "is_root"
        }
    }
}
