import Record
import Foundation

/// The run as a trace in Chrome's JSON format, which Perfetto opens too.
///
/// Process 1 is the device in simulated time. Process 2, there when the record has a call profile, is the flame graph:
/// not when, but how long each call stack computed, one after the other.
public enum TraceReport {
    /// The trace of `record`: one event per line.
    public static func text(_ record: RunRecord) throws -> String {
        var events = names(Track.allCases.map { ($0.rawValue, $0.name) }, process: 1, "device, simulated time")
        events += timeline(record)
        if let profile = record.callProfile {
            events += names([(1, "all cycles")], process: 2, "cycles by call stack")
            events += flames(profile, clockMHz: record.clockMHz)
        }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let lines = try events.map { String(decoding: try encoder.encode($0), as: UTF8.self) }
        return "{\"displayTimeUnit\":\"ms\",\"traceEvents\":[\n" + lines.joined(separator: ",\n") + "\n]}\n"
    }

    /// The lines of the device, as threads.
    private enum Track: Int, CaseIterable {
        case boot = 1, wifi, application, tls, stalls, soft, hard, uart, console

        var name: String {
            switch self {
            case .boot: "boot"
            case .wifi: "Wi-Fi"
            case .application: "application"
            case .tls: "TLS state"
            case .stalls: "stalls"
            case .soft: "soft watchdog"
            case .hard: "hard watchdog"
            case .uart: "UART0 TX"
            case .console: "console"
            }
        }

        init(_ lane: RunRecord.Phase.Lane) {
            switch lane {
            case .boot: self = .boot
            case .wifi: self = .wifi
            case .application: self = .application
            case .tls: self = .tls
            }
        }

        init(_ watchdog: RunRecord.WatchdogName) { self = watchdog == .soft ? .soft : .hard }
    }

    /// One trace event; keys as the format names them.
    private struct Event: Encodable {
        var name: String
        var ph: String
        var pid = 1
        var tid = 0
        var ts = 0.0
        var dur: Double?
        /// Scope of an instant: its thread.
        var s: String?
        var args: [String: Value]?
    }

    private enum Value: Encodable {
        case text(String)
        case number(UInt64)

        func encode(to encoder: any Encoder) throws {
            var container = encoder.singleValueContainer()
            switch self {
            case .text(let text): try container.encode(text)
            case .number(let number): try container.encode(number)
            }
        }
    }

    private static func names(_ threads: [(Int, String)], process: Int, _ name: String) -> [Event] {
        [Event(name: "process_name", ph: "M", pid: process, args: ["name": .text(name)])]
            + threads.map { Event(name: "thread_name", ph: "M", pid: process, tid: $0, args: ["name": .text($1)]) }
            + threads.map {
                Event(
                    name: "thread_sort_index",
                    ph: "M",
                    pid: process,
                    tid: $0.0,
                    args: ["sort_index": .number(UInt64($0.0))]
                )
            }
    }

    private static func timeline(_ record: RunRecord) -> [Event] {
        let line = record.timeline
        var events = line.phases.map { span(Track($0.lane), $0.name, $0.start, $0.end) }
        events += record.stalls.sorted { $0.start < $1.start }.map {
            let cut = $0.cutText.map { ", \($0)" } ?? ""
            return span(.stalls, record.short($0.where) + cut, $0.start, $0.start + $0.seconds)
        }
        events += line.feeds.map {
            var event = span(Track($0.watchdog), "fed", $0.first, $0.last)
            event.args = ["feeds": .number(UInt64($0.count))]
            return event
        }
        events += line.bites.map { instant(Track($0.watchdog), "BITE", $0.at) }
        events += line.uart.map {
            var event = span(.uart, "sends", $0.start, $0.end)
            event.args = ["bytes": .number(UInt64($0.bytes))]
            return event
        }
        events += record.console.map { instant(.console, $0.text, $0.at) }
        events += line.heap.map {
            counter("heap", $0.at, ["free": UInt64(max(0, $0.free)), "largest block": UInt64(max(0, $0.largest))])
        }
        events += record.led.map { counter("LED", $0.at, ["on": $0.on ? 1 : 0]) }
        return events
    }

    private static func span(_ track: Track, _ name: String, _ start: Seconds, _ end: Seconds) -> Event {
        Event(name: name, ph: "X", tid: track.rawValue, ts: time(start), dur: time(end - start))
    }

    private static func instant(_ track: Track, _ name: String, _ at: Seconds) -> Event {
        Event(name: name, ph: "i", tid: track.rawValue, ts: time(at), s: "t")
    }

    private static func counter(_ name: String, _ at: Seconds, _ values: [String: UInt64]) -> Event {
        Event(name: name, ph: "C", ts: time(at), args: values.mapValues(Value.number))
    }

    private static func time(_ seconds: Seconds) -> Double { Double(seconds.microseconds) }

    /// Call stacks side by side, each function above its caller. The stacks are in lexical order, so that those with
    /// a common beginning are neighbours, the shortest first.
    private static func flames(_ profile: RunRecord.CallProfile, clockMHz: Int) -> [Event] {
        var events: [Event] = []
        var open: [(name: String, start: UInt64, own: UInt64)] = []
        var cycle: UInt64 = 0
        func close(to depth: Int) {
            while open.count > depth, let frame = open.popLast() {
                let microseconds = { (cycles: UInt64) in Double(cycles) / Double(clockMHz) }
                let total = cycle &- frame.start
                events.append(
                    Event(
                        name: frame.name,
                        ph: "X",
                        pid: 2,
                        tid: 1,
                        ts: microseconds(frame.start),
                        dur: microseconds(total),
                        args: ["own_cycles": .number(frame.own), "cycles": .number(total)]
                    )
                )
            }
        }
        for stack in profile.stacks {
            let common = zip(open, stack.frames).prefix { $0.name == $1 }.count
            close(to: common)
            for name in stack.frames.dropFirst(common) { open.append((name, cycle, 0)) }
            if !open.isEmpty { open[open.count - 1].own &+= stack.cycles }
            cycle &+= stack.cycles
        }
        close(to: 0)
        return events
    }
}
