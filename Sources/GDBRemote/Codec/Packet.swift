/// How a packet is written: `$PAYLOAD#CHECKSUM` (GDB manual, appendix E.1 "Overview").
public enum Packet {
    static let start = UInt8(ascii: "$")
    static let end = UInt8(ascii: "#")
    static let escape = UInt8(ascii: "}")
    static let run = UInt8(ascii: "*")
    /// Between packets, to a target that runs: stop.
    public static let interrupt: UInt8 = 0x03
    static let escapeMask: UInt8 = 0x20
    /// The character behind `*` is the count of repetitions plus this.
    static let runBase = 29

    /// The bytes of the line for `payload`, escaped where they must be.
    public static func encoded(_ payload: [UInt8]) -> [UInt8] {
        var body: [UInt8] = []
        body.reserveCapacity(payload.count + 4)
        for byte in payload {
            switch byte {
            case start, end, escape, run: body += [escape, byte ^ escapeMask]
            default: body.append(byte)
            }
        }
        let sum = body.reduce(UInt8(0), &+)
        return [start] + body + [end] + Hex.text([sum])
    }

    /// The bytes of the line for a payload of text.
    public static func encoded(_ payload: String) -> [UInt8] { encoded(Array(payload.utf8)) }
}
