import Record

/// Firmware of the user's own: what it is, what of it did not execute, what ended its lives.
struct HTMLFirmware {
    let record: RunRecord

    /// What it is and what was replaced; nil for firmware of the tool's own.
    var section: Section? {
        guard let firmware = record.firmware else { return nil }
        let facts = UserFirmwareText.facts(firmware, of: record).filter { $0.name != "note" }.map { fact -> HTML in
            "<div><dt>\(fact.name)</dt><dd>\(fact.value)</dd></div>\n"
        }
        let remarks = firmware.notes + UserFirmwareText.unknown(record)
        let notes: HTML =
            remarks.isEmpty ? .none : "<ul>\(remarks.map { note -> HTML in "<li>\(note)</li>\n" })</ul>\n"
        let groups: HTML = "<div class=\"groups\"><section class=\"group\"><dl>\(facts)</dl></section></div>\n"
        return Section("firmware", "Firmware", groups + notes + replaced(firmware))
    }

    private func replaced(_ firmware: RunRecord.Firmware) -> HTML {
        guard !firmware.replaced.isEmpty else { return .none }
        let rows = firmware.replaced.map { function -> [Cell] in
            [
                .code(function.function), .code(function.address), .text(function.reason),
                .number(grouped(function.calls)),
            ]
        }
        let head: [Cell] = [.text("function"), .text("address"), .text("what it does on a chip"), .number("calls")]
        return Table(caption: "Functions that were replaced", head: head, rows: rows).html
    }

    /// The exceptions with their backtraces; nil when there was none.
    var exceptions: Section? {
        guard let exceptions = record.exceptions, !exceptions.isEmpty else { return nil }
        let left = exceptions.count - Self.most
        let rest: HTML = left > 0 ? "<p class=\"keys\">And \(grouped(left)) exceptions more.</p>\n" : .none
        return Section("exceptions", "Exceptions", "\(exceptions.prefix(Self.most).map(exception))\(rest)")
    }

    /// More are counted, not shown.
    private static let most = 10

    private func exception(_ exception: RunRecord.Exception) -> HTML {
        """
        <section class="trip"><h3 class="sub">\(ExceptionText.title(exception))</h3>
        <p>The program \(ExceptionText.access(exception)).</p>
        <div class="groups">\(HTMLBacktrace.group(exception.backtrace))</div></section>

        """
    }
}
