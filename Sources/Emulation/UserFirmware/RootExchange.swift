import ESP8266
import Foundation
import Inputs
import Record

/// Exchanges the root certificates in firmware for the endpoint's, so that firmware that pins its server's root takes the
/// endpoint's chain: where it has no root, those of authorities below one. Each keeps its place and its length.
struct RootExchange {
    private let roots: [RootCertificate]
    /// What was exchanged, in words.
    private(set) var notes: [String] = []

    /// Takes the endpoint's roots, PEM.
    init(roots pem: [UInt8]) {
        roots = TrustSearch.found(in: pem).compactMap { RootCertificate($0.der) }
    }

    /// The content of the file `file` with other roots.
    ///
    /// - Throws: `EmulationError.badInput` when a root has too few bytes for the endpoint's.
    mutating func exchanged(_ bytes: [UInt8], file: String) throws(EmulationError) -> [UInt8] {
        var result = bytes
        let trust = TrustSearch.found(in: bytes)
        let pinsRoot = trust.contains(where: \.isRoot)
        let kind = pinsRoot ? "root certificate" : "certificate of the authority"
        for pinned in trust where pinsRoot ? pinned.isRoot : pinned.isAuthority {
            let place = "'\((pinned.subject ?? "").printable)' at 0x\(String(pinned.range.lowerBound, radix: 16))"
            let isRSA = pinned.key?.hasPrefix("RSA") == true
            guard let root = roots.first(where: { $0.isRSA == isRSA }) else {
                throw .badInput(
                    file: file,
                    line: nil,
                    message: "no root of the endpoint has a key like that of \(place)"
                )
            }
            guard let der = root.der(size: pinned.der.count), Self.write(der, over: pinned, in: &result) else {
                throw .badInput(
                    file: file,
                    line: nil,
                    message: "the \(kind) \(place) has \(pinned.der.count) bytes; "
                        + "the endpoint's needs at least \(root.leastSize)"
                )
            }
            notes.append("\(kind) \(place) of \(FileName.name(of: file)) exchanged for '\(root.subject)'")
        }
        if result != bytes, let dump = try? FlashDump(bytes: bytes) { dump.renewChecks(of: &result) }
        return result
    }

    /// Refuses firmware in which nothing was exchanged.
    func check(_ file: String) throws(EmulationError) {
        guard notes.isEmpty else { return }
        throw .badInput(file: file, line: nil, message: "holds no root certificate that could be exchanged")
    }

    /// Writes `der` where `pinned` stands: of PEM the characters of base64, whatever stands between them.
    private static func write(_ der: [UInt8], over pinned: PinnedTrust, in bytes: inout [UInt8]) -> Bool {
        guard pinned.kind == .certificatePEM else {
            guard der.count == pinned.range.count else { return false }
            bytes.replaceSubrange(pinned.range, with: der)
            return true
        }
        let dash = UInt8(ascii: "-")
        // Behind the dashes of the first line and before those of the last.
        let lines = bytes[pinned.range].split(separator: dash, omittingEmptySubsequences: true)
        guard lines.count == 3 else { return false }
        let body = lines[1].indices.filter { isBase64(bytes[$0]) }
        let text = Array(Data(der).base64EncodedString().utf8)
        guard body.count == text.count else { return false }
        for (place, character) in zip(body, text) { bytes[place] = character }
        return true
    }

    private static func isBase64(_ byte: UInt8) -> Bool {
        let character = Character(UnicodeScalar(byte))
        return character.isASCII && (character.isLetter || character.isNumber || "+/=".contains(character))
    }
}
