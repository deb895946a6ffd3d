import Record

extension Records {
    private static func at(_ milliseconds: Int64) -> Seconds { Seconds(microseconds: milliseconds * 1000) }

    /// Firmware of a user's own, without symbols, that did what it should for 5 s.
    static var ownFirmware: RunRecord {
        var record = RunRecord()
        record.verdict.ok = true
        record.firmware = RunRecord.Firmware(
            file: "micropython.bin",
            sdk: "NONOS 2.0.0(5a875ba)",
            platforms: ["MicroPython v1.9.4"],
            tls: ["axTLS"],
            flashSize: 4 << 20,
            names: .signatures,
            symbols: 888,
            signatures: "NONOS 2.0.0(656edbf)",
            scheduler: .etsRun,
            replaced: [
                .init(
                    function: "register_chipv6_phy",
                    address: "0x40234ed0",
                    reason: "tunes RF, base band and analogue registers",
                    calls: 1
                ),
                .init(function: "test_tout", address: "0x40235000", reason: "measures the voltage", calls: 0),
            ],
            notes: ["the header's flash size is smaller than the file"]
        )
        record.watchdog.hard.enabled = true
        record.watchdog.hard.timeout = at(8_390)
        record.watchdog.hard.longestGap = at(940)
        record.watchdog.hard.margin = at(7_450)
        record.cache = RunRecord.Cache(hits: 999_000, misses: 1_000)
        record.boots = [RunRecord.Boot(cause: "power-on", romCause: 1, sdkReason: nil, at: .zero)]
        record.console = [RunRecord.ConsoleLine(at: at(940), text: ">>> ")]
        record.timeline.uart = [RunRecord.UARTStretch(start: at(940), end: at(960), bytes: 265)]
        record.timeline.feeds = [RunRecord.FeedStretch(watchdog: .hard, first: .zero, last: at(5_000), count: 99)]
        record.instructions = 341_076_059
        record.cycles = 400_000_000
        record.duration = at(5_000)
        record.ended = .timeLimit
        record.seed = 1
        record.profile = "NONOS 2.0.0(5a875ba)"
        record.clockMHz = 80
        return record
    }

    /// The same with symbols, ended by exceptions.
    static var crashed: RunRecord {
        var record = ownFirmware
        record.firmware?.names = .symbols
        record.exceptions = [
            RunRecord.Exception(
                at: at(1_230),
                cause: 29,
                address: "0x00000000",
                backtrace: [
                    .init(address: "0x40201234", function: "loop_with_a_name_of_<some>_length", offset: 16),
                    .init(address: "0x40100abc", function: nil, offset: 0),
                ]
            ),
            RunRecord.Exception(
                at: at(2_460),
                cause: 0,
                address: nil,
                backtrace: [.init(address: "0x40201238", function: "loop", offset: 20)]
            ),
        ]
        record.verdict = RunRecord.Verdict(ok: false, reasons: ["exception 29, StoreProhibited of 0x00000000"])
        return record
    }
}
