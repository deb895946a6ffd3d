import SwiftASN1

/// PEM (RFC 7468) as people paste it: with text around it, and with any line ends.
enum PEMText {
    /// Most bytes of a PEM that is looked at (service model, CertificatePem).
    static let mostBytes = 65_536

    /// DER of the first block in `text` under one of `labels`; nil when there is none or it is damaged.
    static func der(in text: String, _ labels: Set<String>) -> [UInt8]? { document(in: text, labels)?.derBytes }

    /// The first block in `text` under one of `labels`; nil when there is none or it is damaged.
    static func document(in text: String, _ labels: Set<String>) -> PEMDocument? {
        guard text.utf8.count <= mostBytes else { return nil }
        var rest = text.replacing("\r\n", with: "\n")[...]
        while let start = rest.firstRange(of: "-----BEGIN ") {
            let block = rest[start.lowerBound...]
            guard let label = label(of: block), let end = block.firstRange(of: "-----END \(label)-----") else {
                return nil
            }
            if labels.contains(label) {
                return try? PEMDocument(pemString: String(block[..<end.upperBound]))
            }
            rest = block[end.upperBound...]
        }
        return nil
    }

    private static func label(of block: Substring) -> String? {
        let name = block.dropFirst("-----BEGIN ".count)
        return name.firstRange(of: "-----").map { String(name[..<$0.lowerBound]) }
    }

    /// The certificate `der` as PEM, with a line end behind it, as AWS IoT gives it.
    static func certificate(_ der: [UInt8]) -> String {
        PEMDocument(type: "CERTIFICATE", derBytes: der).pemString + "\n"
    }
}
