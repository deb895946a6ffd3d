import Record

/// What a firmware file is, for people.
public enum IdentityReport {
    /// The text, ending in a newline.
    public static func text(_ identity: FirmwareIdentity) -> String {
        let format = identity.format == .elf ? "ESP8266 ELF file" : "ESP8266 flash image"
        var lines = ["\(identity.file.printable): \(format), \(grouped(UInt64(max(0, identity.size)))) bytes", ""]
        lines += facts(identity).map { name, value in
            name + String(repeating: " ", count: 11 - name.count) + value.printable
        }
        if !identity.parts.isEmpty { lines += [""] + table(identity.parts) }
        if !identity.segments.isEmpty { lines += [""] + identity.segments.map(line) }
        if let trust = identity.trust { lines += [""] + Self.trust(trust) }
        if !identity.notes.isEmpty { lines += [""] + identity.notes.map { "note: \($0.printable)" } }
        return lines.joined(separator: "\n") + "\n"
    }

    private static func facts(_ identity: FirmwareIdentity) -> [(String, String)] {
        var facts: [(String, String)] = []
        facts.append(("SDK", identity.sdk.map(text) ?? "not recognised"))
        if !identity.platforms.isEmpty {
            facts.append(("platform", identity.platforms.map(text).joined(separator: ", ")))
        }
        facts.append(("TLS", identity.tls.isEmpty ? "none found" : identity.tls.map(text).joined(separator: ", ")))
        if let boot = identity.boot { facts.append(("started by", starters[boot] ?? boot)) }
        facts.append(("entry", hex(Int(identity.entry))))
        if let flash = identity.flash {
            let mode = flash.mode ?? "mode without meaning"
            let clock = flash.clockMHz.map { "\($0) MHz" } ?? "clock without meaning"
            let size = flash.size.map { "\($0 >> 10) KB" } ?? "size without meaning"
            facts.append(("flash", "\(mode), \(clock), \(size) by its header"))
        }
        facts.append(("symbols", identity.symbols == 0 ? "none (stripped)" : String(identity.symbols)))
        if let found = identity.signatures {
            facts.append(
                ("functions", "\(found.matched) of \(found.functions) of \(found.library), \(found.names) names")
            )
        }
        return facts
    }

    /// What the firmware trusts; of many the first.
    private static func trust(_ trust: [FirmwareIdentity.Trust]) -> [String] {
        let most = 20
        let lines = trust.prefix(most).map { found in
            let names = [found.key, found.subject.map { $0.printable }].compactMap { $0 }.joined(separator: ", ")
            return
                "\(hex(found.offset, 6))  \(padded(found.size))  \(found.kind.text)\(found.isRoot ? " of a root" : "")"
                + (names.isEmpty ? "" : ": \(names)")
        }
        let rest = trust.count > most ? ["and \(trust.count - most) more"] : []
        return ["certificates and keys"] + lines + rest
    }

    private static let starters = [
        "rom": "the boot ROM", "eboot": "eboot (Arduino)", "rboot": "rBoot",
        "espressif_boot": "Espressif's boot loader",
        "partitions": "ESP8266_RTOS_SDK's boot loader", "application_only": "a boot loader that is not in the file",
    ]

    private static func text(_ finding: FirmwareIdentity.Finding) -> String {
        let built = finding.built.map { " of \($0)" } ?? ""
        return finding.name + (finding.version.map { " \($0)" } ?? "") + built
    }

    private static func table(_ parts: [FirmwareIdentity.Part]) -> [String] {
        parts.flatMap { part in
            let kind = part.kind.replacing("_", with: " ")
            let detail = part.detail.map { ": \($0.printable)" } ?? ""
            let checksum = part.image.map { ", \(text($0.checksum))" } ?? ""
            let segments = part.image?.segments.map { "  " + line($0) } ?? []
            return ["\(hex(part.offset, 6))  \(padded(part.size))  \(kind)\(detail)\(checksum)"] + segments
        }
    }

    private static func text(_ checksum: FirmwareIdentity.Image.Checksum) -> String {
        switch checksum {
        case .right: "checksum right"
        case .wrong: "checksum wrong"
        case .rightBeforeCRC: "checksum right for the bytes before the CRC was entered"
        }
    }

    private static func line(_ segment: FirmwareIdentity.Segment) -> String {
        "\(hex(Int(segment.address), 8))  \(padded(segment.size))  \(place(segment.address))"
    }

    private static func place(_ address: UInt32) -> String {
        switch address {
        case 0: "text in front, or padding"
        case 0x3FFE_8000..<0x4000_0000: "data RAM"
        case 0x4000_0000..<0x4001_0000: "boot ROM"
        case 0x4010_0000..<0x4011_0000: "instruction RAM"
        default: "flash, executed in place"
        }
    }

    private static func padded(_ size: Int) -> String {
        let text = grouped(UInt64(max(0, size)))
        return String(repeating: " ", count: max(0, 10 - text.count)) + text
    }

    private static func hex(_ value: Int, _ digits: Int = 0) -> String {
        let text = String(value, radix: 16)
        return "0x" + String(repeating: "0", count: max(0, digits - text.count)) + text
    }
}
