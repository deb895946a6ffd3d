/// Why one of a device's certificate, key and CA cannot be used.
public struct CredentialError: Error, Equatable, Sendable, CustomStringConvertible {
    /// Which of the three.
    public enum Part: Sendable, Equatable {
        /// The device's certificate, with the chain that may follow it.
        case certificate
        /// Its private key.
        case key
        /// The CA certificates it trusts.
        case authorities
    }

    /// What is wrong with it. Certificates are counted from 1 as they stand in the file.
    public enum Fault: Sendable, Equatable {
        /// No PEM block at all.
        case notPEM
        /// Bytes as `openssl -outform der` writes them.
        case isDER
        /// Text of two bytes a character, as some Windows tools write it.
        case isUTF16
        /// PEM of something else; what its BEGIN line says.
        case isPEM(of: String)
        /// A PEM block that is cut off, or whose content is damaged. A key has no number.
        case broken(number: Int?)
        /// Made with an algorithm or a curve that no mbedTLS build of the device knows.
        case unknownAlgorithm(String, number: Int?)
        /// An EC key that describes its curve by numbers instead of by name.
        case explicitCurve(number: Int?)
        /// The private key needs a password.
        case encrypted
        /// The private key belongs to another certificate.
        case mismatch
        /// AWS IoT certifies no key of this kind.
        case uncertifiable
    }

    /// Which part is at fault.
    public let part: Part
    /// What it is at fault for.
    public let fault: Fault

    /// One line, lower case, without the file's name.
    public var description: String {
        switch fault {
        case .notPEM: "not a \(kind)"
        case .isDER:
            "in DER, not PEM; convert it: openssl \(part == .key ? "pkey" : "x509") -inform der -in FILE -out NEW.pem"
        case .isUTF16: "in UTF-16, not a \(kind); save it as ASCII or UTF-8"
        case .isPEM(let label): "a PEM file of '\(label)', not a \(kind)"
        case .broken(let number): "\(subject(number)) is cut off or damaged"
        case .unknownAlgorithm(let name, let number):
            "\(subject(number)) is made with \(name), which the device's TLS does not know; "
                + "RSA (PKCS #1 v1.5) and ECDSA with a named curve work"
        case .explicitCurve(let number):
            "\(subject(number)) describes its curve by explicit parameters; "
                + "make the key with openssl ecparam -param_enc named_curve"
        case .encrypted: "the private key is encrypted; decrypt it first"
        case .mismatch: "the private key does not belong to the certificate"
        case .uncertifiable: CertificateFault.unusableKey.description
        }
    }

    private var kind: String {
        switch part {
        case .certificate: "PEM certificate"
        case .key: "PEM private key"
        case .authorities: "PEM file of CA certificates"
        }
    }

    private func subject(_ number: Int?) -> String {
        guard let number else { return "the private key" }
        return part == .certificate && number == 1 ? "the certificate" : "certificate \(number)"
    }
}
