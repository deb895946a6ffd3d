import Record

/// The heap allocation by allocation: its use over time and who held it at the peak.
struct HTMLHeapUse {
    let use: RunRecord.HeapUse
    let axis: TimeAxis
    /// Size of the heap.
    let capacity: Int

    init?(_ record: RunRecord) {
        guard let use = record.heapUse, use.peak > 0 else { return nil }
        self.use = use
        axis = TimeAxis(record.duration)
        capacity = max(record.heap.capacity, use.peak)
    }

    /// Most and least in use in each slice of time.
    func picture() -> HTML {
        let most = Shape.curve(
            line(\.most),
            axis: axis,
            top: Int64(capacity),
            style: "heap",
            fill: true,
            reading: .init(text: "heap: % bytes in use")
        )
        let least = Shape.curve(line(\.least), axis: axis, top: Int64(capacity), style: "heap least-use", fill: true)
        let title = "Most in use: \(grouped(use.peak)) bytes at \(use.peakAt.text(digits: 3)) s"
        let peak = Shape.moment("\(grouped(use.peak)) bytes", use.peakAt, axis: axis, style: "least", title: title)
        return "\(most)\(least)\(peak)"
    }

    private func line(_ value: (RunRecord.HeapUse.Sample) -> Int) -> [(x: Int64, y: Int64)] {
        axis.staircase(use.samples.map { ($0.at, value($0)) })
    }

    /// Who held what at the peak.
    var consumers: HTML {
        let tree = FlameTree(
            use.consumers.map { .init(frames: $0.where.reversed(), cycles: UInt64(max(0, $0.atPeak))) },
            root: "held"
        )
        let graph = FlameGraph(tree: tree, label: "Flame graph of the heap at its peak", unit: "bytes")
        return """
            <h3 class="sub">Who held the heap at its peak, \(use.peakAt.text(digits: 3)) s</h3>
            <p class="keys">\(grouped(use.peak)) bytes as functions asked for them, without what the allocator adds; \
            by the call stack that asked.</p>
            \(graph.html)\(table.html)
            """
    }

    private var table: Table {
        let most = use.consumers.map(\.atPeak).max() ?? 1
        let rows = use.consumers.prefix(12).map { consumer -> [Cell] in
            [
                .code(consumer.where.prefix(3).joined(separator: " ← ")),
                .bar(Double(consumer.atPeak) / Double(max(1, most)), style: "heap"),
                .number(share(UInt64(max(0, consumer.atPeak)), of: UInt64(use.peak))),
                .number(grouped(consumer.atPeak)), .number(grouped(consumer.allocations)),
            ]
        }
        return Table(
            caption: "Largest consumers at the peak",
            head: [
                .text("function ← callers"), .text(""), .number("share"), .number("bytes"),
                .number("allocations in the run"),
            ],
            rows: rows
        )
    }
}
