import ESP8266
import Foundation
import Record

/// Something in a firmware by which it knows whom to trust.
struct PinnedTrust: Equatable {
    /// What it is.
    let kind: FirmwareIdentity.Trust.Kind
    /// Where it stands in the bytes that were searched.
    let range: Range<Int>
    /// Whose it is, as far as it says.
    let subject: String?
    /// Kind and size of the key, as far as it says.
    let key: String?
    /// Whether it is a certificate that names itself as its issuer, as roots do.
    var isRoot = false
    /// Whether it is a certificate that may issue others.
    var isAuthority = false
    /// The certificate's DER; empty for what is none.
    var der: [UInt8] = []
}

extension PinnedTrust {
    /// What `vesp identify` says of the file `bytes`, of which the CPU sees `visible`; nil for nothing. `isLoaded`: what
    /// else is in the file, such as the debugger's, is no part of the firmware.
    static func record(
        of bytes: [UInt8],
        visible: [(address: UInt32, file: Range<Int>)],
        isLoaded: Bool = false
    ) -> [FirmwareIdentity.Trust]? {
        let texts = TrustSearch.found(in: bytes).filter { found in
            !isLoaded || visible.contains { $0.file.contains(found.range.lowerBound) }
        }
        let all = texts + BearSSLAnchors.found(in: bytes, regions: visible)
        let trust = all.sorted { $0.range.lowerBound < $1.range.lowerBound }.prefix(TrustSearch.most).map { found in
            FirmwareIdentity.Trust(
                kind: found.kind,
                offset: found.range.lowerBound,
                size: found.range.count,
                subject: found.subject,
                key: found.key,
                isRoot: found.isRoot
            )
        }
        return trust.isEmpty ? nil : trust
    }
}

/// Looks through a firmware's bytes for certificates, public keys and fingerprints.
struct TrustSearch {
    /// A bundle of all roots of the web has about 150; more say nothing new, and a hostile file could have thousands.
    static let most = 256
    /// A certificate, or its PEM, is shorter.
    private static let longest = 16 << 10

    private let bytes: [UInt8]
    private var found: [PinnedTrust] = []

    private init(_ bytes: [UInt8]) { self.bytes = bytes }

    /// What `bytes` hold, in order.
    static func found(in bytes: [UInt8]) -> [PinnedTrust] {
        var search = TrustSearch(bytes)
        search.run()
        return search.found
    }

    private mutating func run() {
        var place = 0
        while place < bytes.count, found.count < Self.most {
            let trust =
                switch bytes[place] {
                case UInt8(ascii: "-"): pem(at: place)
                case DERReader.Tag.sequence: certificate(at: place)
                default: fingerprint(at: place)
                }
            if let trust { found.append(trust) }
            place = trust?.range.upperBound ?? place + 1
        }
    }

    /// A certificate in DER: two sequences, both longer than 255 bytes.
    private func certificate(at place: Int) -> PinnedTrust? {
        let longForm: UInt8 = 0x82
        guard place + 8 < bytes.count, bytes[place + 1] == longForm, bytes[place + 4] == DERReader.Tag.sequence,
            bytes[place + 5] == longForm,
            let certificate = X509Certificate(bytes[place..<min(bytes.count, place + Self.longest)])
        else { return nil }
        return Self.trust(.certificateDER, certificate, place..<certificate.der.endIndex)
    }

    private static func trust(
        _ kind: FirmwareIdentity.Trust.Kind,
        _ certificate: X509Certificate,
        _ range: Range<Int>
    ) -> PinnedTrust {
        PinnedTrust(
            kind: kind,
            range: range,
            subject: certificate.subject,
            key: certificate.key.name,
            isRoot: certificate.isSelfIssued,
            isAuthority: certificate.isAuthority,
            der: Array(certificate.der)
        )
    }

    private static let begin = Array("-----BEGIN ".utf8), end = Array("-----END ".utf8), dashes = Array("-----".utf8)

    /// A PEM block (RFC 7468) of a certificate or a public key.
    private func pem(at place: Int) -> PinnedTrust? {
        let rest = bytes[place..<min(bytes.count, place + Self.longest)]
        guard rest.starts(with: Self.begin),
            let label = text(of: rest.dropFirst(Self.begin.count), upTo: Self.dashes, within: 32),
            let body = text(of: rest.dropFirst(Self.begin.count + label.count + Self.dashes.count), upTo: Self.end)
        else { return nil }
        let close = body.endIndex + Self.end.count + label.count + Self.dashes.count
        guard close <= rest.endIndex,
            bytes[(body.endIndex + Self.end.count)..<close].elementsEqual(label + Self.dashes),
            let data = Data(base64Encoded: Data(body), options: .ignoreUnknownCharacters)
        else { return nil }
        let der = Array(data), range = place..<close
        switch String(decoding: label, as: UTF8.self) {
        case "CERTIFICATE", "TRUSTED CERTIFICATE", "X509 CERTIFICATE":
            return X509Certificate(der[...]).map { Self.trust(.certificatePEM, $0, range) }
        case "PUBLIC KEY":
            let key = PublicKeyKind(der[...])?.name
            return key.map { PinnedTrust(kind: .publicKeyPEM, range: range, subject: nil, key: $0) }
        case "RSA PUBLIC KEY":
            let bits = PublicKeyKind.modulusBits(der[...])
            return bits.map { PinnedTrust(kind: .publicKeyPEM, range: range, subject: nil, key: "RSA-\($0)") }
        default: return nil
        }
    }

    /// The bytes before `mark`, if it comes.
    private func text(of rest: ArraySlice<UInt8>, upTo mark: [UInt8], within most: Int = longest) -> ArraySlice<UInt8>?
    {
        let stop = min(rest.endIndex, rest.startIndex + most)
        var place = rest.startIndex
        while place < stop {
            if rest[place] == mark[0], rest[place...].starts(with: mark) { return rest[rest.startIndex..<place] }
            place += 1
        }
        return nil
    }

    /// A SHA-1 fingerprint as text: twenty pairs of hexadecimal digits, between them spaces or colons, as browsers, openssl
    /// and Arduino's `setFingerprint` have them.
    private func fingerprint(at place: Int) -> PinnedTrust? {
        let length = 20 * 3 - 1
        guard place + length <= bytes.count, bytes[place].isHexDigit else { return nil }
        let separator = bytes[place + 2]
        guard separator == UInt8(ascii: ":") || separator == UInt8(ascii: " ") else { return nil }
        let before = place > 0 ? bytes[place - 1] : 0
        guard !before.isHexDigit, place < 2 || before != separator || !bytes[place - 2].isHexDigit else { return nil }
        for offset in 0..<length {
            let byte = bytes[place + offset]
            guard offset % 3 == 2 ? byte == separator : byte.isHexDigit else { return nil }
        }
        // Longer ones are of other digests.
        let after = place + length < bytes.count ? bytes[place + length] : 0
        guard after != separator, !after.isHexDigit else { return nil }
        let text = String(decoding: bytes[place..<place + length], as: UTF8.self)
        return PinnedTrust(kind: .fingerprint, range: place..<place + length, subject: text, key: nil)
    }
}

extension UInt8 {
    fileprivate var isHexDigit: Bool { Character(UnicodeScalar(self)).isHexDigit }
}
