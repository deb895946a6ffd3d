/// The address filters of the WDEV block, one pair per interface, station and access point (libpp's wDev_SetMacAddress,
/// wDev_SetBssid, wDev_ClearBssid and wdev_go_sniffer, read): an address, a mask of its bits that count, and in bit 16 of the
/// mask's second word whether the filter is on.
struct MACFilters {
    /// Bits of a received frame's first control word.
    struct Match: OptionSet {
        let rawValue: UInt32
        static let ownAddress = [Match(rawValue: 1 << 28), Match(rawValue: 1 << 29)]
        static let network = [Match(rawValue: 1 << 30), Match(rawValue: 1 << 31)]
        var isForUs: Bool { !isDisjoint(with: Self(Self.ownAddress)) }
    }

    private struct Filter {
        let address: UInt32
        let mask: UInt32

        /// What the words of a filter say of `bytes`, six of them; nil while it is off.
        func accepts(_ bytes: [UInt8], _ words: [UInt32: UInt32]) -> Bool? {
            let high = words[mask &+ 4] ?? 0
            guard high >> 16 & 1 != 0 else { return nil }
            let difference = bytes.word(0) ^ (words[address] ?? 0)
            let highDifference = UInt32(bytes.half(4)) ^ (words[address &+ 4] ?? 0)
            return difference & (words[mask] ?? 0) == 0 && highDifference & high & 0xFFFF == 0
        }
    }

    private static let own = [Filter(address: 0x0C48, mask: 0x0C58), Filter(address: 0x0C50, mask: 0x0C60)]
    private static let network = [Filter(address: 0x0C28, mask: 0x0C38), Filter(address: 0x0C30, mask: 0x0C40)]
    private static let first: UInt32 = 0x0C28
    private static let last: UInt32 = 0x0C64
    private var words: [UInt32: UInt32] = [:]

    /// The register at `offset`; nil for another's.
    func read(_ offset: UInt32) -> UInt32? { Self.first...Self.last ~= offset ? words[offset] ?? 0 : nil }

    /// Stores to the register at `offset`; false for another's.
    mutating func write(_ offset: UInt32, _ value: UInt32) -> Bool {
        guard Self.first...Self.last ~= offset else { return false }
        words[offset] = value
        return true
    }

    /// Which filters let `frame` through; none: it is not received. A frame for all is of an interface whose network it
    /// names; any is of the first interface that has an address and no network's filter (assumed: how a station hears
    /// beacons while it scans, and an access point's side, open or closed, does not: libpp 0.9.9 of esp-open-rtos gives a
    /// station nothing that is of the other interface's network as well, read).
    func match(_ frame: AirFrame) -> Match {
        guard frame.bytes.count >= 10 else { return [] }
        let receiver = Array(frame.bytes[4..<10])
        let bssid = MACHeader(frame.bytes)?.bssid
        let isWildcard = bssid?.allSatisfy { $0 == 0xFF } ?? false
        var match: Match = []
        for interface in 0..<2 {
            let isOwn = Self.own[interface].accepts(receiver, words)
            if isOwn == true, !frame.isForAll { match.insert(.ownAddress[interface]) }
            guard let isOwn, let bssid else { continue }
            let isOfNetwork =
                Self.network[interface].accepts(bssid, words).map { $0 || isWildcard }
                ?? (frame.isForAll ? match.isEmpty : isOwn)
            if isOfNetwork { match.insert(.network[interface]) }
        }
        return frame.isForAll || match.isForUs ? match : []
    }
}
