import ESP8266
import Inputs
import Record

/// Tells what a firmware file is.
public enum Identification {
    /// What the file at `path` is, and which of the functions in the signatures that `locator` finds stand in it, when it
    /// has no symbols.
    public static func identity(ofFile path: String, _ locator: Locator) throws(EmulationError) -> FirmwareIdentity {
        let bytes = try FileAccess.bytes(path)
        var identity = try identity(of: bytes, file: path)
        guard identity.symbols == 0, identity.format == .flashImage, let dump = try? FlashDump(bytes: bytes) else {
            return identity
        }
        let tables = try SignatureTable.shipped(by: locator)
        let found = SignatureSearch.symbols(of: dump, bytes: bytes, tables: tables)
        identity.signatures = found.library.map {
            .init(
                library: $0,
                matched: found.matched,
                functions: found.functions,
                symbols: found.symbols.map { .init(address: $0.value, name: $0.key) }
                    .sorted { ($0.address, $0.name) < ($1.address, $1.name) }
            )
        }
        return identity
    }

    /// What `bytes` of the file called `file` are.
    static func identity(of bytes: [UInt8], file: String) throws(EmulationError) -> FirmwareIdentity {
        do {
            guard bytes.starts(with: [0x7F, 0x45, 0x4C, 0x46]) else {
                return identity(of: try FlashDump(bytes: bytes), bytes: bytes, file: file)
            }
            let image = try ELFImage(bytes: bytes)
            try image.checkChip()
            return identity(of: image, bytes: bytes, file: file)
        } catch let error as FlashDumpError {
            throw .badInput(file: file, line: nil, message: error.description)
        } catch let error as ELFError {
            throw .badInput(file: file, line: nil, message: error.description)
        } catch {
            throw .inconsistent("\(file): \(error)")
        }
    }

    private static var marks: [String] { SDKFamily.allMarks + Platform.allMarks + TLSLibrary.allMarks }

    private static func identity(of image: ELFImage, bytes: [UInt8], file: String) -> FirmwareIdentity {
        var identity = FirmwareIdentity(file: file, format: .elf, size: bytes.count, entry: image.entry)
        identity.segments = image.segments.map { .init(address: $0.address, size: Int($0.memorySize)) }
        identity.symbols = image.symbols.count
        let text = FirmwareText(
            regions: image.segments.map(\.bytes),
            symbols: image.symbols.map(\.name),
            marks: marks
        )
        describe(&identity, by: text)
        identity.trust = PinnedTrust.record(
            of: bytes,
            visible: image.segments.map { ($0.address, $0.fileOffset..<$0.fileOffset + $0.bytes.count) },
            isLoaded: true
        )
        identity.notes = image.strays.map { segment in
            let error = ELFError.segmentOutsideMemory(address: segment.address, size: segment.memorySize)
            return error.description
        }
        return identity
    }

    private static func identity(of dump: FlashDump, bytes: [UInt8], file: String) -> FirmwareIdentity {
        let first = dump.images.first
        let entry = dump.application?.entry ?? 0
        var identity = FirmwareIdentity(file: file, format: .flashImage, size: bytes.count, entry: entry)
        identity.boot = dump.boot.rawValue
        identity.flash = first.map {
            .init(mode: $0.header.mode?.rawValue, clockMHz: $0.header.megahertz, size: $0.header.flashBytes)
        }
        identity.parts = dump.parts.map { Self.part($0, dump) }
        describe(&identity, by: FirmwareText(regions: [bytes], marks: marks))
        identity.trust = PinnedTrust.record(of: bytes, visible: dump.visible(bytes: bytes))
        identity.notes = notes(dump)
        return identity
    }

    private static func describe(_ identity: inout FirmwareIdentity, by text: FirmwareText) {
        identity.sdk = SDKFamily.found(in: text)
        identity.platforms = Platform.found(in: text)
        identity.tls = TLSLibrary.found(in: text, platforms: identity.platforms.map(\.name))
    }

    private static func checksum(_ image: ESPImage, _ dump: FlashDump) -> FirmwareIdentity.Image.Checksum {
        if image.isIntact { return .right }
        guard image.offset > 0, let check = dump.arduinoCheck, check.explainsChecksum(of: image) else { return .wrong }
        return .rightBeforeCRC
    }

    private static func notes(_ dump: FlashDump) -> [String] {
        var notes: [String] = []
        for image in dump.images where checksum(image, dump) == .wrong {
            notes.append(
                "the checksum of the image at \(hex(image.offset)) is \(hex(Int(image.storedChecksum))), "
                    + "its bytes make \(hex(Int(image.checksum)))"
            )
        }
        if let check = dump.arduinoCheck, !check.isIntact {
            let reason = check.crc == nil ? "the file does not have the length it notes" : "the CRC is wrong"
            notes.append("eboot's check: \(reason), so that an update with it would be refused")
        }
        if let size = dump.images.first?.header.flashBytes, dump.size > size {
            notes.append(
                "the header's flash size is smaller than the file; esptool enters the chip's when it writes it"
            )
        }
        return notes
    }

    private static func part(_ part: FlashDump.Part, _ dump: FlashDump) -> FirmwareIdentity.Part {
        var result = FirmwareIdentity.Part(offset: part.offset, size: part.size, kind: "")
        switch part.content {
        case .image(let image):
            result.kind = "image"
            result.detail = role(of: image, in: dump)
            result.image = FirmwareIdentity.Image(
                entry: image.entry,
                segments: ([image.irom].compactMap { $0 } + image.segments).map {
                    .init(address: $0.address, size: $0.size)
                },
                checksum: checksum(image, dump)
            )
        case .imageCRC:
            result.kind = "image_crc"
            result.detail = "of the image before it, right"
        case .irom(let references):
            result.kind = "irom"
            result.detail = "executed in place, \(references) addresses in RAM segments point here"
        case .rBootConfiguration(let applications):
            result.kind = "rboot_configuration"
            result.detail = "applications at " + applications.map(hex).joined(separator: ", ")
        case .partitionTable(let partitions):
            result.kind = "partition_table"
            result.detail = partitions.map { "\($0.label) at \(hex($0.offset))" }.joined(separator: ", ")
        case .initData: result.kind = "init_data"
        case .systemParameters: result.kind = "system_parameters"
        case .fileSystem(let system):
            result.kind = "file_system"
            result.detail = "\(system.kind.rawValue), \(system.size) bytes by its own word"
        case .blank: result.kind = "blank"
        case .filled(let byte):
            result.kind = "filled"
            result.detail = "with \(hex(Int(byte)))"
        case .data: result.kind = "data"
        }
        return result
    }

    private static func role(of image: ESPImage, in dump: FlashDump) -> String {
        let isLoader = image.offset == 0 && dump.images.count > 1
        guard isLoader else {
            if image.isVersion2 { return "application, its text in front" }
            return dump.arduinoCheck?.isIntact == true ? "application, eboot's CRC right" : "application"
        }
        return switch dump.boot {
        case .eboot: "boot loader, eboot"
        case .rBoot: "boot loader, rBoot"
        case .espressifBoot: "boot loader, Espressif's"
        case .partitions: "boot loader, ESP8266_RTOS_SDK's"
        case .rom, .applicationOnly: "image"
        }
    }

    private static func hex(_ value: Int) -> String { "0x" + String(value, radix: 16) }
}
