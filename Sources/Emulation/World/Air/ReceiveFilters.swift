/// Recognises frames that came before (IEEE 802.11-2016 10.3.2.11).
struct DuplicateFilter {
    /// Sequence and fragment number of the last frame: of each traffic identifier, then of everything else.
    private var last = [Int](repeating: -1, count: 17)

    mutating func isDuplicate(_ frame: WirelessFrame) -> Bool {
        let cache = frame.qos == nil ? 16 : frame.trafficIdentifier
        let number = Int(frame.sequenceNumber) << 4 | Int(frame.fragment)
        defer { last[cache] = number }
        return frame.control.flags.contains(.retry) && last[cache] == number
    }
}

/// Recognises packet numbers that came before (12.5.3.4.4; TKIP's, 12.5.2.6).
struct ReplayFilter {
    /// Highest number of each traffic identifier.
    private var highest: [UInt64]

    /// - Parameter number: the highest that was used before.
    init(after number: UInt64 = 0) { highest = .init(repeating: number, count: 16) }

    /// Whether the packet number is higher than every one before it.
    mutating func isFresh(_ number: UInt64, trafficIdentifier: Int) -> Bool {
        guard highest.indices.contains(trafficIdentifier), number > highest[trafficIdentifier] else { return false }
        highest[trafficIdentifier] = number
        return true
    }
}
