/// A root certificate that can be written in as many bytes as another had.
///
/// What is changed are extensions (RFC 5280 section 4.2) that a root needs none of, and the length of its serial number. Its
/// signature over itself no longer holds then, and nobody needs to check that of a certificate that he trusts (RFC 5280 section
/// 6.1.1): mbedTLS and `openssl verify` do not (tested); that axTLS, BearSSL and wolfSSL do not is assumed.
struct RootCertificate {
    /// Its common name.
    let subject: String
    /// Whether its key is an RSA key.
    let isRSA: Bool
    private let der: [UInt8]
    /// The parts of the signed part before the extensions, and what stands behind it.
    private let version: ArraySlice<UInt8>, serial: ArraySlice<UInt8>, fields: ArraySlice<UInt8>,
        signature: ArraySlice<UInt8>
    private let extensions: [ArraySlice<UInt8>]

    /// subjectKeyIdentifier, authorityKeyIdentifier, keyUsage, without which a root is as good.
    private static let dispensable: [[UInt8]] = [[0x55, 0x1D, 0x0E], [0x55, 0x1D, 0x23], [0x55, 0x1D, 0x0F]]
    /// An example object identifier, 2.999.1.
    private static let filler: [UInt8] = [0x88, 0x37, 0x01]
    /// Where lengths around the extensions need another byte, a shorter serial number makes up for it.
    private static let serialCuts = 0...3

    /// Takes the DER of a certificate with extensions; nil for anything else.
    init?(_ der: [UInt8]) {
        guard let certificate = X509Certificate(der[...]), certificate.isSelfIssued else { return nil }
        var outside = DERReader(certificate.der)
        guard let whole = outside.next() else { return nil }
        var parts = DERReader(whole.content)
        guard let signed = parts.next() else { return nil }
        var inside = DERReader(signed.content)
        guard let version = inside.next(DERReader.Tag.version), let serial = inside.next(DERReader.Tag.integer),
            serial.content.count > Self.serialCuts.upperBound + 1
        else { return nil }
        var last: DERReader.Element?
        while let field = inside.next() { last = field }
        guard let last, last.tag == DERReader.Tag.extensions else { return nil }
        var wrapped = DERReader(last.content)
        guard let list = wrapped.next(DERReader.Tag.sequence) else { return nil }
        var items = DERReader(list.content), extensions: [ArraySlice<UInt8>] = []
        while let item = items.next() { extensions.append(item.whole) }
        subject = certificate.subject
        isRSA = certificate.key.isRSA
        self.der = Array(certificate.der)
        self.extensions = extensions
        self.version = version.whole
        self.serial = serial.content
        fields = signed.content[serial.whole.endIndex..<last.whole.startIndex]
        signature = parts.bytes
    }

    /// Fewest bytes it can be written in.
    var leastSize: Int {
        min(der.count, encoded(without: Self.dispensable, cut: Self.serialCuts.upperBound).count)
    }

    /// Its DER in `size` bytes; nil where there is no room, or no way to reach that size.
    func der(size: Int) -> [UInt8]? {
        guard size != der.count else { return der }
        for cut in Self.serialCuts {
            for count in 0...Self.dispensable.count {
                let left = Array(Self.dispensable.prefix(count))
                let plain = encoded(without: left, cut: cut).count
                if plain == size { return encoded(without: left, cut: cut) }
                guard plain < size else { continue }
                // With it, the lengths around it may grow.
                for zeros in max(0, size - plain - 32)...size - plain {
                    let padded = encoded(without: left, cut: cut, zeros: zeros)
                    if padded.count == size { return padded }
                }
            }
        }
        return nil
    }

    /// The certificate without the extensions `left` and `cut` bytes of its serial number, with one of `zeros` bytes more.
    private func encoded(without left: [[UInt8]], cut: Int = 0, zeros: Int? = nil) -> [UInt8] {
        var list = extensions.filter { item in
            !left.contains { item.dropFirst(4).starts(with: $0) }
        }.flatMap { Array($0) }
        if let zeros {
            let value = Self.element(DERReader.Tag.octetString, [UInt8](repeating: 0, count: zeros))
            list += Self.element(DERReader.Tag.sequence, Self.element(DERReader.Tag.identifier, Self.filler) + value)
        }
        let wrapped = Self.element(DERReader.Tag.extensions, Self.element(DERReader.Tag.sequence, list))
        let number = Self.element(DERReader.Tag.integer, Array(serial.dropLast(cut)))
        let signed = Self.element(DERReader.Tag.sequence, Array(version) + number + Array(fields) + wrapped)
        return Self.element(DERReader.Tag.sequence, signed + Array(signature))
    }

    private static func element(_ tag: UInt8, _ content: [UInt8]) -> [UInt8] {
        let count = content.count
        switch count {
        case ..<0x80: return [tag, UInt8(count)] + content
        case ..<0x100: return [tag, 0x81, UInt8(count)] + content
        default: return [tag, 0x82, UInt8(truncatingIfNeeded: count >> 8), UInt8(truncatingIfNeeded: count)] + content
        }
    }
}
