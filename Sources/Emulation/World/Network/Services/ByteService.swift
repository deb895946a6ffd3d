/// The far end of one connection: bytes in, bytes out, no clock.
protocol ByteService: AnyObject {
    /// Takes bytes from the device.
    func receive(_ bytes: [UInt8])
    /// Bytes for the device since the last call; a service that has much to say may say it piece by piece.
    func takeOutput() -> [UInt8]
    /// Whether the service has closed; what is still in the output goes out first.
    var isClosed: Bool { get }
}
