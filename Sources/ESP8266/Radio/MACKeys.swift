/// The key table of the WDEV block (libpp's wDev_Insert_KeyEntry, wDev_Get_KeyEntry and ic_set_key, read): entries of 40 bytes
/// from 0x1400, and a word with a bit per entry that is in use.
struct MACKeys {
    /// A key and the frames it is for.
    struct Entry: Equatable {
        var address: [UInt8]
        var cipher: LinkCipher
        /// Number that the frame's cipher header has in bits 7:6 of its fourth byte.
        var keyID: UInt32
        var key: [UInt8]
    }

    static let count: UInt32 = 25
    private static let table: UInt32 = 0x1400
    private static let entrySize: UInt32 = 40
    private static let inUse: UInt32 = 0x080C
    private var words: [UInt32] = .init(repeating: 0, count: Int(count * entrySize / 4))
    private var used: UInt32 = 0

    private func index(_ offset: UInt32) -> Int? {
        let index = Int(offset &- Self.table) / 4
        return words.indices.contains(index) ? index : nil
    }

    /// The register at `offset`; nil for another's.
    func read(_ offset: UInt32) -> UInt32? { offset == Self.inUse ? used : index(offset).map { words[$0] } }

    /// Stores to the register at `offset`; false for another's.
    mutating func write(_ offset: UInt32, _ value: UInt32) -> Bool {
        if offset == Self.inUse {
            used = value
            return true
        }
        guard let index = index(offset) else { return false }
        words[index] = value
        return true
    }

    /// The entry of that number, while it is in use: six bytes of an address; bits 20:18 the cipher, 31:30 the key's number;
    /// key material from the third word on.
    func entry(_ number: UInt32) -> Entry? {
        guard number < Self.count, used >> number & 1 != 0 else { return nil }
        let first = Int(number * Self.entrySize / 4)
        let head = words[first + 1]
        guard let cipher = LinkCipher(rawValue: head >> 18 & 7) else { return nil }
        return Entry(
            address: words[first].littleEndianBytes + head.littleEndianBytes.prefix(2),
            cipher: cipher,
            keyID: head >> 30,
            key: words[(first + 2)..<(first + 10)].flatMap(\.littleEndianBytes)
        )
    }

    /// The entry that opens a protected frame: of the sender's address; the key's number decides between several.
    func entry(opening frame: AirFrame) -> Entry? {
        let bytes = frame.bytes
        guard let header = MACHeader(bytes), bytes.count >= header.size + 4 else { return nil }
        let keyID = UInt32(bytes[header.size + 3] >> 6)
        let matching = (0..<Self.count).lazy.compactMap(entry).filter { [sender = header.sender] entry in
            entry.keyID == keyID
                && (entry.address == sender || frame.isForAll && entry.address.allSatisfy { $0 == 0xFF })
        }
        return matching.first
    }
}

/// What the MAC reads of the header of a data or management frame (802.11-2016, 9.2.4 and 9.3).
struct MACHeader {
    let size: Int
    let sender: [UInt8]
    /// The network it belongs to; nil for one that names none.
    let bssid: [UInt8]?

    /// The header at the beginning of `bytes`; nil for a control frame, or for less than a header.
    init?(_ bytes: [UInt8]) {
        guard bytes.count >= 24, bytes[0] >> 2 & 3 != 1 else { return nil }
        let isData = bytes[0] >> 2 & 3 == 2
        let direction = isData ? bytes[1] & 3 : 0
        let hasQoS = isData && bytes[0] & 0x80 != 0
        size = 24 + (direction == 3 ? 6 : 0) + (hasQoS ? 2 : 0)
        guard bytes.count >= size else { return nil }
        sender = Array(bytes[10..<16])
        switch direction {
        case 0: bssid = Array(bytes[16..<22])
        case 1: bssid = Array(bytes[4..<10])
        case 2: bssid = sender
        default: bssid = nil
        }
    }
}
