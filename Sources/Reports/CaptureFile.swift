import Record

/// A capture file of libpcap with time stamps in µs. They are simulated time: a run begins at 1970-01-01 00:00:00 UTC.
struct CaptureFile {
    /// What the packets begin with, by its LINKTYPE number.
    enum LinkType: UInt32 {
        case ethernet = 1
        case radiotap = 127
    }

    private(set) var bytes: [UInt8]

    init(_ link: LinkType) {
        bytes = Self.little(0xA1B2_C3D4) + [2, 0, 4, 0] + Self.little(0) + Self.little(0) + Self.little(262_144)
        bytes += Self.little(link.rawValue)
    }

    mutating func append(_ packet: [UInt8], at: Seconds) {
        let time = UInt64(max(0, at.microseconds)), count = UInt32(clamping: packet.count)
        bytes += Self.little(UInt32(truncatingIfNeeded: time / 1_000_000)) + Self.little(UInt32(time % 1_000_000))
        bytes += Self.little(count) + Self.little(count) + packet
    }

    /// The four bytes of `value`, the lowest first.
    static func little(_ value: UInt32) -> [UInt8] {
        (0..<4).map { UInt8(truncatingIfNeeded: value >> (8 * UInt32($0))) }
    }
}
