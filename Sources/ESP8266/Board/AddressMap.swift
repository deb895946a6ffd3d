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
    var make: (@Sendable (_ board: Board) -> any Peripheral)?

    /// Name of the register at `address`, such as `UART0+0x1C`.
    func registerName(_ address: UInt32) -> String {
        "\(name)+0x" + String(address &- base, radix: 16, uppercase: true)
    }
}

/// The registers of the chip and the windows of the virtual board, by address (EOR:core/include/esp; NONOS for SLC and
/// I2S). To add a peripheral is to write its file and one entry here.
enum AddressMap {
    static let pageSize: UInt32 = 0x100

    static let blocks: [RegisterBlock] = [
        RegisterBlock(name: "DPORT", base: 0x3FF0_0000, size: 0x100) { DPORT(on: $0) },
        RegisterBlock(name: "WDEV", base: 0x3FF2_0000, size: 0x2000) { MACTimer(on: $0) },
        RegisterBlock(name: "UART0", base: 0x6000_0000, size: 0x100) { board in
            UART(on: board, interrupt: .uart0) { [unowned board] byte, at in board.observer?.uartSent(byte, at: at) }
        },
        RegisterBlock(name: "SPI1", base: 0x6000_0100, size: 0x100) { SPI(on: $0, device: OpenSPILines()) },
        RegisterBlock(name: "SPI0", base: 0x6000_0200, size: 0x100) { SPI(on: $0, device: $0.chip) },
        RegisterBlock(name: "GPIO", base: 0x6000_0300, size: 0x100) { GPIO(on: $0) },
        RegisterBlock(name: "FRC", base: 0x6000_0600, size: 0x100) { FRCTimer(on: $0) },
        RegisterBlock(name: "RTC", base: 0x6000_0700, size: 0x100) { RTC(on: $0) },
        RegisterBlock(name: "IOMUX", base: 0x6000_0800, size: 0x100) { IOMUX(on: $0) },
        RegisterBlock(name: "WDT", base: 0x6000_0900, size: 0x100) { Watchdog(on: $0) },
        RegisterBlock(name: "SLC", base: 0x6000_0B00, size: 0x100),
        RegisterBlock(name: "I2S", base: 0x6000_0E00, size: 0x100),
        RegisterBlock(name: "UART1", base: 0x6000_0F00, size: 0x100) { UART(on: $0, interrupt: .uart1) { _, _ in } },
        RegisterBlock(name: "RTCMEM", base: 0x6000_1000, size: 0x400) { _ in RTCMemory() },
        RegisterBlock(name: "station", base: WIFI_BASE, size: WIFI_WINDOW) { WiFiStation(on: $0) },
        RegisterBlock(name: "sockets", base: NET_BASE, size: NET_STRIDE * NET_SOCKETS) { NetworkSockets(on: $0) },
        RegisterBlock(name: "probe", base: PROBE_BASE, size: PROBE_WINDOW) { Probe(on: $0) },
    ]

    /// What a register without a model is called: by its block, or by its address alone.
    static func registerName(_ address: UInt32) -> String {
        let block = blocks.first { address &- $0.base < $0.size }
        return block?.registerName(address) ?? "0x" + String(address, radix: 16, uppercase: true)
    }
}
