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
