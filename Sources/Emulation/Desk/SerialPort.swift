/// What a program of the host does at its end of a board's serial line.
enum SerialInput: Equatable {
    /// It sends bytes.
    case bytes([UInt8])
    /// It has asserted DTR, or not.
    case dtr(Bool)
    /// It has asserted RTS, or not.
    case rts(Bool)
}

/// A way for programs of the host to a board's serial line.
protocol SerialPort: AnyObject {
    /// What a program is told to open.
    var name: String { get }
    /// What to wait for.
    var descriptors: [Int32] { get }
    /// Bits per second that the program has set; nil where the way knows no rate: then it is always the board's.
    var baud: Int? { get }
    /// What the program has done since, without waiting for more.
    func receive() -> [SerialInput]
    /// Hands over what the board sent. Where nobody takes it, it is lost, as on a wire.
    func send(_ bytes: [UInt8])
}
