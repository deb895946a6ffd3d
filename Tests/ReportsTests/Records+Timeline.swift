import Record
import Reports

extension Records {
    private static func at(_ milliseconds: Int64) -> Seconds { Seconds(microseconds: milliseconds * 1000) }

    /// A run of 10 s with something in every lane: boot, Wi-Fi, a handshake, feeds each second up to 3 s, a bite at 6.2 s.
    static var eventful: RunRecord {
        var record = tripped
        record.duration = at(10_000)
        record.watchdog.soft.timeout = at(3_200)
        record.timeline.phases = [
            phase(.boot, "boot ROM", 0, 4), phase(.boot, "SDK start", 4, 8), phase(.wifi, "scan", 10, 1_000),
            phase(.wifi, "connected", 1_000, 10_000), phase(.application, "TLS handshake", 3_000, 6_200),
            phase(.tls, "ClientHello", 3_000, 3_001), phase(.tls, "CertificateVerify", 3_001, 6_200),
        ]
        record.timeline.feeds = [0, 1_000, 2_000, 3_000].map {
            RunRecord.FeedStretch(watchdog: .soft, first: at($0), last: at($0), count: 1)
        }
        record.timeline.bites = [RunRecord.Bite(watchdog: .soft, at: at(6_200))]
        record.timeline.heap = [(5, 40_000), (3_000, 20_000), (4_000, 10_000)].map {
            RunRecord.HeapSample(at: at($0.0), free: $0.1, largest: $0.1 - 1_000)
        }
        record.timeline.pins = [RunRecord.PinChange(pin: 2, at: at(7_000), high: false)]
        record.timeline.uart = [RunRecord.UARTStretch(start: at(1), end: at(20), bytes: 265)]
        record.callProfile = profile
        record.heapUse = heapUse
        record.parameters = [
            RunRecord.Parameter(group: "run", name: "seed", value: "1"),
            RunRecord.Parameter(group: "board", name: "clock", value: "160", unit: "MHz"),
        ]
        return record
    }

    private static func phase(_ lane: RunRecord.Phase.Lane, _ name: String, _ start: Int64, _ end: Int64)
        -> RunRecord.Phase
    {
        RunRecord.Phase(lane: lane, name: name, start: at(start), end: at(end))
    }

    /// 900 cycles of computing, 100 of waiting.
    private static var profile: RunRecord.CallProfile {
        var profile = RunRecord.CallProfile()
        profile.functions = [
            .init(name: "mul", selfCycles: 600, totalCycles: 600, calls: 30),
            .init(name: "main", selfCycles: 200, totalCycles: 900, calls: 1),
            .init(name: "hash", selfCycles: 100, totalCycles: 100, calls: 2),
            .init(name: "[idle]", selfCycles: 100, totalCycles: 100, calls: 9),
        ]
        profile.stacks = [
            .init(frames: ["[idle]"], cycles: 100), .init(frames: ["main"], cycles: 200),
            .init(frames: ["main", "hash"], cycles: 100), .init(frames: ["main", "mul"], cycles: 600),
        ]
        return profile
    }

    /// 30,000 bytes at 4 s.
    private static var heapUse: RunRecord.HeapUse {
        var use = RunRecord.HeapUse()
        use.peak = 30_000
        use.peakAt = at(4_000)
        use.samples = [(5, 0, 0), (3_000, 0, 20_000), (4_000, 20_000, 30_000), (5_000, 8_000, 8_000)].map {
            .init(at: at($0.0), least: $0.1, most: $0.2)
        }
        use.consumers = [
            .init(where: ["read", "connect", "main"], atPeak: 24_000, allocations: 2),
            .init(where: ["parse", "main"], atPeak: 6_000, allocations: 40),
        ]
        return use
    }

    /// A bite of the soft watchdog at 6.2 s in `function`.
    static func trip(_ function: String) -> RunRecord.Trip {
        var trip = RunRecord.Trip(watchdog: .soft, at: at(6_200))
        trip.sinceSoftFeed = at(3_200)
        trip.tlsState = function
        trip.computing = function
        trip.goesOn = at(4)
        trip.backtrace = [.init(address: "0x40100010", function: function, offset: 16)]
        trip.registers = ["pc": "0x40100010", "a0": function]
        return trip
    }

    /// `eventful` with markup in every text that a guest, a scenario or a profile can choose.
    static func hostile(_ text: String) -> RunRecord {
        var record = eventful
        record.profile = text
        record.verdict.reasons = [text, text]
        record.handshake.ciphersuite = text
        record.handshake.curve = text
        record.handshake.endpointError = text
        record.handshake.states[0].name = text
        record.stalls[0].tlsState = text
        record.stalls[0].where = [text, text]
        record.watchdog.soft.tlsState = text
        record.watchdog.soft.where = [text]
        record.boots = [RunRecord.Boot(cause: text, romCause: 1, sdkReason: 0, at: .zero)]
        record.boots.append(RunRecord.Boot(cause: text, romCause: 4, sdkReason: 3, at: at(6_200)))
        record.console = [RunRecord.ConsoleLine(at: at(1), text: text)]
        record.unknownAccesses = [RunRecord.UnknownAccess(address: text, function: text, count: 1)]
        record.timeline.phases += RunRecord.Phase.Lane.allCases.map { phase($0, text, 6_300, 9_000) }
        record.callProfile?.functions[0].name = text
        record.callProfile?.stacks[3].frames = ["main", text]
        record.heapUse?.consumers[0].where = [text, text]
        record.trips = [trip(text)]
        record.parameters = [RunRecord.Parameter(group: text, name: text, value: text, unit: text)]
        return record
    }
}
