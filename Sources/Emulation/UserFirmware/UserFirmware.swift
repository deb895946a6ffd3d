import ESP8266
import Inputs
import Record

/// Firmware that a user's own build left, unmodified: what is written to the flash, and what is known of its code.
package struct UserFirmware: Sendable {
    /// What the file is.
    package let identity: FirmwareIdentity
    /// What stands in the flash before the first power-on.
    package internal(set) var flash: FlashContents
    /// Mode, clock and size of the flash as the image says; nil for an ELF file.
    package let header: FlashHeader?
    /// How an application without its boot loader is started; nil when the boot ROM finds at offset 0 what it starts.
    package let secondStage: SecondStage?
    /// The functions and data known by name: of the ELF file, or found in a stripped image.
    package internal(set) var program: ELFImage
    /// What the signatures of known libraries found; nil for an ELF file with symbols.
    let signatures: SignatureSearch.Findings?
    /// What was exchanged in it before it was written to the flash.
    private var exchanged: [String] = []

    /// A flash chip with `bytes`, of which nothing is known.
    init(unknown bytes: [UInt8]) {
        identity = FirmwareIdentity(file: "flash", format: .flashImage, size: bytes.count, entry: 0)
        flash = FlashContents(size: bytes.count, pieces: [.init(offset: 0, bytes: bytes)])
        header = nil
        secondStage = nil
        program = ELFImage(entry: 0, names: [:])
        signatures = nil
    }

    /// Reads the file at `path` and what else `scenario` puts into the flash.
    ///
    /// - Throws: `EmulationError` with the file's name, when it is missing or no firmware, or when parts overlap or do not
    ///   fit the flash.
    package init(_ path: String, _ scenario: Scenario, _ locator: Locator) throws(EmulationError) {
        var bytes = try locator.bytes(path)
        var parts: [FlashLayout.Piece] = []
        for part in scenario.flash {
            parts.append(.init(name: part.file, offset: part.offset, bytes: try locator.bytes(part.file)))
        }
        var exchange: RootExchange?
        if scenario.replacesRoot {
            var roots = RootExchange(roots: try FileAccess.bytes(locator.certificate("root-ca.pem")))
            bytes = try roots.exchanged(bytes, file: path)
            for index in parts.indices {
                parts[index].bytes = try roots.exchanged(parts[index].bytes, file: parts[index].name)
            }
            try roots.check(path)
            exchange = roots
        }
        try self.init(path, bytes, parts: parts, size: scenario.flashSize) { sdk throws(EmulationError) in
            try SignatureTable.shipped(by: locator, of: sdk)
        }
        exchanged = exchange?.notes ?? []
        if scenario.clockMHz != nil, runsFreeRTOS {
            let message = "its SDK counts time in CPU cycles, so that the CPU clock is a setting of its build"
            throw .badInput(file: path, line: nil, message: message)
        }
    }

    /// The firmware `bytes` of the file at `path`, with further `parts` of a flash of `size` bytes; nil for what its header
    /// says. `tables` are asked for when it has no symbols: those near an SDK, and if they fit badly, all of them (nil).
    init(
        _ path: String,
        _ bytes: [UInt8],
        parts: [FlashLayout.Piece],
        size: Int?,
        tables: (FirmwareIdentity.Finding?) throws(EmulationError) -> [SignatureTable]
    ) throws(EmulationError) {
        var identity = try Identification.identity(of: bytes, file: path)
        var layout: FlashLayout
        let flash: FlashContents
        if identity.format == .elf {
            let image = try Self.program(bytes, path)
            layout = try FlashLayout(program: image, identity: identity, file: path)
            for part in parts { layout.add(part) }
            flash = try layout.contents(size: size)
            signatures =
                identity.symbols > 0
                ? nil
                : try Self.findings(near: identity.sdk, tables) {
                    SignatureSearch.symbols(in: image.codeRegions, tables: $0)
                }
            program = signatures.map { ELFImage(entry: image.entry, names: $0.symbols) } ?? image
        } else {
            let dump = try FlashLayout.dump(bytes, path)
            layout = try FlashLayout(image: bytes, dump, identity: identity, file: path)
            for part in parts { layout.add(part) }
            flash = try layout.contents(size: size)
            var content = (bytes: bytes, dump: dump)
            if dump.boot != .applicationOnly, !parts.isEmpty {
                // The file may be a boot loader, and its application one of the parts.
                let whole = flash.bytes
                content = (whole, try FlashLayout.dump(whole, path))
                identity = try Identification.identity(of: whole, file: path)
            }
            let found = try Self.findings(near: identity.sdk, tables) {
                SignatureSearch.symbols(of: content.dump, bytes: content.bytes, tables: $0)
            }
            signatures = found
            program = ELFImage(entry: identity.entry, names: found.symbols)
        }
        self.identity = identity
        self.flash = flash
        header = layout.header
        secondStage = layout.secondStage
    }

    /// What `search` finds with the tables near `sdk`; with all of them where that is less than half of a library. Most of a
    /// run's start would be reading tables of other versions.
    private static func findings(
        near sdk: FirmwareIdentity.Finding?,
        _ tables: (FirmwareIdentity.Finding?) throws(EmulationError) -> [SignatureTable],
        _ search: ([SignatureTable]) -> SignatureSearch.Findings
    ) throws(EmulationError) -> SignatureSearch.Findings {
        let near = try sdk.map(tables) ?? []
        let found = search(near)
        return found.library != nil && found.matched * 2 >= found.functions ? found : search(try tables(nil))
    }

    private static func program(_ bytes: [UInt8], _ path: String) throws(EmulationError) -> ELFImage {
        do {
            let image = try ELFImage(bytes: bytes)
            try image.checkLoadable()
            return image
        } catch {
            throw .badInput(file: path, line: nil, message: error.description)
        }
    }

    /// Has the profile say what the firmware says: SDK, flash mode and clock. What a scenario or an option names goes before
    /// it.
    func describe(_ resolved: inout ResolvedScenario) {
        guard resolved.scenario.profile == nil else { return }
        resolved.profile.name = identity.sdk.map(Self.text) ?? "unknown SDK"
        resolved.profile.description = "what the firmware says, on a NodeMCU"
        // Its handler of the interrupt panics, unless it is configured not to (RTOS task_wdt.c, CONFIG_ESP_TASK_WDT_PANIC).
        if identity.sdk?.name == SDKFamily.rtosSDK.name { resolved.profile.hard.interrupt = .panic }
        if let mode = header?.mode, !resolved.overridden.contains("flash.mode") { resolved.profile.flashMode = mode }
        if let clock = header?.megahertz, !resolved.overridden.contains("flash.mhz") {
            resolved.profile.flashMHz = clock
        }
    }

    /// The TLS library in it; nil for none, and for several.
    var library: TLSLibrary? {
        identity.tls.count == 1 ? TLSLibrary.all.first { $0.name == identity.tls.first?.name } : nil
    }

    /// Whose settings `vesp advise` names: those of what is built on the SDK, or of the SDK itself.
    package var settings: Profile.Family? {
        guard let platform = identity.platforms.first?.name else {
            return SDKFamily.all.first { $0.name == identity.sdk?.name }?.settings
        }
        return Platform.all.first { $0.name == platform }?.settings
    }

    /// Whether its SDK leaves the reason of a restart in RTC memory.
    var leavesReason: Bool { [SDKFamily.nonOS.name, SDKFamily.openRTOS.name].contains(identity.sdk?.name) }

    /// Whether its SDK stands on FreeRTOS, which counts ticks in cycles of the clock that it was built for.
    package var runsFreeRTOS: Bool {
        [SDKFamily.openRTOS.name, SDKFamily.rtosSDK.name].contains(identity.sdk?.name)
    }

    /// What a record says of it.
    func record(
        scheduler: RunRecord.Firmware.Scheduler?,
        replaced: [RunRecord.Firmware.Replaced]
    ) -> RunRecord.Firmware {
        RunRecord.Firmware(
            file: FileName.name(of: identity.file),
            sdk: identity.sdk.map(Self.text),
            platforms: identity.platforms.map(Self.text),
            tls: identity.tls.map(Self.text),
            flashSize: flash.size,
            names: program.symbols.isEmpty ? .none : identity.format == .elf ? .symbols : .signatures,
            symbols: program.symbols.count,
            signatures: signatures?.library,
            scheduler: scheduler,
            replaced: replaced,
            notes: notes
        )
    }

    private var notes: [String] {
        var notes = [secondStage?.text].compactMap { $0 } + identity.notes + exchanged
        if let signatures, program.symbols.isEmpty { notes.append("names by signatures: \(signatures.description)") }
        return notes
    }

    private static func text(_ finding: FirmwareIdentity.Finding) -> String {
        [finding.name, finding.version].compactMap { $0 }.joined(separator: " ")
    }
}
