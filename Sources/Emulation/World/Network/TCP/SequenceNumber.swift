/// A sequence number of TCP: a circle of 2^32 (RFC 9293, 3.4).
struct SequenceNumber: Hashable, CustomStringConvertible {
    let value: UInt32

    init(_ value: UInt32) { self.value = value }

    var description: String { "\(value)" }

    /// How far it is from `other`; negative when it is before.
    func distance(from other: SequenceNumber) -> Int { Int(Int32(bitPattern: value &- other.value)) }

    static func + (left: SequenceNumber, right: Int) -> SequenceNumber {
        SequenceNumber(left.value &+ UInt32(truncatingIfNeeded: right))
    }

    static func += (left: inout SequenceNumber, right: Int) { left = left + right }
}
