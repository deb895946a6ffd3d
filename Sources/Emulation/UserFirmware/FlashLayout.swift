import ESP8266
import Inputs
import Record

/// Where the parts of a firmware go in the flash, as the tools of its SDK would write them.
struct FlashLayout {
    /// A part with the name an error gives it.
    struct Piece {
        var name: String
        var offset: Int
        var bytes: [UInt8]

        var range: Range<Int> { offset..<offset + bytes.count }
    }

    private(set) var pieces: [Piece]
    /// What the first image's header says; nil for an ELF file, which has none.
    let header: FlashHeader?
    /// The boot loader that is missing, unless a part is one.
    private let stage: SecondStage?
    /// The application that it starts; nil for an ELF file.
    private var application: ESPImage?
    private let file: String

    private static let sector = 0x1000
    private static let window = FlashContents.windowBase
    /// What an ELF file is written with: esptool's defaults for a NodeMCU.
    private static let elfHeader = FlashHeader(mode: .dio, megahertz: 40, flashBytes: 4 << 20)

    /// The content of a flash, or an application without its boot loader.
    init(
        image bytes: [UInt8],
        _ dump: FlashDump,
        identity: FirmwareIdentity,
        file: String
    ) throws(EmulationError) {
        self.file = file
        header = dump.header
        guard dump.boot == .applicationOnly, let image = dump.application else {
            pieces = [Piece(name: file, offset: 0, bytes: bytes)]
            stage = nil
            return
        }
        application = image
        let isWhole = image.offset > 0
        let place =
            isWhole
            ? (offset: image.offset, boot: Self.boot(at: image.offset, identity))
            : try Self.place(of: image, identity, file)
        pieces = [Piece(name: file, offset: isWhole ? 0 : place.offset, bytes: bytes)]
        stage = SecondStage(
            kind: place.boot,
            offset: place.offset,
            entry: image.entry,
            segments: image.segments.filter { !$0.isPadding && !FlashContents.isMapped($0.address) }.map {
                .init(address: $0.address, bytes: Array(bytes[$0.offset..<$0.offset + $0.size]))
            }
        )
    }

    /// A linked program.
    init(program: ELFImage, identity: FirmwareIdentity, file: String) throws(EmulationError) {
        self.file = file
        header = nil
        let texts = program.segments.filter { FlashContents.isMapped($0.address) && !$0.bytes.isEmpty }
        guard let first = texts.map({ Int($0.address - Self.window) }).min() else {
            pieces = [Piece(name: file, offset: 0, bytes: FlashImage(program: program, flash: Self.elfHeader).bytes)]
            stage = nil
            return
        }
        guard first % Self.sector == 0x10 else {
            let image = FlashImage(program: program, flash: Self.elfHeader).bytes
            guard image.count <= first else {
                throw .badInput(
                    file: file,
                    line: nil,
                    message: "the image of its RAM, \(image.count) bytes from 0, runs into its own text at "
                        + "\(hex(first)); no layout of a known SDK puts text there"
                )
            }
            pieces = [Piece(name: file, offset: 0, bytes: image)]
            pieces += texts.map { Piece(name: file, offset: Int($0.address - Self.window), bytes: $0.bytes) }
            stage = nil
            return
        }
        let offset = first - 0x10
        let boot = Self.boot(at: offset, identity)
        let isVersion2 = boot == .rBoot || boot == .espressifBoot
        let image =
            isVersion2
            ? FlashImage(version2: program, flash: Self.elfHeader)
            : FlashImage(bootable: program, at: offset, flash: Self.elfHeader)
        pieces = [Piece(name: file, offset: offset, bytes: image.bytes)]
        stage = SecondStage(
            kind: boot,
            offset: offset,
            entry: program.entry,
            segments: program.segments.filter { !FlashContents.isMapped($0.address) }.map {
                .init(address: $0.address, bytes: $0.bytes)
            }
        )
    }

    /// Adds a part that the user gave.
    mutating func add(_ part: Piece) { pieces.append(part) }

    /// The boot loader to stand in for: none if a part is one.
    var secondStage: SecondStage? {
        pieces.contains { $0.offset == 0 && !FlashImage.isHeaderOnly($0.bytes) } ? nil : stage
    }

    /// The flash chip's content: `size` bytes, or what the header says, or 4 MB where that is too little.
    ///
    /// Where nothing else stands, the SDK's calibration data and what a missing boot loader would have written are put in.
    func contents(size wanted: Int?) throws(EmulationError) -> FlashContents {
        let end = pieces.map(\.range.upperBound).max() ?? 0
        let usual = [header?.flashBytes, 4 << 20].compactMap { $0 }.first { end <= $0 && $0 >= 512 << 10 }
        let size = wanted ?? usual ?? FlashContents.sizes.first { end <= $0 } ?? FlashContents.largest
        try check(size)
        try checkStart()
        // The defaults last: they go where a part has nothing but 0xFF.
        let parts = pieces.map { FlashContents.Piece(offset: $0.offset, bytes: $0.bytes) }
        var contents = FlashContents(size: size, pieces: parts + defaults(size))
        contents.enterSize()
        return contents
    }

    private func check(_ size: Int) throws(EmulationError) {
        let ordered = pieces.sorted { ($0.offset, $0.name) < ($1.offset, $1.name) }
        for piece in ordered where piece.range.upperBound > size {
            throw .badInput(
                file: piece.name,
                line: nil,
                message: "ends at \(hex(piece.range.upperBound)), beyond the flash of \(size >> 10) KB"
            )
        }
        for piece in ordered where piece.bytes.isEmpty {
            throw .badInput(file: piece.name, line: nil, message: "empty")
        }
        for (first, second) in zip(ordered, ordered.dropFirst()) where first.range.upperBound > second.offset {
            throw .badInput(
                file: second.name,
                line: nil,
                message: "begins at \(hex(second.offset)), inside \(first.name), which ends at "
                    + hex(first.range.upperBound)
            )
        }
    }

    /// Refuses what the boot ROM would not start, and a missing boot loader would not either: it prints "csum err" or
    /// nothing, and waits for ever. eboot alone does not look at checksums.
    private func checkStart() throws(EmulationError) {
        if let stage = secondStage {
            if let application, stage.kind != .eboot { try check(application, file) }
            return
        }
        guard let first = pieces.first(where: { $0.offset == 0 }) else { return }
        let image: ESPImage
        do {
            image = try ESPImage(bytes: first.bytes)
        } catch {
            throw .badInput(file: first.name, line: nil, message: error.description)
        }
        guard !image.isVersion2 else {
            throw .badInput(
                file: first.name,
                line: nil,
                message: "begins with 0xea; at offset 0 the boot ROM starts an image that begins with 0xe9 only"
            )
        }
        try check(image, first.name)
    }

    private func check(_ image: ESPImage, _ file: String) throws(EmulationError) {
        guard !image.isIntact else { return }
        throw .badInput(
            file: file,
            line: nil,
            message: "the checksum of the image at \(hex(image.offset)) is \(hex(Int(image.storedChecksum))), "
                + "its bytes make \(hex(Int(image.checksum))): it would not be started"
        )
    }

    /// What a fresh device has besides the firmware. The calibration data of the SDKs (esp_init_data_default, four sectors
    /// before the end) begin with 5, 8, 4, 2; the rest only concerns the radio's calibration, which is replaced.
    private func defaults(_ size: Int) -> [FlashContents.Piece] {
        var defaults: [FlashContents.Piece] = []
        let radio = size - 4 * Self.sector
        if isFree(radio) {
            defaults.append(.init(offset: radio, bytes: [5, 8, 4, 2] + [UInt8](repeating: 0, count: 124)))
        }
        if secondStage != nil, !pieces.contains(where: { $0.offset == 0 }) {
            let header = FlashHeader(mode: .dio, megahertz: 40, flashBytes: size)
            defaults.append(.init(offset: 0, bytes: FlashImage(header: header).bytes))
        }
        if let stage = secondStage, stage.kind == .rBoot, isFree(Self.sector) {
            let bytes = SecondStage.rBootConfiguration(application: stage.offset)
            defaults.append(.init(offset: Self.sector, bytes: bytes))
        }
        if let stage = secondStage, stage.kind == .partitions, isFree(PartitionTable.place) {
            let bytes = SecondStage.partitionTable(application: stage.offset)
            defaults.append(.init(offset: PartitionTable.place, bytes: bytes))
        }
        return defaults
    }

    /// Whether no part writes anything into the sector at `offset`.
    private func isFree(_ offset: Int) -> Bool {
        let sector = offset..<offset + Self.sector
        return pieces.allSatisfy { piece in
            let common = sector.clamped(to: piece.range)
            return common.allSatisfy { piece.bytes[$0 - piece.offset] == 0xFF }
        }
    }
}

extension FlashLayout {
    /// What `bytes` of the file called `file` hold.
    static func dump(_ bytes: [UInt8], _ file: String) throws(EmulationError) -> FlashDump {
        do {
            return try FlashDump(bytes: bytes)
        } catch {
            throw .badInput(file: file, line: nil, message: error.description)
        }
    }

    /// Who starts an application at `offset`.
    private static func boot(at offset: Int, _ identity: FirmwareIdentity) -> FlashDump.Boot {
        if identity.sdk?.name == SDKFamily.rtosSDK.name { return .partitions }
        if identity.platforms.contains(where: { $0.name == "Arduino" }) { return .eboot }
        return offset == 2 * sector || identity.sdk?.name == SDKFamily.openRTOS.name ? .rBoot : .espressifBoot
    }

    /// Where an application without boot loader belongs, and who starts it there: its mapped text says it, else its SDK.
    private static func place(
        of image: ESPImage,
        _ identity: FirmwareIdentity,
        _ file: String
    ) throws(EmulationError) -> (offset: Int, boot: FlashDump.Boot) {
        if let text = image.segments.first(where: { FlashContents.isMapped($0.address) }) {
            let offset = Int(text.address - window) - text.offset
            if offset >= 0, offset % sector == 0 { return (offset, boot(at: offset, identity)) }
        }
        if identity.sdk?.name == SDKFamily.openRTOS.name { return (2 * sector, .rBoot) }
        if identity.sdk?.name == SDKFamily.nonOS.name { return (sector, .espressifBoot) }
        throw .badInput(
            file: file,
            line: nil,
            message:
                "is an application without its boot loader; give the boot loader as the firmware and this file with "
                + "--flash FILE@OFFSET"
        )
    }
}

private func hex(_ value: Int) -> String { "0x" + String(value, radix: 16) }
