import Record

/// What firmware of the user's own is, and what a run of it cannot tell.
enum UserFirmwareText {
    /// The block of the text report.
    static func lines(_ firmware: RunRecord.Firmware, of record: RunRecord) -> [String] {
        facts(firmware, of: record).map { name, value in
            name + String(repeating: " ", count: max(1, 11 - name.count)) + value
        }
    }

    /// Name and value of everything that is known, notes last.
    static func facts(_ firmware: RunRecord.Firmware, of record: RunRecord) -> [(name: String, value: String)] {
        var facts = [("firmware", firmware.file)]
        if !firmware.platforms.isEmpty { facts.append(("platform", firmware.platforms.joined(separator: ", "))) }
        facts.append(("SDK", firmware.sdk ?? "not recognised"))
        facts.append(("TLS", firmware.tls.isEmpty ? "none found" : firmware.tls.joined(separator: ", ")))
        facts.append(("flash", "\(grouped(firmware.flashSize / 1024)) KB"))
        facts.append(("names", names(firmware)))
        facts.append(("replaced", replaced(firmware)))
        facts += (record.clients ?? []).map { ("client", text($0)) }
        return facts + firmware.notes.map { ("note", $0) }
    }

    private static func text(_ client: RunRecord.Client) -> String {
        let status = [client.status.map { "\($0)" }, client.error].compactMap { $0 }.joined(separator: ", ")
        return "\(client.url): \(status)" + (client.at.map { " at \($0.text()) s" } ?? "")
    }

    private static func names(_ firmware: RunRecord.Firmware) -> String {
        switch firmware.names {
        case .none: "none: no symbols, and no known version of an SDK's libraries"
        case .symbols: "\(grouped(firmware.symbols)) by symbols"
        case .signatures:
            "\(grouped(firmware.symbols)) by signatures" + (firmware.signatures.map { " of \($0)" } ?? "")
        }
    }

    private static func replaced(_ firmware: RunRecord.Firmware) -> String {
        guard !firmware.replaced.isEmpty else { return "no function" }
        let called = firmware.replaced.count { $0.calls > 0 }
        let count = firmware.replaced.count == 1 ? "1 function" : "\(firmware.replaced.count) functions"
        return "\(count), \(called == 0 ? "none" : "\(called)") of them called"
    }

    /// What a run cannot tell of the firmware, and why; empty when it tells everything, and for the tool's own.
    static func unknown(_ record: RunRecord) -> [String] {
        guard let firmware = record.firmware else { return [] }
        let stalls =
            record.knowsStalls ? nil : "stalls: not known, no turn of a scheduler was seen"
        let memory = [record.knowsHeap ? nil : "heap", tellsOfStack(record) ? nil : "stack"].compactMap { $0 }
        let reason =
            firmware.names == .symbols
            ? "nothing that vesp could watch is among the firmware's symbols" : "the firmware has no symbols"
        let memories = memory.isEmpty ? nil : "\(memory.joined(separator: ", ")): not known, \(reason)"
        return [stalls, memories].compactMap { $0 }
    }

    private static func tellsOfStack(_ record: RunRecord) -> Bool { record.knowsStack || record.stacks != nil }

    /// `900 of 4096 bytes used, 3196 bytes never used`, as far as it is known.
    static func use(of stack: RunRecord.TaskStack) -> String {
        let size = stack.size.map { "of \($0) " } ?? ""
        let parts = [
            stack.peak.map { "\($0) \(size)bytes used" }, stack.free.map { "\($0) bytes never used" },
        ].compactMap { $0 }
        return parts.isEmpty ? "not known" : parts.joined(separator: ", ")
    }
}
