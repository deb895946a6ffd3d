@testable import CloudEndpoint

/// What a database has after changes.
struct KeptRows: Equatable {
    private var rows: [String: KeptChange] = [:]

    init(_ changes: [KeptChange] = []) {
        for change in changes { take(change) }
    }

    mutating func take(_ change: KeptChange) {
        rows["\(change.kind) \(change.key)"] = change.value == nil ? nil : change
    }

    /// The rows, in an order of the database's own.
    var changes: [KeptChange] { rows.sorted { $0.key < $1.key }.map(\.value) }

    func count(_ kind: KeptChange.Kind) -> Int { rows.values.count { $0.kind == kind } }

    /// Kinds and keys of what is here and not alike in `other`.
    func difference(_ other: KeptRows) -> [String] {
        Set(rows.keys).union(other.rows.keys).filter { rows[$0] != other.rows[$0] }.sorted()
    }
}
