import Record

/// The device's connections as they were heard: lanes of the timeline and a section.
struct HTMLWire {
    let wire: RunRecord.Wire
    let axis: TimeAxis

    /// Nil when nothing was heard.
    init?(_ record: RunRecord, axis: TimeAxis) {
        guard let wire = record.wire else { return nil }
        self.wire = wire
        self.axis = axis
    }

    /// Handshake messages of both sides, and below them what the CPU did while nobody spoke.
    var lanes: [Lane] {
        let all = wire.connections.compactMap(\.tls)
        let messages = all.flatMap(\.messages), gaps = all.flatMap(\.gaps)
        guard !messages.isEmpty else { return [] }
        let sides = RunRecord.Wire.Side.allCases.map { side in
            let marks = messages.filter { $0.by == side }.map(mark)
            return Lane(name: "Wire, \(side.rawValue)", note: "handshake messages", picture: "\(marks)")
        }
        let silences = gaps.isEmpty ? [] : [Lane(name: "CPU, wire silent", picture: "\(gaps.map(interval))")]
        return sides + silences
    }

    private func mark(_ message: RunRecord.Wire.Message) -> HTML {
        let title =
            "\(message.name) of the \(message.by.rawValue), \(grouped(message.bytes)) bytes, "
            + "at \(message.at.text(digits: 3)) s"
        return Shape.moment("", message.at, axis: axis, style: "message", title: title)
    }

    private func interval(_ gap: RunRecord.Wire.Gap) -> HTML {
        let end = gap.start + gap.seconds
        let doing = gap.functions.isEmpty ? "" : ": \(WireText.functions(gap))"
        let title = "Silence in \(gap.state), broken by the \(gap.by.rawValue), \(Shape.span(gap.start, end))\(doing)"
        return Shape.interval(
            gap.functions.first?.name ?? gap.state,
            gap.start,
            end,
            axis: axis,
            style: gap.by == .device ? "stall" : "phase",
            title: title
        )
    }

    /// More are counted, not shown.
    private static let most = 10

    /// The section.
    var section: Section {
        let left = max(0, wire.connections.count - Self.most) + wire.dropped
        let rest: HTML = left > 0 ? "<p class=\"keys\">And \(grouped(left)) connections more.</p>\n" : .none
        return Section("wire", "Wire", "\(wire.connections.prefix(Self.most).map(connection))\(rest)")
    }

    private func connection(_ connection: RunRecord.Wire.Connection) -> HTML {
        let facts = WireText.facts(connection)
        let rows = facts.dropFirst().map { fact -> HTML in
            "<div><dt>\(fact.name)</dt><dd>\(fact.value)</dd></div>\n"
        }
        let groups: HTML =
            rows.isEmpty ? .none : "<div class=\"groups\"><section class=\"group\"><dl>\(rows)</dl></section></div>\n"
        let messages = connection.tls.map(messages) ?? .none
        return """
            <section class="trip"><h3 class="sub">\(facts.first?.value ?? "")</h3>
            \(groups)\(messages)</section>

            """
    }

    private func messages(_ tls: RunRecord.Wire.TLS) -> HTML {
        guard !tls.messages.isEmpty else { return .none }
        let rows = tls.messagesWithGaps.map { message, gap -> [Cell] in
            [
                .text(message.name), .text(message.by.rawValue), .number(message.at.text(digits: 3)),
                .number(grouped(message.bytes)), .number(gap?.seconds.text(digits: 3) ?? "–"),
                .code(gap.map(WireText.functions) ?? ""),
            ]
        }
        let head: [Cell] = [
            .text("message"), .text("by"), .number("at, s"), .number("bytes"), .number("silence before, s"),
            .text("CPU meanwhile"),
        ]
        return Table(caption: "Messages of the handshake", head: head, rows: rows).html
    }
}
