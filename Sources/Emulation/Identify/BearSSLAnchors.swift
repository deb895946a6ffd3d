import ESP8266
import Record

/// Finds BearSSL's trust anchors (`br_x509_trust_anchor`, BearSSL:inc/bearssl_x509.h) that a compiler laid out as constants:
/// the name of a root and its key, each behind a pointer.
struct BearSSLAnchors {
    /// Bytes of the file that the CPU sees, and where it sees them.
    typealias Region = (address: UInt32, file: Range<Int>)

    private let bytes: [UInt8]
    private let regions: [Region]
    private static let most = 256
    /// Lengths of names, of moduli and exponents of RSA keys, of points on P-256, P-384 and P-521.
    private static let names: ClosedRange<UInt32> = 12...512, moduli: ClosedRange<UInt32> = 128...512,
        exponents: ClosedRange<UInt32> = 1...8
    private static let points: [UInt32: (curve: String, length: UInt32)] = [
        23: ("P-256", 65), 24: ("P-384", 97), 25: ("P-521", 133),
    ]
    /// BR_KEYTYPE_RSA and BR_KEYTYPE_EC; BR_X509_TA_CA is the only flag.
    private static let rsa: UInt8 = 1, ec: UInt8 = 2, mostFlags: UInt32 = 1
    /// Words of the structure with the longer of the two keys.
    private static let size = 8 * 4

    /// Those in `bytes`, of which the CPU sees `regions`; in order.
    static func found(in bytes: [UInt8], regions: [Region]) -> [PinnedTrust] {
        let usable = regions.filter { !$0.file.isEmpty && bytes.indices.contains($0.file.upperBound - 1) }.prefix(64)
        let search = BearSSLAnchors(bytes: bytes, regions: Array(usable))
        var found: [PinnedTrust] = []
        for region in search.regions {
            for place in stride(from: region.file.lowerBound, to: region.file.upperBound - size + 1, by: 4) {
                guard found.count < most else { return found }
                if let anchor = search.anchor(at: place) { found.append(anchor) }
            }
        }
        return found.sorted { $0.range.lowerBound < $1.range.lowerBound }
    }

    private func anchor(at place: Int) -> PinnedTrust? {
        let length = word(place, 1), flags = word(place, 2)
        guard Self.names.contains(length), flags <= Self.mostFlags, let key = key(at: place),
            let name = content(word(place, 0), length), name.first == DERReader.Tag.sequence
        else { return nil }
        var reader = DERReader(name)
        guard let whole = reader.next(), whole.whole.count == name.count else { return nil }
        return PinnedTrust(
            kind: .trustAnchor,
            range: place..<place + Self.size,
            subject: X509Certificate.text(whole.content),
            key: key,
            isRoot: flags == Self.mostFlags
        )
    }

    /// The key of the structure at `place`, by its kind and size.
    private func key(at place: Int) -> String? {
        let first = word(place, 4), second = word(place, 5), third = word(place, 6)
        switch bytes[place + 12] {
        case Self.rsa:
            let exponent = word(place, 7)
            guard Self.moduli.contains(second), Self.exponents.contains(exponent), content(third, exponent) != nil,
                let modulus = content(first, second)?.drop(while: { $0 == 0 }), let top = modulus.first
            else { return nil }
            return "RSA-\(modulus.count * 8 - top.leadingZeroBitCount)"
        case Self.ec:
            guard let point = Self.points[first], third == point.length, content(second, third)?.first == 4 else {
                return nil
            }
            return point.curve
        default: return nil
        }
    }

    private func word(_ place: Int, _ index: Int) -> UInt32 { bytes.word(place + 4 * index) }

    /// What the CPU sees at `address`; nil unless all of it is in one region.
    private func content(_ address: UInt32, _ count: UInt32) -> ArraySlice<UInt8>? {
        let count = Int(count)
        for region in regions {
            let distance = Int(address &- region.address)
            guard distance < region.file.count, count <= region.file.count - distance else { continue }
            let start = region.file.lowerBound + distance
            return bytes[start..<start + count]
        }
        return nil
    }
}
