import Record

/// The run record for people: the verdict first, then what decided it.
public enum TextReport {
    /// The report on `record`, ending in a newline.
    public static func text(_ record: RunRecord) -> String {
        var blocks = [verdict(record), summary(record)]
        if let firmware = record.firmware { blocks.append(UserFirmwareText.lines(firmware, of: record)) }
        if !record.handshake.states.isEmpty { blocks.append(states(record.handshake)) }
        if let wire = record.wire { blocks.append(WireText.lines(wire)) }
        if let cloud = record.cloud { blocks.append(CloudText.lines(cloud)) }
        if !record.stalls.isEmpty { blocks.append(stalls(record)) }
        blocks.append(resources(record))
        blocks.append(events(record))
        if let profile = record.callProfile { blocks.append(functions(profile)) }
        if let exceptions = record.exceptions { blocks.append(ExceptionText.lines(exceptions)) }
        if !record.trips.isEmpty { blocks.append(PostMortem.lines(record)) }
        return blocks.map { Reports.text(ofLines: $0) }.joined(separator: "\n")
    }

    /// The first lines: what everyone reads.
    static func verdict(_ record: RunRecord) -> [String] {
        let soft = record.watchdog.soft, hard = record.watchdog.hard
        guard record.verdict.ok else {
            let word = soft.tripped || hard.tripped ? "TRIPS" : "FAILS"
            guard let first = record.verdict.reasons.first else { return [word] }
            return ["\(word): \(first)"] + record.verdict.reasons.dropFirst().map { "  also: \($0)" }
        }
        let length = record.firmware == nil ? "" : "\(record.duration.text()) s, "
        let none = record.knowsStalls ? "no stall" : "stalls not known"
        let stall = length + (record.longestStall.map { "longest stall \($0.text)" } ?? none)
        let margins = [("soft", soft), ("hard", hard)].compactMap { name, watchdog in
            watchdog.margin.map { ", \(name) watchdog margin \($0.text()) s" }
        }
        return ["OK: \(stall)\(margins.first ?? ", no watchdog enabled")"]
    }

    private static func summary(_ record: RunRecord) -> [String] {
        var lines = [
            "profile    \(record.profile), \(record.clockMHz) MHz, on trip \(record.onTrip.rawValue), seed \(record.seed)"
        ]
        if record.tellsOfHandshake { lines.append("handshake  \(handshake(record))") }
        if record.tellsOfMQTT { lines.append("MQTT       \(session(record))") }
        lines.append(
            "run        \(record.duration.text()) s, \(grouped(record.instructions)) instructions, "
                + "ended: \(record.ended.rawValue)"
        )
        return lines
    }

    private static func handshake(_ record: RunRecord) -> String {
        let handshake = record.handshake
        guard handshake.attempts > 0 else { return "none begun" + error(record) }
        let took = "\(handshake.seconds.text()) s\(bounds(handshake)), \(grouped(handshake.cycles)) cycles"
        let names = [handshake.ciphersuite, handshake.curve].compactMap { $0 }.joined(separator: ", ")
        let attempts = handshake.attempts == 1 ? "" : " (\(handshake.attempts) attempts)"
        let result = handshake.completed ? "completed in \(took)" : "not completed after \(took)" + error(record)
        return "\(result)\(names.isEmpty ? "" : ", \(names)")\(attempts)"
    }

    private static func session(_ record: RunRecord) -> String {
        let mqtt = record.mqtt
        let steps = [
            record.connected ? "connected" : "not connected", mqtt.subscribed ? "subscribed" : nil,
            mqtt.published > 0 ? "published \(mqtt.published)" : nil,
        ]
        return steps.compactMap { $0 }.joined(separator: ", ")
    }

    private static func bounds(_ handshake: RunRecord.Handshake) -> String {
        guard let low = handshake.secondsLow, let high = handshake.secondsHigh else { return "" }
        return " (\(low.text())–\(high.text()))"
    }

    private static func error(_ record: RunRecord) -> String {
        let handshake = record.handshake
        return (handshake.failure ?? handshake.error.map(record.tlsErrorText)).map { ", \($0)" } ?? ""
    }

    private static func states(_ handshake: RunRecord.Handshake) -> [String] {
        var rows = [["TLS state", "cycles", "seconds", "share"]]
        for state in handshake.states {
            rows.append([
                state.name, grouped(state.cycles), state.seconds.text(digits: 3),
                share(state.seconds.microseconds, of: handshake.seconds.microseconds),
            ])
        }
        return table(rows)
    }

    /// The ten functions that spent most of the cycles in which the guest computed.
    private static func functions(_ profile: RunRecord.CallProfile) -> [String] {
        let functions = profile.functions.filter { $0.name != RunRecord.CallProfile.idle }
        let all = functions.reduce(0) { $0 &+ $1.selfCycles }
        var rows = [["function", "own cycles", "share", "with callees", "calls"]]
        for function in functions.prefix(10) {
            rows.append([
                function.name, grouped(function.selfCycles),
                share(function.selfCycles, of: all),
                grouped(function.totalCycles), grouped(function.calls),
            ])
        }
        return table(rows)
    }

    private static func stalls(_ record: RunRecord) -> [String] {
        var lines = ["longest stalls"]
        for stall in record.stallsByLength.prefix(5) {
            let place = stall.tlsState.map { " in \($0)" } ?? ""
            let chain = stall.where.isEmpty ? "" : ": \(record.short(stall.where))"
            lines.append("  \(stall.text) at \(stall.start.text()) s\(place)\(chain)")
            if let cut = stall.cutText { lines.append("    \(cut)") }
            if let delayed = stall.delayed { lines.append("    delayed \(delayed.text)") }
        }
        return lines
    }

    private static func resources(_ record: RunRecord) -> [String] {
        var lines = [
            "watchdogs  soft: \(watchdog(record.watchdog.soft))", "           hard: \(watchdog(record.watchdog.hard))",
        ]
        if let delayed = record.delayed { lines.append("delayed    \(delayed.text)") }
        if record.knowsHeap { lines += heap(record) }
        if record.knowsStack { lines.append(stack(record.stack)) }
        for (index, stack) in (record.stacks ?? []).enumerated() {
            lines.append(
                (index == 0 ? "stacks     " : "           ") + "\(stack.task): \(UserFirmwareText.use(of: stack))"
            )
        }
        for (index, unknown) in UserFirmwareText.unknown(record).enumerated() {
            lines.append((index == 0 ? "unseen     " : "           ") + unknown)
        }
        let cache = record.cache
        let total = cache.hits &+ cache.misses
        let rate = share(cache.hits, of: total)
        lines.append("cache      \(rate) hits, \(grouped(cache.misses)) line fills")
        return lines
    }

    private static func heap(_ record: RunRecord) -> [String] {
        let heap = record.heap
        let largest = record.knowsLargestBlock ? ", largest free block \(heap.largestFreeLowWater)" : ""
        var lines = [
            "heap       \(heap.capacity) bytes, peak \(heap.peak), low-water \(heap.freeLowWater) free\(largest)"
        ]
        if let size = heap.failedAllocation { lines.append("           an allocation of \(size) bytes failed") }
        return lines
    }

    private static func stack(_ stack: RunRecord.Stack) -> String {
        "stack      \(stack.size) bytes, high-water \(stack.peak)\(stack.overflowed ? ", OVERFLOWED" : "")"
    }

    private static func watchdog(_ watchdog: RunRecord.Watchdog) -> String {
        guard watchdog.enabled, let timeout = watchdog.timeout, let margin = watchdog.margin else { return "off" }
        var text =
            "bites after \(timeout.text()) s, longest gap \(watchdog.longestGap.text()) s, margin \(margin.text()) s"
        if watchdog.tripped, let at = watchdog.trippedAt {
            text += ", tripped \(watchdog.trips == 1 ? "" : "\(watchdog.trips) times, first ")at \(at.text()) s"
        }
        return text
    }

    private static func events(_ record: RunRecord) -> [String] {
        var lines: [String] = []
        for boot in record.boots {
            let reason = boot.sdkReason.map { ", SDK reason \($0)" } ?? ""
            lines.append("boot       \(boot.at.text()) s, rst cause \(boot.romCause) (\(boot.cause))\(reason)")
        }
        for change in record.led.prefix(20) {
            lines.append("LED        \(change.at.text()) s \(change.on ? "on" : "off")")
        }
        if record.led.isEmpty { lines.append("LED        never switched") }
        if record.led.count > 20 { lines.append("           and \(record.led.count - 20) changes more") }
        if let folded = record.folded { lines.append("folded     \(folded.text)") }
        let names = Dictionary(
            (record.unmodelled ?? []).map { ($0.address, " (\($0.block))") },
            uniquingKeysWith: { first, _ in first }
        )
        for access in record.unknownAccesses.prefix(5) {
            let name = names[access.address] ?? ""
            lines.append("unknown    \(access.address)\(name) in \(access.function), \(access.count) times")
        }
        return lines
    }
}
