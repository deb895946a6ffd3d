import LX106

/// Everything about one board that is not firmware.
public struct BoardConfiguration: Sendable {
    /// CPU clock at reset in MHz, 80 or 160.
    public var megahertz = 80
    /// Size in KB that the flash cache has once its firmware switches it on; nil: the size that it switches on.
    public var heldCacheKB: Int?
    /// SPI flash mode.
    public var flashMode = FlashMode.dio
    /// SPI flash clock in MHz: 20, 26, 40 or 80.
    public var flashMegahertz = 40
    /// The crystal's frequency in MHz, 26 or 40. Until firmware switches the PLL on the UARTs run on twice of it, and the boot ROM
    /// sets their dividers for 40 MHz: with 26 MHz its 115200 baud are 74880.
    public var crystalMegahertz = 40
    /// Station MAC address, six bytes.
    public var mac: [UInt8] = [0x5C, 0xCF, 0x7F, 0x12, 0x34, 0x56]
    /// Seed of the random number generator.
    public var seed: UInt64 = 1
    /// The access point in range.
    public var accessPoint = AccessPoint(ssid: "", password: "")
    /// Scan of all channels, µs. Evidence: a scan cycle without an access point takes about 2.85 s (ESP8266_RTOS_SDK#848).
    public var scanMicroseconds: UInt64 = 2_000_000
    /// Authentication, association, key handshake, µs. Evidence: one captured join (cesanta/mongoose-os#313).
    public var joinMicroseconds: UInt64 = 41_000
    /// DHCP, µs. Evidence: as `joinMicroseconds`.
    public var dhcpMicroseconds: UInt64 = 595_000
    /// Whether a watchdog that runs out resets the chip, as the real one does; else its bite is only told.
    public var resetsOnBite = true
    /// The prices of the core and of the flash cache.
    public var timing = TimingModel.lx106
    /// How the core executes.
    public var engine = Engine.generated

    /// A NodeMCU with its defaults.
    public init() {}
}
