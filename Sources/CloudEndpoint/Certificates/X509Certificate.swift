import Foundation
import SwiftASN1
import X509

/// A certificate that somebody handed in, read (RFC 5280).
struct X509Certificate: Sendable {
    /// As it came.
    let der: [UInt8]
    private let certificate: Certificate

    /// Reads DER; nil when it is no certificate, or one of an algorithm that is not known.
    init?(der: [UInt8]) {
        guard let certificate = try? Certificate(derEncoded: der) else { return nil }
        self.der = der
        self.certificate = certificate
    }

    /// Reads the first certificate of a PEM.
    init?(pem: String) {
        guard let der = PEMText.der(in: pem, ["CERTIFICATE", "X509 CERTIFICATE", "TRUSTED CERTIFICATE"]) else {
            return nil
        }
        self.init(der: der)
    }

    /// What AWS IoT calls it.
    var id: String { CertificateFingerprint(der: der).description }

    /// Seconds since 1970 from and until which it is valid.
    var validity: CertificateValidity {
        CertificateValidity(
            notBefore: Int64(clamping: certificate.notValidBefore),
            notAfter: Int64(clamping: certificate.notValidAfter)
        )
    }

    /// Lower-case hexadecimal digits.
    var serialNumber: String { Hexadecimal.text(certificate.serialNumber.bytes) }

    /// Whether it says of itself that it may issue others (RFC 5280, 4.2.1.9), or is an old one that signed itself.
    var isAuthority: Bool {
        switch try? certificate.extensions.basicConstraints {
        case .isCertificateAuthority?: true
        case .notCertificateAuthority?: false
        case nil: certificate.version == .v1 && isIssued(by: self)
        }
    }

    /// Whether `authority` has the issuer's name and its key made the signature.
    func isIssued(by authority: X509Certificate) -> Bool {
        certificate.issuer == authority.certificate.subject
            && authority.certificate.publicKey.isValidSignature(certificate.signature, for: certificate)
    }

    /// Whether `other` has the same subject.
    func hasSubject(of other: X509Certificate) -> Bool { certificate.subject == other.certificate.subject }

    /// The values of an attribute of the subject's name, in their order.
    func subject(_ attribute: NameAttribute) -> [String] { Self.values(of: attribute, in: certificate.subject) }

    /// The values of an attribute of the issuer's name.
    func issuer(_ attribute: NameAttribute) -> [String] { Self.values(of: attribute, in: certificate.issuer) }

    private static func values(of attribute: NameAttribute, in name: DistinguishedName) -> [String] {
        name.flatMap { $0 }.filter { $0.type == attribute.identifier }.compactMap { String($0.value) }
    }

    /// Alternative names of the subject by the names that policies have for their kinds.
    var alternativeNames: [(kind: String, value: String)] {
        Self.alternativeNames(try? certificate.extensions.subjectAlternativeNames)
    }

    private static func alternativeNames(_ names: SubjectAlternativeNames?) -> [(kind: String, value: String)] {
        (names ?? SubjectAlternativeNames()).compactMap { name in
            switch name {
            case .rfc822Name(let text): ("RFC822Name", text)
            case .dnsName(let text): ("DNSName", text)
            case .uniformResourceIdentifier(let text): ("UniformResourceIdentifier", text)
            case .directoryName(let name): ("DirectoryName", name.description)
            case .ipAddress(let octets) where octets.bytes.count == 4:
                ("IPAddress", octets.bytes.map { "\($0)" }.joined(separator: "."))
            default: nil
            }
        }
    }
}

/// From and until when a certificate is valid, seconds since 1970.
struct CertificateValidity: Codable, Equatable, Sendable {
    var notBefore: Int64
    var notAfter: Int64
}

extension Int64 {
    /// Whole seconds since 1970.
    fileprivate init(clamping date: Date) { self = Int64(exactly: date.timeIntervalSince1970.rounded(.down)) ?? 0 }
}

/// Attributes of distinguished names by the names that policies (developer guide, X.509 certificate policy variables) have
/// for them; ITU-T X.520 has the object identifiers.
enum NameAttribute: String, CaseIterable, Sendable {
    case distinguishedNameQualifier = "DistinguishedNameQualifier"
    case country = "Country"
    case organization = "Organization"
    case organizationalUnit = "OrganizationalUnit"
    case state = "State"
    case commonName = "CommonName"
    case serialNumber = "SerialNumber"
    case title = "Title"
    case surname = "Surname"
    case givenName = "GivenName"
    case initials = "Initials"
    case pseudonym = "Pseudonym"
    case generationQualifier = "GenerationQualifier"

    fileprivate var identifier: ASN1ObjectIdentifier {
        switch self {
        case .distinguishedNameQualifier: [2, 5, 4, 46]
        case .country: [2, 5, 4, 6]
        case .organization: [2, 5, 4, 10]
        case .organizationalUnit: [2, 5, 4, 11]
        case .state: [2, 5, 4, 8]
        case .commonName: [2, 5, 4, 3]
        case .serialNumber: [2, 5, 4, 5]
        case .title: [2, 5, 4, 12]
        case .surname: [2, 5, 4, 4]
        case .givenName: [2, 5, 4, 42]
        case .initials: [2, 5, 4, 43]
        case .pseudonym: [2, 5, 4, 65]
        case .generationQualifier: [2, 5, 4, 44]
        }
    }
}
