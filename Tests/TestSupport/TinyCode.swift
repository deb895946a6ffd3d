/// A few LX106 instructions, one after the other from an address on.
public struct TinyCode {
    /// Where the first one goes.
    public let address: UInt32
    /// The instructions.
    public private(set) var bytes: [UInt8] = []

    /// Begins at `address`.
    public init(at address: UInt32) {
        self.address = address
    }

    /// Address and bytes.
    public var segment: TinyImage.Segment { (address, bytes) }

    /// Address of the next instruction.
    public var here: UInt32 { address + UInt32(bytes.count) }

    /// Adds instructions as they are.
    public mutating func add(_ code: [UInt8]) { bytes += code }

    /// L32R of the word at `literal`, in front of it.
    public mutating func load(_ register: UInt32, from literal: UInt32) {
        addWord(((literal &- ((here + 3) & ~3)) >> 2 & 0xFFFF) << 8 | register << 4 | 1)
    }

    /// S32I of `register` to where `base` points.
    public mutating func store(_ register: UInt32, to base: UInt32) { addWord(0x6002 | base << 8 | register << 4) }

    /// J.
    public mutating func jump(to target: UInt32) { addWord(((target &- here &- 4) & 0x3_FFFF) << 6 | 6) }

    /// JX.
    public mutating func jump(through register: UInt32) { addWord(register << 8 | 0xA0) }

    /// CALL0.
    public mutating func call(_ target: UInt32) { addWord(((target &- (here & ~3) &- 4) >> 2 & 0x3_FFFF) << 6 | 5) }

    private mutating func addWord(_ word: UInt32) { bytes += TinyImage.word(word).prefix(3) }
}
