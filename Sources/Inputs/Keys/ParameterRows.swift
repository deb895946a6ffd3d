import Record

/// Rows of a record's `parameters` that show one key.
struct ParameterRows: Sendable {
    /// The groups, in the order of a record.
    enum Group: String, Sendable, CaseIterable {
        case run, board, watchdogs, wifi, endpoint, link, network, tls
    }

    /// Where a row stands and what it is called.
    struct Place: Sendable {
        var group: Group
        var name: String
        var unit: String?
        var rank: Int
        var isOfBuiltInEndpoint: Bool

        /// - Parameter rank: rows of a group are in the order of the tables, scenario before profile, but for those
        ///   with a rank: lower ones come first.
        /// - Parameter isOfBuiltInEndpoint: whether runs against a real server do without the row.
        init(_ group: Group, _ name: String, _ unit: String? = nil, rank: Int = 0, isOfBuiltInEndpoint: Bool = false) {
            self.group = group
            self.name = name
            self.unit = unit
            self.rank = rank
            self.isOfBuiltInEndpoint = isOfBuiltInEndpoint
        }
    }

    let group: Group
    let rank: Int
    let rows: @Sendable (ResolvedScenario) -> [RunRecord.Parameter]

    /// One row, or none when there is no text.
    init(_ place: Place, _ text: @escaping @Sendable (ResolvedScenario) -> String?) {
        self.init(place.group, rank: place.rank) { resolved in
            guard !place.isOfBuiltInEndpoint || resolved.scenario.tcp == nil, let text = text(resolved) else {
                return []
            }
            return [.init(group: place.group.rawValue, name: place.name, value: text, unit: place.unit)]
        }
    }

    /// Any rows.
    init(
        _ group: Group,
        rank: Int = 0,
        rows: @escaping @Sendable (ResolvedScenario) -> [RunRecord.Parameter]
    ) {
        self.group = group
        self.rank = rank
        self.rows = rows
    }

    /// These rows, and another one behind them.
    func followed(by place: Place, _ text: @escaping @Sendable (ResolvedScenario) -> String?) -> ParameterRows {
        let next = ParameterRows(place, text)
        return ParameterRows(group, rank: rank) { rows($0) + next.rows($0) }
    }
}

extension ResolvedScenario {
    /// What a record says of scenario and profile, in its order. Passwords and keys stay out.
    package var parameters: [RunRecord.Parameter] {
        let all = ScenarioKey.all.compactMap(\.rows) + ProfileKey.all.compactMap(\.rows)
        return ParameterRows.Group.allCases.flatMap { group in
            let mine = all.filter { $0.group == group }
            return Set(mine.map(\.rank)).sorted().flatMap { rank in
                mine.filter { $0.rank == rank }.flatMap { $0.rows(self) }
            }
        }
    }
}
