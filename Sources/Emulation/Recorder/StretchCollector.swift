import ESP8266
import LX106

/// Turns moments into stretches: those of one `Kind` closer together than `gap` belong to the same one.
///
/// When there are more stretches than `limit`, the gap is doubled until half of them are left.
struct StretchCollector<Kind: Hashable> {
    /// One stretch.
    struct Stretch {
        var kind: Kind
        var first: Ticks
        var last: Ticks
        /// How many moments.
        var count: Int
        /// Whether nothing may join it to the stretch before: something lies between that a reader must see.
        var isSevered: Bool

        /// Joins `next` to it when that may be and no more than `gap` lies between.
        fileprivate mutating func takes(_ next: Stretch, gap: Ticks) -> Bool {
            guard !next.isSevered, next.first &- last < gap else { return false }
            last = next.last
            count += next.count
            return true
        }
    }

    private let limit: Int
    private let usualGap: Ticks
    /// What a stretch bridges now.
    private(set) var gap: Ticks
    /// Stretches that have ended, in the order of their ends.
    private(set) var ended: [Stretch] = []
    /// How many stretches became part of another one or were left out.
    private(set) var folded = 0
    /// One of each kind at most: a few, so that looking through them is quicker than hashing.
    private var open: [Stretch] = []
    private var severed: [Kind] = []

    /// A gap beyond this says nothing any more: what does not fit then is left out.
    private static var widestGap: Ticks { 256 * 1_000_000 * Clock.ticksPerMicrosecond }

    init(gap: Ticks, limit: Int) {
        self.gap = gap
        usualGap = gap
        self.limit = limit
    }

    /// Something of `kind` happened.
    mutating func add(_ kind: Kind, at ticks: Ticks) {
        if let index = open.firstIndex(where: { $0.kind == kind }), ticks &- open[index].last < gap {
            if ticks &- open[index].last >= usualGap { folded += 1 }
            open[index].last = ticks
            open[index].count += 1
            return
        }
        end(kind)
        let isSevered = severed.contains(kind)
        if isSevered { severed.removeAll { $0 == kind } }
        open.append(Stretch(kind: kind, first: ticks, last: ticks, count: 1, isSevered: isSevered))
        foldIfNeeded()
    }

    /// It happened as often as `repetition` says, no two times further apart than a stretch bridges.
    mutating func add(_ kind: Kind, _ repetition: Repetition) {
        add(kind, at: repetition.first)
        guard let index = open.firstIndex(where: { $0.kind == kind }) else { return }
        open[index].last = repetition.last
        open[index].count += Int(clamping: repetition.count - 1)
    }

    /// Ends the stretch of `kind`; no later one is ever joined to it.
    mutating func sever(_ kind: Kind) {
        end(kind)
        if !severed.contains(kind) { severed.append(kind) }
        foldIfNeeded()
    }

    private mutating func end(_ kind: Kind) {
        guard let index = open.firstIndex(where: { $0.kind == kind }) else { return }
        let stretch = open.remove(at: index)
        if ended.count < limit || gap < Self.widestGap { ended.append(stretch) } else { folded += 1 }
    }

    private mutating func foldIfNeeded() {
        guard ended.count > limit else { return }
        while ended.count > limit / 2 && gap < Self.widestGap {
            gap *= 2
            join()
        }
    }

    private mutating func join() {
        var kept: [Stretch] = []
        var latest: [Kind: Int] = [:]
        for stretch in ended {
            if let index = latest[stretch.kind], kept[index].takes(stretch, gap: gap) {
                folded += 1
            } else {
                latest[stretch.kind] = kept.count
                kept.append(stretch)
            }
        }
        for (place, stretch) in open.enumerated() {
            guard let index = latest[stretch.kind], kept[index].takes(stretch, gap: gap) else { continue }
            open[place] = kept[index]
            kept[index].count = 0
            folded += 1
        }
        ended = kept.filter { $0.count > 0 }
    }
}
