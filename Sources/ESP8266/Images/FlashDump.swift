/// Why a file is no content of a flash chip that an ESP8266 would start.
public enum FlashDumpError: Error, Equatable, CustomStringConvertible {
    case tooLarge(Int)
    case blank
    case image(ESPImageError)

    /// One line, lower case, without the file's name.
    public var description: String {
        switch self {
        case .tooLarge(let count): "\(count) bytes are more than the 16 MB of the largest flash chip"
        case .blank: "blank: every byte is 0xff"
        case .image(let error): error.description
        }
    }
}

/// The content of a flash chip, or the part of it from offset 0 that a build left: what stands where.
public struct FlashDump: Sendable, Equatable {
    /// Who starts the application.
    public enum Boot: String, Sendable, Equatable, CaseIterable {
        /// The boot ROM loads it; its text, if any, is executed in place.
        case rom
        /// Arduino's eboot at 0, the application at 0x1000.
        case eboot
        /// rBoot at 0, its configuration at 0x1000.
        case rBoot = "rboot"
        /// Espressif's boot_v1 at 0, user1 at 0x1000.
        case espressifBoot = "espressif_boot"
        /// The boot loader of ESP8266_RTOS_SDK 3 at 0, partitions at 0x8000.
        case partitions
        /// None: the file is an application that a boot loader has to start.
        case applicationOnly = "application_only"
    }

    /// What a part is.
    public enum Content: Sendable, Equatable {
        /// An image that is started, or starts another.
        case image(ESPImage)
        /// The CRC that esptool appends to an image of version 2.
        case imageCRC
        /// Text and constants that the first image executes in place.
        case irom(references: Int)
        /// rBoot's configuration: where its applications are.
        case rBootConfiguration(applications: [Int])
        /// The partition table of ESP8266_RTOS_SDK 3.
        case partitionTable([Partition])
        /// esp_init_data_default: what the radio is calibrated with.
        case initData
        /// The SDK's parameters: three sectors at the end of the flash.
        case systemParameters
        /// A file system.
        case fileSystem(FileSystem)
        /// Erased, 0xFF.
        case blank
        /// One byte again and again.
        case filled(with: UInt8)
        /// None of these.
        case data
    }

    /// A stretch of the flash.
    public struct Part: Sendable, Equatable {
        /// Its first byte.
        public let offset: Int
        /// Its bytes.
        public let size: Int
        /// What it is.
        public let content: Content

        var end: Int { offset + size }
    }

    /// Bytes of the file.
    public let size: Int
    /// Everything from 0 to the end, in order, without gaps.
    public let parts: [Part]
    /// Who starts the application.
    public let boot: Boot
    /// What bytes 2 and 3 say of the flash.
    public let header: FlashHeader

    /// Every image, in order.
    public var images: [ESPImage] {
        parts.compactMap { if case .image(let image) = $0.content { image } else { nil } }
    }

    /// The image of the application: the one behind the boot loader, else the only one.
    public var application: ESPImage? { images.count > 1 ? images[1] : images.first }

    /// What Arduino's builder noted of the file: its length, its CRC.
    public let arduinoCheck: ArduinoCheck?

    /// Parses `bytes`.
    public init(bytes: [UInt8]) throws(FlashDumpError) {
        guard bytes.count <= 16 << 20 else { throw .tooLarge(bytes.count) }
        guard bytes.isEmpty || bytes.contains(where: { $0 != 0xFF }) else { throw .blank }
        let first: ESPImage
        do {
            first = try ESPImage(bytes: bytes)
        } catch {
            guard let image = Self.applicationOnly(bytes) else { throw .image(Self.otherChip(bytes) ?? error) }
            first = image
        }
        header = FlashHeader(mode: bytes[2], sizeAndClock: bytes[3])
        var survey = FlashSurvey(bytes: bytes, first: first)
        survey.findBootLoaders()
        survey.findParameters()
        survey.findFileSystems()
        survey.fillGaps()
        size = bytes.count
        parts = survey.parts
        boot = survey.boot
        arduinoCheck = survey.boot == .eboot ? ArduinoCheck(bytes: bytes) : nil
    }

    /// The application of a flash without boot loader, with a header at 0 in its place: what a run leaves that stood in for
    /// one. Where eboot and boot_v1, rBoot and the boot loader of ESP8266_RTOS_SDK find theirs.
    private static func applicationOnly(_ bytes: [UInt8]) -> ESPImage? {
        guard FlashImage.isHeaderOnly(bytes) else { return nil }
        return [0x1000, 0x2000, 0x1_0000].lazy.compactMap { try? ESPImage(bytes: bytes, at: $0) }.first
    }

    /// The other chip that a flash without anything at 0 belongs to: the ESP32 starts at 0x1000.
    private static func otherChip(_ bytes: [UInt8]) -> ESPImageError? {
        guard bytes.count > 0x1000, bytes[0] == 0xFF, bytes[0x1000] == ESPImage.magic else { return nil }
        do {
            _ = try ESPImage(bytes: bytes, at: 0x1000)
        } catch .otherChip(let name, let entry) {
            return .otherChip(name: name, entry: entry)
        } catch {}
        return nil
    }
}
