import ESP8266
import Record

/// What a debugger's `monitor` commands tell of a run.
extension RunRecorder {
    /// The answers, by name.
    var monitorAnswers: [(name: String, text: () -> String)] {
        [
            ("watchdog", { [unowned self] in watchdogText }), ("heap", { [unowned self] in heapText }),
            ("stall", { [unowned self] in stallText }),
        ]
    }

    private var ticks: Ticks { board?.now ?? 0 }

    /// The countdown of both watchdogs.
    private var watchdogText: String {
        var hardware = "hardware: off"
        if let (stage, remaining) = board?.hardWatchdog {
            let fed = hard.sinceFeed(at: ticks).map { ", fed \($0.exactText) s ago" } ?? ""
            hardware = "hardware: \(Seconds(ticks: remaining).exactText) s to the end of stage \(stage + 1)\(fed)"
        }
        guard let since = soft.sinceFeed(at: ticks), let remaining = soft.remaining(at: ticks) else {
            return hardware + "\nsoft: off"
        }
        return hardware + "\nsoft: \(remaining.exactText) s to the bite, fed \(since.exactText) s ago"
    }

    private var heapText: String {
        let heap = heap.result()
        guard heap.capacity > 0 || heap.freeLowWater > 0 else { return "nothing is known of the heap yet" }
        let failed = heap.failedAllocation.map { ", first refused \($0)" } ?? ""
        return "lowest free \(heap.freeLowWater) of \(heap.capacity) bytes, largest block then at least "
            + "\(heap.largestFreeLowWater)\(failed)"
    }

    private var stallText: String {
        guard let since = stalls.sinceServiced(at: ticks) else { return "the loop owes nothing" }
        let longest = stalls.stalls.first.map { ", longest stall so far \($0.seconds.exactText) s" } ?? ""
        return "the loop was serviced \(since.exactText) s ago\(longest)"
    }
}
