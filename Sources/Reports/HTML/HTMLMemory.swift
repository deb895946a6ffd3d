import Record

/// Heap over time, and what heap, stack and cache came to.
struct HTMLMemory {
    let record: RunRecord

    /// The section.
    var section: Section {
        Section("memory", "Memory", chart + table.html + (HTMLHeapUse(record)?.consumers ?? .none))
    }

    private var chart: HTML {
        let axis = TimeAxis(record.duration)
        let use = HTMLHeapUse(record).map {
            Lane(name: "In use", note: "as asked for", height: 120, picture: $0.picture())
        }
        return Chart.html(label: "Heap over time", lanes: [use].compactMap { $0 } + lowWaters(axis), axis: axis)
    }

    /// What the guest itself tells of: new lows since the chip's last start.
    private func lowWaters(_ axis: TimeAxis) -> [Lane] {
        let curve = HeapCurve(record)
        guard !curve.samples.isEmpty else { return [] }
        let top = Int64(curve.capacity)
        let free = Shape.curve(
            curve.line(\.free),
            axis: axis,
            top: top,
            style: "heap",
            fill: true,
            reading: .init(text: "least free so far % bytes")
        )
        let largest = Shape.curve(
            curve.line(\.largest),
            axis: axis,
            top: top,
            style: "largest",
            fill: false,
            reading: .init(text: "largest block at least % bytes")
        )
        let lanes = [
            Lane(
                name: "Least free",
                note: "so far, of \(grouped(curve.capacity)) bytes",
                height: 110,
                picture: "\(free)\(lowest(curve, axis, \.free, "free"))"
            ),
            Lane(
                name: "Largest block",
                note: "least so far",
                height: 110,
                picture: "\(largest)\(lowest(curve, axis, \.largest, "in one piece"))"
            ),
        ]
        return record.knowsLargestBlock ? lanes : Array(lanes.prefix(1))
    }

    /// The low-water mark.
    private func lowest(
        _ curve: HeapCurve,
        _ axis: TimeAxis,
        _ value: (RunRecord.HeapSample) -> Int,
        _ word: String
    ) -> HTML {
        guard let low = curve.samples.min(by: { value($0) < value($1) }) else { return .none }
        let text = "\(grouped(value(low))) bytes"
        let title = "Least \(word): \(text) at \(low.at.text(digits: 3)) s"
        return Shape.moment("least \(text)", low.at, axis: axis, style: "least", title: title)
    }

    private var table: Table {
        let heap = record.heap, stack = record.stack, cache = record.cache
        let total = cache.hits &+ cache.misses
        var rows: [[Cell]] = []
        if record.knowsHeap {
            let remark =
                heap.failedAllocation.map { "an allocation of \(grouped($0)) bytes FAILED" }
                ?? "least free \(grouped(heap.freeLowWater)) bytes"
            rows.append(row("heap", used: heap.peak, of: heap.capacity, remark))
        }
        if record.knowsStack {
            rows.append(row("stack", used: stack.peak, of: stack.size, stack.overflowed ? "OVERFLOWED" : ""))
        }
        rows += (record.stacks ?? []).map(row)
        rows.append([
            .text("flash cache"), .number("\(grouped(cache.hits)) hits"), .number("\(grouped(total)) lookups"),
            .number(share(cache.hits, of: total)), .text("\(grouped(cache.misses)) line fills"),
        ])
        return Table(
            caption: "Heap, stack and cache",
            head: [.text(""), .number("most used"), .number("there is"), .number("share"), .text("")],
            rows: rows
        )
    }

    private func row(_ stack: RunRecord.TaskStack) -> [Cell] {
        let used = stack.peak.map { "\(grouped($0)) bytes" }, size = stack.size.map { "\(grouped($0)) bytes" }
        let part = stack.peak.flatMap { peak in
            stack.size.map { share(UInt64(max(0, peak)), of: UInt64(max(0, $0))) }
        }
        return [
            .text("stack of \(stack.task)"), .number(used ?? "–"), .number(size ?? "–"), .number(part ?? "–"),
            .text(stack.free.map { "\(grouped($0)) bytes never used" } ?? ""),
        ]
    }

    private func row(_ name: String, used: Int, of size: Int, _ remark: String) -> [Cell] {
        [
            .text(name), .number("\(grouped(used)) bytes"), .number("\(grouped(size)) bytes"),
            .number(share(UInt64(max(0, used)), of: UInt64(max(0, size)))), .text(remark),
        ]
    }
}
