import LX106

/// How the flash chip is wired and clocked.
public enum FlashMode: String, Sendable, Codable, CaseIterable {
    /// Quad I/O, opcode EB.
    case qio
    /// Quad output, opcode 6B.
    case qout
    /// Dual I/O, opcode BB.
    case dio
    /// Dual output, opcode 3B.
    case dout

    /// SPI clocks of one 32-byte line fill: command, address, mode or dummy, data (derived; agrees with a scope trace).
    public var lineFillClocks: Int {
        switch self {
        case .qio: 84
        case .qout: 104
        case .dio: 152
        case .dout: 168
        }
    }

    /// CPU cycles of one line fill with the core at `megahertz` and the flash at `flashMegahertz`.
    public func lineFillCycles(megahertz: Int, flashMegahertz: Int, timing: TimingModel) -> Int {
        (lineFillClocks + timing.lineFillOverhead) * megahertz / max(1, flashMegahertz)
    }

    /// Byte 2 of the image header.
    var headerByte: UInt8 {
        switch self {
        case .qio: 0
        case .qout: 1
        case .dio: 2
        case .dout: 3
        }
    }
}
