extension ShadowService {
    /// A shadow as it is kept: its document, or of one that was deleted the version.
    private struct KeptShadow: Codable {
        var document: ShadowDocument?
        var deleted: Version?
    }

    /// What there is of a shadow, as a change.
    func change(of name: ShadowName) -> KeptChange {
        let kept = KeptShadow(document: shadows[name], deleted: deleted[name])
        let isThere = kept.document != nil || kept.deleted != nil
        return KeptChange(kind: .shadow, key: name.text, value: isThere ? JSONRow.bytes(of: kept) : nil)
    }

    /// All that is kept, as changes from nothing.
    var snapshot: [KeptChange] {
        Set(shadows.keys).union(deleted.keys).map(change).sorted { $0.key < $1.key }
    }

    /// Takes what was kept; rows of others are passed over.
    mutating func restore(_ changes: [KeptChange]) throws(UnreadableChange) {
        for (change, value) in changes.rows(.shadow) {
            guard let kept = JSONRow.read(KeptShadow.self, value) else { throw UnreadableChange(change) }
            let name = ShadowName(text: change.key)
            shadows[name] = kept.document
            bytes += kept.document?.weight ?? 0
            deleted[name] = kept.deleted
        }
    }
}

extension ShadowName {
    /// Reads `text`: neither things nor shadows have a tilde in their names.
    fileprivate init(text: String) {
        let parts = text.split(separator: "~", maxSplits: 1, omittingEmptySubsequences: false)
        self.init(thing: String(parts[0]), name: parts.count == 2 ? String(parts[1]) : nil)
    }
}
