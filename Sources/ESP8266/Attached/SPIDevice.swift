/// One transfer on a SPI bus, as the controller makes it of a command.
struct SPITransfer {
    /// The first byte on the line.
    let opcode: UInt8
    /// 24 bits; 0 for opcodes without an address.
    var address = 0
    /// Bytes that follow opcode and address.
    var data: [UInt8] = []
    /// How many bytes the controller reads after that.
    var expected = 0
}

/// What hangs on a SPI controller's lines.
protocol SPIDevice: AnyObject {
    /// Answers a transfer with the `expected` bytes and the µs the device is busy with it afterwards.
    func answer(_ transfer: SPITransfer) -> (bytes: [UInt8], busyMicroseconds: UInt64)
    /// The chip was reset; devices on its own supply keep their state but for what the reset interrupts.
    func reset()
}

/// Lines with nothing on them: pulled up, so that every bit reads 1.
final class OpenSPILines: SPIDevice {
    func answer(_ transfer: SPITransfer) -> (bytes: [UInt8], busyMicroseconds: UInt64) {
        ([UInt8](repeating: 0xFF, count: transfer.expected), 0)
    }

    func reset() {}
}
