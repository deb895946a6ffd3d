import GuestABI
import LX106

/// A block of registers: where it is, and what is behind it.
struct RegisterBlock: Sendable {
    /// As data sheets and headers name it.
    let name: String
    let base: UInt32
    /// Bytes, a multiple of `AddressMap.pageSize` as `base` is.
    let size: UInt32
    /// Makes the peripheral, before anything executes; nil where none is modelled.
    let make: (@Sendable (_ board: Board) -> Peripheral)?

    init(
        _ name: String,
        _ base: UInt32,
        size: UInt32 = AddressMap.pageSize,
        make: (@Sendable (_ board: Board) -> Peripheral)? = nil
    ) {
        self.name = name
        self.base = base
        self.size = size
        self.make = make
    }

    /// Name of the register at `address`, such as `UART0+0x1C`.
    func registerName(_ address: UInt32) -> String {
        "\(name)+0x" + String(address &- base, radix: 16, uppercase: true)
    }
}

/// The registers of the chip and the windows of the virtual board, by address (EOR:core/include/esp; NONOS for SLC and
/// I2S; HOST, I2C and BB, the analog master and the base band, are named after what the SDKs' radio code does there). To
/// add a peripheral is to write its file and one entry here.
enum AddressMap {
    static let pageSize: UInt32 = 0x100

    static let blocks: [RegisterBlock] = [
        RegisterBlock("DPORT", 0x3FF0_0000) { DPORT(on: $0) },
        RegisterBlock("WDEV", 0x3FF2_0000, size: 0x2000) { WDEV(on: $0) },
        RegisterBlock("UART0", 0x6000_0000) { board in
            UART(on: board, interrupt: .uart0) { [unowned board] byte, at in board.observer?.uartSent(byte, at: at) }
        },
        RegisterBlock("SPI1", 0x6000_0100) { SPI(on: $0, device: OpenSPILines()) },
        RegisterBlock("SPI0", 0x6000_0200) { SPI(on: $0, device: $0.chip) },
        RegisterBlock("GPIO", 0x6000_0300) { GPIO(on: $0) },
        RegisterBlock("FRC", 0x6000_0600) { FRCTimer(on: $0) },
        RegisterBlock("RTC", 0x6000_0700) { RTC(on: $0) },
        RegisterBlock("IOMUX", 0x6000_0800) { IOMUX(on: $0) },
        RegisterBlock("WDT", 0x6000_0900) { Watchdog(on: $0) },
        RegisterBlock("HOST", 0x6000_0A00),
        RegisterBlock("SLC", 0x6000_0B00),
        RegisterBlock("I2C", 0x6000_0D00),
        RegisterBlock("I2S", 0x6000_0E00),
        RegisterBlock("UART1", 0x6000_0F00) { board in
            UART(on: board, interrupt: .uart1) { [unowned board] byte, at in board.observer?.uart1Sent(byte, at: at) }
        },
        RegisterBlock("RTCMEM", 0x6000_1000, size: 0x400) { _ in RTCMemory() },
        RegisterBlock("station", WIFI_BASE, size: WIFI_WINDOW) { WiFiStation(on: $0) },
        RegisterBlock("sockets", NET_BASE, size: NET_STRIDE * NET_SOCKETS) { NetworkSockets(on: $0) },
        RegisterBlock("probe", PROBE_BASE, size: PROBE_WINDOW) { Probe(on: $0) },
        RegisterBlock("BB", 0x6000_9000, size: 0xE00),
    ]

    /// What a register without a model is called: by its block, or by its address alone.
    static func registerName(_ address: UInt32) -> String {
        let block = blocks.first { address &- $0.base < $0.size }
        return block?.registerName(address) ?? "0x" + String(address, radix: 16, uppercase: true)
    }
}
