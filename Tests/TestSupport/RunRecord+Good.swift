import Record

extension RunRecord {
    /// The record of a run in which all went well.
    public static var good: RunRecord {
        var record = RunRecord()
        record.verdict.ok = true
        record.connected = true
        record.handshake.completed = true
        record.handshake.seconds = Seconds(microseconds: 1_000_000)
        record.heap.capacity = 40_000
        record.stack.size = 8192
        record.boots = [RunRecord.Boot(cause: "power-on", romCause: 1, sdkReason: 0, at: .zero)]
        return record
    }
}

extension RunRecord.Firmware {
    /// Firmware of a user's own of which nothing is known.
    public static let unrecognised = RunRecord.Firmware(
        file: "a.bin",
        sdk: nil,
        platforms: [],
        tls: [],
        flashSize: 1 << 20,
        names: .none,
        symbols: 0,
        signatures: nil,
        scheduler: nil,
        replaced: [],
        notes: []
    )
}
