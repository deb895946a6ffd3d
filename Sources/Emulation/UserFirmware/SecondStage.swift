import ESP8266

/// A boot loader that an application needs and the user did not give: the application is entered as it would.
package struct SecondStage: Sendable, Equatable {
    /// The boot loader that is stood in for.
    package let kind: FlashDump.Boot
    /// Flash offset of the application's image.
    package let offset: Int
    /// Address of the application's first instruction.
    package let entry: UInt32
    /// What it loads into RAM.
    package let segments: [Segment]

    /// Bytes for an address in RAM.
    package struct Segment: Sendable, Equatable {
        /// Guest address.
        package let address: UInt32
        /// The bytes.
        package let bytes: [UInt8]
    }

    /// Whether the application is entered with the flash cache on: its first instruction stands in flash.
    var mapsFlash: Bool { FlashContents.isMapped(entry) }

    /// What the record says of it.
    package var text: String {
        let place = String(offset, radix: 16)
        return "\(name) is not among the parts: vesp loads the image at 0x\(place) and enters it as \(name) would"
    }

    private var name: String {
        switch kind {
        case .eboot: "eboot"
        case .rBoot: "rBoot"
        case .espressifBoot: "boot_v1"
        case .partitions: "the boot loader of ESP8266_RTOS_SDK"
        case .rom, .applicationOnly: "a boot loader"
        }
    }
}

extension SecondStage {
    /// The partition table that ESP8266_RTOS_SDK writes when a project names none (partitions_singleapp.csv).
    static func partitionTable(application offset: Int) -> [UInt8] {
        PartitionTable.bytes([
            Partition(label: "nvs", type: 1, subtype: 2, offset: 0x9000, size: 0x6000),
            Partition(label: "phy_init", type: 1, subtype: 1, offset: 0xF000, size: 0x1000),
            Partition(label: "factory", type: 0, subtype: 0, offset: offset, size: 0xF_0000),
        ])
    }

    /// rBoot's configuration as it writes it itself where it finds none: magic, version, mode, current application,
    /// GPIO, count; then the applications' places (rBoot's documentation).
    static func rBootConfiguration(application offset: Int) -> [UInt8] {
        [0xE1, 1, 0, 0, 0, 1, 0, 0] + UInt32(truncatingIfNeeded: offset).littleEndianBytes
    }
}
