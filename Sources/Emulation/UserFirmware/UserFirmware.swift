import ESP8266
import Inputs
import Record

/// Firmware that a user's own build left, unmodified: what is written to the flash, and what is known of its code.
package struct UserFirmware: Sendable {
    /// What the file is.
    package let identity: FirmwareIdentity
    /// What stands in the flash before the first power-on.
    package let flash: FlashContents
    /// Mode, clock and size of the flash as the image says; nil for an ELF file.
    package let header: FlashHeader?
    /// How an application without its boot loader is started; nil when the boot ROM finds at offset 0 what it starts.
    package let secondStage: SecondStage?
    /// The functions and data known by name: of the ELF file, or found in a stripped image.
    package let program: ELFImage
    /// What the signatures of known libraries found; nil for an ELF file with symbols.
    let signatures: SignatureSearch.Findings?

    /// Reads the file at `path` and what else `scenario` puts into the flash.
    ///
    /// - Throws: `EmulationError` with the file's name, when it is missing or no firmware, or when parts overlap or do not
    ///   fit the flash.
    package init(_ path: String, _ scenario: Scenario, _ locator: Locator) throws(EmulationError) {
        let bytes = try FileAccess.bytes(path)
        identity = try Identification.identity(of: bytes, file: path)
        var layout: FlashLayout
        let tables = identity.symbols > 0 ? [] : try SignatureTable.shipped(by: locator)
        if identity.format == .elf {
            let image = try RunPlan.image(path)
            layout = try FlashLayout(program: image, identity: identity, file: path)
            signatures = tables.isEmpty ? nil : SignatureSearch.symbols(in: image.codeRegions, tables: tables)
            program = signatures.map { ELFImage(entry: image.entry, names: $0.symbols) } ?? image
        } else {
            let dump = try FlashLayout.dump(bytes, path)
            layout = try FlashLayout(image: bytes, dump, identity: identity, file: path)
            let found = SignatureSearch.symbols(of: dump, bytes: bytes, tables: tables)
            signatures = found
            program = ELFImage(entry: identity.entry, names: found.symbols)
        }
        header = layout.header
        for part in scenario.flash {
            layout.add(.init(name: part.file, offset: part.offset, bytes: try FileAccess.bytes(part.file)))
        }
        secondStage = layout.secondStage
        flash = try layout.contents(size: scenario.flashSize)
    }

    /// Has `profile` say what the firmware says: SDK, flash mode and clock. What `scenario` names goes before it.
    func describe(_ profile: inout Profile, of scenario: Scenario) {
        guard scenario.profile == nil else { return }
        profile = Profile(name: identity.sdk.map(Self.text) ?? "unknown SDK")
        profile.description = "what the firmware says, on a NodeMCU"
        profile.clockMHz = scenario.clockMHz ?? profile.clockMHz
        profile.flashMode = header?.mode ?? profile.flashMode
        profile.flashMHz = header?.megahertz ?? profile.flashMHz
    }

    /// Whether its SDK leaves the reason of a restart in RTC memory.
    var leavesReason: Bool { [SDKFamily.nonOS.name, SDKFamily.openRTOS.name].contains(identity.sdk?.name) }

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
        var notes = [secondStage?.text].compactMap { $0 } + identity.notes
        if let signatures, program.symbols.isEmpty { notes.append("names by signatures: \(signatures.description)") }
        return notes
    }

    private static func text(_ finding: FirmwareIdentity.Finding) -> String {
        [finding.name, finding.version].compactMap { $0 }.joined(separator: " ")
    }
}
