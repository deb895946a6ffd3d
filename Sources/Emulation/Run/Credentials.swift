import CloudEndpoint
import Inputs

extension ClientCredentials {
    /// Reads three files; every fault names the file it is in.
    public static func read(
        ca: String,
        cert: String,
        key: String
    ) throws(EmulationError) -> ClientCredentials {
        let caText = try FileAccess.text(ca)
        let certText = try FileAccess.text(cert)
        let keyText = try FileAccess.text(key)
        do {
            return try ClientCredentials(certificatePEM: certText, keyPEM: keyText, caPEM: caText)
        } catch {
            switch error {
            case .notACA: throw .badInput(file: ca, line: nil, message: error.description)
            case .notACertificate: throw .badInput(file: cert, line: nil, message: error.description)
            case .notAKey, .keyIsEncrypted: throw .badInput(file: key, line: nil, message: error.description)
            case .keyDoesNotMatch:
                throw .badInput(file: key, line: nil, message: "does not belong to the certificate in \(cert)")
            }
        }
    }
}
