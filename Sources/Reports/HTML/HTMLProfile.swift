import Emulation

/// Where the cycles went: flame graph and the costliest functions.
struct HTMLProfile {
    let profile: RunRecord.CallProfile
    private let tree: FlameTree

    private static let rowHeight = 19
    /// Narrower frames, as a part of the run, are left out and counted.
    private static let narrowest: UInt64 = 20_000

    /// What the record calls the cycles spent waiting for an interrupt.
    private static let idle = "[idle]"

    init(_ profile: RunRecord.CallProfile) {
        self.profile = profile
        tree = FlameTree(profile.stacks.filter { $0.frames.last != Self.idle }, root: "computing")
    }

    /// The section.
    var section: Section {
        let content = tree.nodes[0].total > 0 ? flame + functions.html : Self.missing
        return Section("profile", "Where the cycles went", content)
    }

    private var waiting: HTML {
        let idle = profile.stacks.filter { $0.frames.last == Self.idle }.reduce(UInt64(0)) { $0 &+ $1.cycles }
        let all = idle &+ tree.nodes[0].total
        return """
            <p class="keys">Of \(grouped(all)) cycles the CPU waited \(grouped(idle)) \
            (\(honestShare(idle, of: all))) for an interrupt. The other \(grouped(tree.nodes[0].total)), in which it \
            computed, are 100 % below: exact, by call stack, callers above what they call.</p>

            """
    }

    private static let missing: HTML = """
        <p class="missing">This record holds no call profile, so there is no flame graph. \
        <code>vesp run --html</code> records one; a record saved without it cannot be completed afterwards.</p>

        """

    private var flame: HTML {
        let total = tree.nodes[0].total
        let shown = tree.nodes.filter { $0.total >= max(1, total / Self.narrowest) }
        let height = ((shown.map(\.depth).max() ?? 0) + 1) * Self.rowHeight
        let left = tree.nodes.count - shown.count
        let note = left > 0 ? " \(grouped(left)) frames of less than 0.005 % are left out." : ""
        return """
            \(waiting)<div class="flame" data-flame><div class="toolbar" role="toolbar" aria-label="Zoom of the flame graph">\
            <button type="button" data-do="all">All</button></div>
            <svg class="track" height="\(height)" role="group" aria-label="Flame graph of cycles by guest function">\
            <svg class="pan" width="100%" height="100%">
            \(shown.enumerated().map { frame($1, of: total, isFirst: $0 == 0) })</svg></svg>
            <p class="readout" aria-live="polite"></p>
            <p class="keys">Click or <kbd>Enter</kbd> zooms to a frame, arrow keys go from frame to frame, <kbd>Esc</kbd> shows all.\(note)</p>
            </div>

            """
    }

    private func frame(_ node: FlameTree.Node, of total: UInt64, isFirst: Bool) -> HTML {
        let width = Double(node.total) / Double(total)
        let title =
            "\(node.name): \(grouped(node.total)) cycles, \(honestShare(node.total, of: total))"
            + (node.own == node.total ? "" : "; itself \(grouped(node.own)), \(honestShare(node.own, of: total))")
        let fit = Shape.fit(node.name, share: width)
        return """
            <svg class="fr f\(Self.tint(node.name))" x="\(HTML(markup: percent(Double(node.start) / Double(total))))" \
            y="\(node.depth * Self.rowHeight)" width="\(HTML(markup: percent(width)))" \
            height="\(Self.rowHeight - 1)" data-d="\(node.depth)" tabindex="\(isFirst ? 0 : -1)" role="button" \
            aria-label="\(title)"><title>\(title)</title><rect width="100%" height="100%"/>\
            <text class="\(fit)" x="4" y="13">\(node.name)</text></svg>

            """
    }

    /// One of four tints, always the same for a name.
    private static func tint(_ name: String) -> Int {
        Int(name.utf8.reduce(UInt32(2_166_136_261)) { ($0 ^ UInt32($1)) &* 16_777_619 } >> 13 & 3)
    }

    private var functions: Table {
        let total = tree.nodes[0].total
        let first = profile.functions.filter { $0.name != Self.idle }.prefix(20)
        let most = first.map(\.selfCycles).max() ?? 1
        let rows = first.map { function -> [Cell] in
            [
                .code(function.name), .bar(Double(function.selfCycles) / Double(max(1, most))),
                .number(honestShare(function.selfCycles, of: total)), .number(grouped(function.selfCycles)),
                .number(grouped(function.totalCycles)), .number(grouped(function.calls)),
            ]
        }
        return Table(
            caption: "Functions by cycles of their own",
            head: [
                .text("function"), .text(""), .number("share of computing"), .number("own cycles"),
                .number("with callees"),
                .number("calls"),
            ],
            rows: rows
        )
    }
}
