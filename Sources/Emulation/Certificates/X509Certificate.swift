import CloudEndpoint
import Record

/// What a certificate (RFC 5280 section 4.1) says of its subject, issuer, key and signature. Nothing is verified.
struct X509Certificate {
    /// Its DER.
    let der: ArraySlice<UInt8>
    /// The subject's distinguished name, DER.
    let subjectName: ArraySlice<UInt8>
    /// Common name of the subject, or what else its name has.
    let subject: String
    /// Common name of the issuer, or what else its name has.
    let issuer: String
    /// Its key.
    let key: PublicKeyKind
    /// What its signature is made with, or the object identifier.
    let signature: String
    /// Whether it names itself as its issuer, as roots do.
    let isSelfIssued: Bool
    /// Whether it says that it may issue certificates (section 4.2.1.9).
    let isAuthority: Bool

    /// Reads the certificate that `bytes` begin with.
    init?(_ bytes: ArraySlice<UInt8>) {
        var outside = DERReader(bytes)
        guard let whole = outside.next(DERReader.Tag.sequence) else { return nil }
        var parts = DERReader(whole.content)
        guard let signed = parts.next(DERReader.Tag.sequence), let algorithm = parts.next(DERReader.Tag.sequence),
            parts.next(DERReader.Tag.bitString) != nil
        else { return nil }
        var fields = DERReader(signed.content)
        if signed.content.first == DERReader.Tag.version { _ = fields.next() }
        guard fields.next(DERReader.Tag.integer) != nil, fields.next(DERReader.Tag.sequence) != nil,
            let issuer = fields.next(DERReader.Tag.sequence), fields.next(DERReader.Tag.sequence) != nil,
            let subject = fields.next(DERReader.Tag.sequence), let key = fields.next(DERReader.Tag.sequence),
            let kind = PublicKeyKind(key.whole)
        else { return nil }
        der = whole.whole
        subjectName = subject.whole
        self.subject = Self.text(subject.content)
        self.issuer = Self.text(issuer.content)
        self.key = kind
        signature = Self.signature(algorithm.content)
        isSelfIssued = subject.whole == issuer.whole
        isAuthority = Self.isAuthority(fields)
    }

    /// basicConstraints.
    private static let basicConstraints: [UInt8] = [0x55, 0x1D, 0x13]

    /// Whether the fields behind a certificate's key have basicConstraints with cA set.
    private static func isAuthority(_ rest: DERReader) -> Bool {
        var rest = rest
        while let field = rest.next() {
            var content = DERReader(field.content)
            guard field.tag == DERReader.Tag.extensions, let list = content.next(DERReader.Tag.sequence) else {
                continue
            }
            var extensions = DERReader(list.content)
            while let one = extensions.next(DERReader.Tag.sequence) {
                var parts = DERReader(one.content)
                guard parts.next(DERReader.Tag.identifier)?.content.elementsEqual(basicConstraints) == true else {
                    continue
                }
                while let part = parts.next() {
                    var value = DERReader(part.content)
                    guard part.tag == DERReader.Tag.octetString, let constraints = value.next(DERReader.Tag.sequence)
                    else { continue }
                    var flags = DERReader(constraints.content)
                    return flags.next(DERReader.Tag.boolean)?.content.contains { $0 != 0 } ?? false
                }
            }
        }
        return false
    }

    /// Object identifiers of attributes of a name, the most telling first: common name, organisational unit, organisation.
    private static let attributes: [[UInt8]] = [[0x55, 4, 3], [0x55, 4, 11], [0x55, 4, 10]]
    /// Longest text of an attribute that is told (ub-common-name of RFC 5280).
    private static let longestText = 64

    /// What tells most of the content of a distinguished name.
    static func text(_ name: ArraySlice<UInt8>) -> String {
        var texts: [[UInt8]: String] = [:]
        var sets = DERReader(name)
        while let set = sets.next(DERReader.Tag.set) {
            var content = DERReader(set.content)
            guard let pair = content.next(DERReader.Tag.sequence) else { continue }
            var parts = DERReader(pair.content)
            guard let type = parts.next(DERReader.Tag.identifier), let value = parts.next() else { continue }
            texts[Array(type.content)] = String(decoding: value.content.prefix(longestText), as: UTF8.self)
        }
        return attributes.lazy.compactMap { texts[$0] }.first ?? ""
    }

    /// Of RFC 4055, RFC 5758, RFC 8410 and RFC 3279.
    private static let signatures = [
        "1.2.840.113549.1.1.4": "RSA with MD5", "1.2.840.113549.1.1.5": "RSA with SHA-1",
        "1.2.840.113549.1.1.14": "RSA with SHA-224", "1.2.840.113549.1.1.11": "RSA with SHA-256",
        "1.2.840.113549.1.1.12": "RSA with SHA-384", "1.2.840.113549.1.1.13": "RSA with SHA-512",
        "1.2.840.113549.1.1.10": "RSA-PSS", "1.2.840.10045.4.1": "ECDSA with SHA-1",
        "1.2.840.10045.4.3.1": "ECDSA with SHA-224", "1.2.840.10045.4.3.2": "ECDSA with SHA-256",
        "1.2.840.10045.4.3.3": "ECDSA with SHA-384", "1.2.840.10045.4.3.4": "ECDSA with SHA-512",
        "1.3.101.112": "Ed25519", "1.3.101.113": "Ed448",
    ]

    private static func signature(_ algorithm: ArraySlice<UInt8>) -> String {
        var parts = DERReader(algorithm)
        let identifier = parts.next(DERReader.Tag.identifier).flatMap { DERReader.identifier($0.content) } ?? ""
        return signatures[identifier] ?? identifier
    }

    /// What a record says of it.
    var record: RunRecord.Wire.Certificate {
        .init(subject: subject, issuer: issuer, bytes: der.count, key: key.name, signature: signature)
    }
}

/// Kind and size of the key in a SubjectPublicKeyInfo (RFC 5280 section 4.1.2.7).
struct PublicKeyKind: Equatable {
    /// `RSA-2048`, `P-256`, or an object identifier.
    let name: String
    /// Whether it is an RSA key.
    let isRSA: Bool

    /// Reads the SubjectPublicKeyInfo that `bytes` begin with.
    init?(_ bytes: ArraySlice<UInt8>) {
        var outside = DERReader(bytes)
        guard let whole = outside.next(DERReader.Tag.sequence) else { return nil }
        var parts = DERReader(whole.content)
        guard let algorithm = parts.next(DERReader.Tag.sequence), let key = parts.next(DERReader.Tag.bitString),
            key.content.first == 0
        else { return nil }
        var fields = DERReader(algorithm.content)
        guard let identifier = fields.next(DERReader.Tag.identifier).flatMap({ DERReader.identifier($0.content) })
        else { return nil }
        isRSA = identifier == Self.rsa
        switch identifier {
        case Self.rsa:
            guard let bits = Self.modulusBits(key.content.dropFirst()) else { return nil }
            name = "RSA-\(bits)"
        case Self.ec:
            guard let curve = fields.next(DERReader.Tag.identifier).flatMap({ DERReader.identifier($0.content) })
            else { return nil }
            name = Self.short(KeyAlgorithm.curve(curve) ?? curve)
        case "1.3.101.112": name = "Ed25519"
        case "1.3.101.113": name = "Ed448"
        default: name = identifier
        }
    }

    /// rsaEncryption and id-ecPublicKey.
    private static let rsa = "1.2.840.113549.1.1.1", ec = "1.2.840.10045.2.1"

    /// `P-256` for `secp256r1`.
    private static func short(_ curve: String) -> String {
        curve.hasPrefix("secp") && curve.hasSuffix("r1") ? "P-" + curve.dropFirst(4).dropLast(2) : curve
    }

    /// Bits of the modulus of an RSAPublicKey (RFC 8017 appendix A.1.1).
    static func modulusBits(_ key: ArraySlice<UInt8>) -> Int? {
        var outside = DERReader(key)
        guard let whole = outside.next(DERReader.Tag.sequence) else { return nil }
        var parts = DERReader(whole.content)
        guard let modulus = parts.next(DERReader.Tag.integer)?.content.drop(while: { $0 == 0 }),
            let first = modulus.first
        else { return nil }
        return modulus.count * 8 - first.leadingZeroBitCount
    }
}
