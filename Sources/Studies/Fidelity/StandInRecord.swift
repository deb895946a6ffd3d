import Foundation
import Record

/// Reads what `StandInTable` compares out of the record of one run.
struct StandInRecord {
    typealias Quantity = StandInTable.Quantity
    typealias Value = StandInTable.Value

    private let record: RunRecord

    init(_ record: RunRecord) { self.record = record }

    /// How long a device idles at the end of a run.
    private static let idle = Seconds(microseconds: 10_000_000)
    /// A longest time without a feed below this is the application's own feeding: the SDK's watchdog counts seconds.
    private static let shortestGap = Seconds(microseconds: 100_000)

    /// From a start of the chip to the next.
    private struct Life {
        var from: Seconds
        var to: Seconds

        func contains(_ moment: Seconds) -> Bool { moment >= from && moment < to }
    }

    private var lives: [Life] {
        let starts = record.boots.map(\.at)
        return zip(starts, starts.dropFirst() + [record.duration]).map { Life(from: $0, to: $1) }
    }

    /// What a run tells in which the device joins and idles. In a run with a restart the first life meets fresh flash and a
    /// network that is new to it, the second one neither.
    var joining: [Quantity: Value] {
        guard let first = lives.first, let last = lives.last else { return [:] }
        var values: [Quantity: Value] = [:]
        let join = join(in: last)
        if lives.count > 1 {
            values[.firstStart] = start(of: first).map(Value.seconds)
            values[.newKey] = self.join(in: first)?.key.map(Value.seconds)
        }
        values[.start] = start(of: last).map(Value.seconds)
        values[.knownKey] = join?.key.map(Value.seconds)
        values[.scan] = join.map { .seconds($0.scan) }
        values[.join] = join.map { .seconds($0.join) }
        values[.dhcp] = join.map { .seconds($0.dhcp) }
        values[.connect] = connect.map(Value.seconds)
        values[.softGap] = gap(.soft).map(Value.seconds)
        values[.hardGap] = gap(.hard).map(Value.seconds)
        values[.load] = load.map(Value.permille)
        values[.heap] = heap(in: first).map(Value.bytes)
        return values
    }

    /// What a run tells in which the soft watchdog bites first.
    var softBite: [Quantity: Value] {
        bite(record.watchdog.soft).map { [.softBite: .seconds($0.after), .softReason: .text($0.reason)] } ?? [:]
    }

    /// What a run tells in which the hardware watchdog bites first.
    var hardBite: [Quantity: Value] {
        bite(record.watchdog.hard).map { [.hardBite: .seconds($0.after), .hardReason: .text($0.reason)] } ?? [:]
    }

    private func bite(_ watchdog: RunRecord.Watchdog) -> (after: Seconds, reason: String)? {
        guard let after = watchdog.sinceFeed, record.boots.count > 1 else { return nil }
        let boot = record.boots[1]
        let reason = boot.sdkReason.map { ", reason \($0)" } ?? ""
        return (after, "rst cause \(boot.romCause)\(reason)")
    }

    private func start(of life: Life) -> Seconds? {
        let rom = record.timeline.phases.first { $0.lane == .boot && life.contains($0.start) }
        let armed = record.timeline.feeds.first { $0.watchdog == .soft && life.contains($0.first) }
        guard let rom, let armed else { return nil }
        return armed.first - rom.end
    }

    /// The last join in `life` that got to an address. The tool's own firmware tells of authentication, association and key
    /// handshake as one.
    private func join(in life: Life) -> (scan: Seconds, key: Seconds?, join: Seconds, dhcp: Seconds)? {
        let phases = record.timeline.phases.filter { $0.lane == .wifi && life.contains($0.start) }
        guard let dhcp = phases.last(where: { $0.name == "DHCP" }),
            let begin = phases.last(where: { $0.start < dhcp.start && ["authentication", "join"].contains($0.name) }),
            let scan = phases.last(where: { $0.start < begin.start && $0.name == "scan" })
        else { return nil }
        let stalls = record.stalls.filter { $0.start >= scan.start && $0.start < scan.end }
        let inScan = stalls.map(\.seconds).filter { $0 > Self.shortestGap }.max()
        var key = inScan ?? .zero
        // The stand-in derives it before it scans.
        let asks = record.timeline.phases.last { $0.lane == .application && $0.start <= scan.start }
        if let asks, life.contains(asks.start), scan.start - asks.start > Self.shortestGap {
            key = scan.start - asks.start
        }
        return (scan.end - scan.start - (inScan ?? .zero), key, dhcp.start - begin.start, dhcp.end - dhcp.start)
    }

    private var connect: Seconds? {
        let segments = record.traffic?.segments ?? []
        guard let asked = segments.first(where: { $0.kind == .connect }),
            let stands = segments.first(where: { $0.kind == .established && $0.connection == asked.connection })
        else { return nil }
        return stands.at - asked.at
    }

    private func gap(_ watchdog: RunRecord.WatchdogName) -> Seconds? {
        let stretches = record.timeline.feeds.filter { $0.watchdog == watchdog }
        let from = record.duration - Self.idle
        let gaps = zip(stretches, stretches.dropFirst()).filter { $1.first >= from }.map { $1.first - $0.last }
        return gaps.max().flatMap { $0 > Self.shortestGap ? $0 : nil }
    }

    /// What the firmware printed of the same computation, `alone MICROSECONDS` and `joined MICROSECONDS`; of the stand-in
    /// what its timing model has.
    private var load: Double? {
        func printed(_ name: String) -> Double? {
            record.console.compactMap { line in
                line.text.hasPrefix("\(name) ") ? Double(line.text.dropFirst(name.count + 1)) : nil
            }.first
        }
        if let alone = printed("alone"), let joined = printed("joined"), joined > 0 {
            return (joined - alone) / joined * 1000
        }
        guard record.firmware == nil else { return nil }
        return record.parameters.first { $0.group == "timing" && $0.name == "background_load" }.flatMap {
            Double($0.value)
        }
    }

    private func heap(in life: Life) -> Int? {
        let phases = record.timeline.phases.filter { $0.lane == .wifi && life.contains($0.start) }
        guard let scan = phases.last(where: { $0.name == "scan" }),
            let dhcp = phases.last(where: { $0.name == "DHCP" }),
            let before = record.timeline.heap.last(where: { $0.at <= scan.start && life.contains($0.at) })
        else { return nil }
        let least = record.timeline.heap.filter { $0.at > scan.start && $0.at <= dhcp.end }.map(\.free).min()
        return max(0, before.free - (least ?? before.free))
    }
}
