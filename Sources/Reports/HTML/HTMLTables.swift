import Record

/// The sections that are tables.
struct HTMLTables {
    let record: RunRecord

    /// TLS states with bars.
    var states: Section? {
        let handshake = record.handshake
        guard !handshake.states.isEmpty else { return nil }
        let ranks = HTMLTimeline.ranks(handshake.states)
        let most = handshake.states.map(\.seconds.microseconds).max() ?? 1
        let rows = handshake.states.map { state -> [Cell] in
            let part = UInt64(max(0, state.seconds.microseconds))
            return [
                .text(state.name),
                .bar(Double(part) / Double(max(1, most)), style: "heat\(ranks[state.name] ?? 3)"),
                .number(share(part, of: UInt64(max(0, handshake.seconds.microseconds)))),
                .number(state.seconds.text(digits: 3)), .number(grouped(state.cycles)),
            ]
        }
        let head: [Cell] = [.text("state"), .text(""), .number("share"), .number("seconds"), .number("cycles")]
        return Section("tls", "TLS states", Table(caption: "Time per TLS state", head: head, rows: rows).html)
    }

    /// Both watchdogs.
    var watchdogs: Section {
        let pairs = [("soft", record.watchdog.soft), ("hard", record.watchdog.hard)]
        let rows = pairs.map { name, watchdog -> [Cell] in
            guard watchdog.enabled else {
                return [.text(name), .text("off")] + Array(repeating: .text(""), count: 6)
            }
            func number(_ value: Seconds?) -> Cell { .number(value.map { $0.text(digits: 3) } ?? "–") }
            let place = [watchdog.tlsState, record.short(watchdog.where)].compactMap { $0 }.filter { !$0.isEmpty }
            return [
                .text(name), number(watchdog.timeout), number(watchdog.longestGap), margin(watchdog.margin),
                .number("\(watchdog.trips)"), number(watchdog.trippedAt), number(watchdog.sinceFeed),
                .code(place.joined(separator: ": ")),
            ]
        }
        let head: [Cell] = [
            .text("watchdog"), .number("bites after, s"), .number("longest gap, s"), .number("margin, s"),
            .number("bites"), .number("first bite, s"), .number("since feed, s"), .text("doing"),
        ]
        return Section("watchdogs", "Watchdogs", Table(caption: "Watchdogs", head: head, rows: rows).html)
    }

    private func margin(_ value: Seconds?) -> Cell {
        guard let value else { return .number("–") }
        let style = value <= .zero ? "n bad" : "n"
        return Cell(content: "\(value.text(digits: 3))", style: style)
    }

    /// Stalls, longest first.
    var stalls: Section {
        let most = record.longestStall?.length.microseconds ?? 1
        let rows = record.stallsByLength.prefix(50).map { stall -> [Cell] in
            let length = (stall.isLowerBound ? "≥ " : "") + stall.length.text(digits: 3)
            return [
                stall.cutOff == nil ? .number(length) : Cell(content: "\(length)", style: "n bad"),
                .bar(Double(stall.length.microseconds) / Double(max(1, most)), style: "stall"),
                .number(stall.start.text(digits: 3)), .text(stall.cutText ?? "–"), .text(stall.tlsState ?? "–"),
                .code(record.short(stall.where)),
            ] + (record.delayed == nil ? [] : [.text(stall.delayed?.text ?? "–")])
        }
        guard record.knowsStalls else {
            return Section("stalls", "Stalls", "<p>Not known: no scheduler of the firmware was seen.</p>\n" + delayed)
        }
        guard !rows.isEmpty else {
            return Section("stalls", "Stalls", "<p>The loop was always serviced.</p>\n" + delayed)
        }
        let head: [Cell] =
            [
                .number("seconds"), .text(""), .number("at, s"), .text("reset"), .text("TLS state"),
                .text("function ← caller"),
            ] + (record.delayed == nil ? [] : [.text("delayed")])
        let more = record.stalls.count - rows.count
        let rest: HTML = more > 0 ? "<p class=\"keys\">And \(grouped(more)) shorter ones.</p>\n" : ""
        let table = Table(caption: "Intervals in which the loop was not serviced", head: head, rows: rows)
        return Section("stalls", "Stalls", table.html + rest + delayed)
    }

    /// What was delayed, in a stall or not.
    private var delayed: HTML {
        record.delayed.map { "<p>Delayed in all of the run: \($0.text).</p>\n" } ?? ""
    }

    /// Starts of the chip.
    var boots: Section {
        let rows = record.boots.enumerated().map { index, boot -> [Cell] in
            [
                .text("\(index + 1)"), .number(boot.at.text(digits: 3)), .text(boot.cause),
                .number("\(boot.romCause)"), .number(boot.sdkReason.map(String.init) ?? "–"),
            ]
        }
        let head: [Cell] = [
            .text("start"), .number("at, s"), .text("cause"), .number("rst cause (ROM)"), .number("reason (SDK)"),
        ]
        let table = Table(caption: "Starts of the chip", head: head, rows: rows)
        return Section("boots", "Boots and reset causes", table.html)
    }

    /// Registers nobody knows.
    var unknownAccesses: Section? {
        guard !record.unknownAccesses.isEmpty else { return nil }
        let rows = record.unknownAccesses.map { access -> [Cell] in
            [.code(access.address), .number(grouped(access.count)), .code(access.function)]
        }
        let head: [Cell] = [.text("address"), .number("accesses"), .text("first in")]
        let table = Table(caption: "Accesses to registers that have no model", head: head, rows: rows)
        return Section("unknown", "Unknown registers", table.html)
    }

    /// What the guest printed.
    var console: Section? {
        guard !record.console.isEmpty else { return nil }
        let lines = record.console.map { line -> HTML in
            let port = line.port.map { " UART\($0)" } ?? ""
            return "<tr><th scope=\"row\">\(line.at.text(digits: 6))\(port)</th><td>\(line.text)</td></tr>\n"
        }
        return Section(
            "console",
            "Console",
            """
            <div class="console" tabindex="0" role="region" aria-label="Console with simulated seconds"><table><tbody>
            \(lines)</tbody></table></div>

            """
        )
    }

    /// Every input of the run.
    var parameters: Section {
        var groups: [(name: String, values: [RunRecord.Parameter])] = []
        for parameter in record.parameters {
            if groups.last?.name == parameter.group {
                groups[groups.count - 1].values.append(parameter)
            } else {
                groups.append((parameter.group, [parameter]))
            }
        }
        if groups.isEmpty { groups = [("run", essentials)] }
        let pieces = groups.map { group -> HTML in
            let rows = group.values.map { value -> HTML in
                let unit: HTML = value.unit.map { " <small>\($0)</small>" } ?? .none
                return "<div><dt>\(value.name)</dt><dd>\(value.value)\(unit)</dd></div>\n"
            }
            return "<section class=\"group\"><h3>\(group.name)</h3><dl>\(rows)</dl></section>\n"
        }
        return Section("parameters", "Parameters", "<div class=\"groups\">\(pieces)</div>\n")
    }

    /// What a record without parameters still says.
    private var essentials: [RunRecord.Parameter] {
        [
            RunRecord.Parameter(group: "run", name: "profile", value: record.profile),
            RunRecord.Parameter(group: "run", name: "clock", value: "\(record.clockMHz)", unit: "MHz"),
            RunRecord.Parameter(group: "run", name: "seed", value: "\(record.seed)"),
            RunRecord.Parameter(group: "run", name: "on_trip", value: record.onTrip.rawValue),
        ]
    }
}
