import Record

/// Where the cycles went: flame graph and the costliest functions.
struct HTMLProfile {
    let profile: RunRecord.CallProfile
    private let tree: FlameTree

    /// What the record calls the cycles spent waiting for an interrupt.
    private static let idle = "[idle]"

    init(_ profile: RunRecord.CallProfile) {
        self.profile = profile
        tree = FlameTree(profile.stacks.filter { $0.frames.last != Self.idle }, root: "computing")
    }

    /// The section.
    var section: Section {
        let content = tree.nodes[0].total > 0 ? waiting + flame.html + functions.html : Self.missing
        return Section("profile", "Where the cycles went", content)
    }

    private var waiting: HTML {
        let idle = profile.stacks.filter { $0.frames.last == Self.idle }.reduce(UInt64(0)) { $0 &+ $1.cycles }
        let all = idle &+ tree.nodes[0].total
        return """
            <p class="keys">Of \(grouped(all)) cycles the CPU waited \(grouped(idle)) \
            (\(share(idle, of: all))) for an interrupt. The other \(grouped(tree.nodes[0].total)), in which it \
            computed, are 100 % below: exact, by call stack, callers above what they call.</p>

            """
    }

    private var flame: FlameGraph {
        FlameGraph(tree: tree, label: "Flame graph of cycles by guest function", unit: "cycles")
    }

    private static let missing: HTML = """
        <p class="missing">This record holds no call profile, so there is no flame graph. \
        <code>vesp run --html</code> records one; a record saved without it cannot be completed afterwards.</p>

        """

    private var functions: Table {
        let total = tree.nodes[0].total
        let first = profile.functions.filter { $0.name != Self.idle }.prefix(20)
        let most = first.map(\.selfCycles).max() ?? 1
        let rows = first.map { function -> [Cell] in
            [
                .code(function.name), .bar(Double(function.selfCycles) / Double(max(1, most))),
                .number(share(function.selfCycles, of: total)), .number(grouped(function.selfCycles)),
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
