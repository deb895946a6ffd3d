/// What authenticates and encrypts the handshake of WPA and WPA2 (EAPOL-Key's Key Descriptor Version, IEEE 802.11-2016
/// 12.7.2).
enum KeyDescriptorVersion: UInt16, Sendable {
    /// HMAC-MD5 and RC4.
    case md5RC4 = 1
    /// HMAC-SHA-1, cut to 16 bytes, and AES key wrap.
    case sha1AES = 2

    /// That of a pairwise cipher.
    init(_ cipher: WirelessCipher) { self = cipher == .ccmp ? .sha1AES : .md5RC4 }
}

/// The pairwise transient key of an access point and a station (IEEE 802.11-2016 12.7.1.3).
struct PairwiseKeys: Equatable, Sendable {
    let cipher: WirelessCipher
    /// Key confirmation key, 16 bytes.
    let confirmation: [UInt8]
    /// Key encryption key, 16 bytes.
    let encryption: [UInt8]
    /// Temporal key, 16 bytes of CCMP, 32 of TKIP.
    let temporal: [UInt8]

    /// One end of the link.
    struct End {
        var address: EUI48
        var nonce: [UInt8]
    }

    /// PRF of the pairwise master key: 48 bytes of CCMP, 64 of TKIP.
    init(master: [UInt8], cipher: WirelessCipher, _ one: End, _ other: End) {
        let addresses = one.address.bits < other.address.bits ? (one, other) : (other, one)
        let isFirst = one.nonce.lexicographicallyPrecedes(other.nonce)
        let nonces = isFirst ? one.nonce + other.nonce : other.nonce + one.nonce
        let context = addresses.0.address.bytes + addresses.1.address.bytes + nonces
        let bytes = WirelessHash.prf(
            master,
            label: "Pairwise key expansion",
            context: context,
            count: 32 + cipher.keyLength
        )
        self.cipher = cipher
        confirmation = Array(bytes[..<16])
        encryption = Array(bytes[16..<32])
        temporal = Array(bytes[32...])
    }

    /// What versions of EAPOL-Key go with the cipher.
    var version: KeyDescriptorVersion { KeyDescriptorVersion(cipher) }
}

/// A group key, with its number.
struct GroupKey: Equatable, Sendable {
    var cipher: WirelessCipher
    /// 1 or 2.
    var id: Int
    /// 16 bytes of CCMP, 32 of TKIP.
    var key: [UInt8]
    /// Packet number of the last frame under it.
    var number: UInt64 = 0
}
