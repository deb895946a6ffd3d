import CloudEndpoint
import ESP8266
import Inputs

extension ClientCredentials {
    /// The files that a device's credentials come from.
    package struct Files: Sendable {
        let ca: String
        let cert: String
        let key: String

        /// Paths of CA, certificate and key, as the user gave them.
        package init(ca: String, cert: String, key: String) {
            self.ca = ca
            self.cert = cert
            self.key = key
        }

        /// The file that holds `part`.
        func path(of part: CredentialError.Part) -> String {
            switch part {
            case .authorities: ca
            case .certificate: cert
            case .key: key
            }
        }
    }

    /// Reads three files; every fault names the file it is in. The device trusts the certificates of `other` too, PEM.
    package static func read(
        _ files: Files,
        alsoTrusting other: String = "",
        _ locator: Locator
    ) throws(EmulationError) -> ClientCredentials {
        let authorities = try locator.bytes(files.ca) + Array(other.utf8)
        let certificate = try locator.bytes(files.cert)
        let key = try locator.bytes(files.key)
        do {
            return try ClientCredentials(certificate: certificate, key: key, authorities: authorities)
        } catch {
            let message =
                error.fault == .mismatch ? "does not belong to the certificate in \(files.cert)" : error.description
            throw .badInput(file: files.path(of: error.part), line: nil, message: message)
        }
    }

    /// Refuses an import whose certificates and key cannot be used, or do not belong together.
    package static func check(_ imported: ImportedConfiguration) throws(EmulationError) {
        let certificate = imported.certificate
        do {
            _ = try ClientCredentials(
                certificate: certificate.bytes,
                key: imported.key.bytes,
                authorities: (imported.authorities ?? certificate).bytes
            )
        } catch {
            switch error.part {
            case .certificate: throw certificate.fault(error.description)
            case .key: throw imported.key.fault(error.description)
            case .authorities: throw (imported.authorities ?? certificate).fault(error.description)
            }
        }
    }

    /// Refuses files with a curve that the TLS library in `firmware` was built without: the device could not read them
    /// (mbedTLS: −0x3A00). A firmware whose symbols do not show the library is not judged.
    func checkCurves(
        of firmware: ELFImage,
        _ library: OwnTLSLibrary,
        named image: String,
        _ files: Files
    ) throws(EmulationError) {
        guard firmware.symbols.contains(where: { $0.name.hasPrefix(library.library.functionPrefix) }) else { return }
        for needed in neededCurves where !library.knows(firmware, needed.curve) {
            let message =
                "has a key on the curve \(needed.curve), which \(library.library.name) in \(image) is built without"
            throw .badInput(file: files.path(of: needed.part), line: nil, message: message)
        }
    }
}
