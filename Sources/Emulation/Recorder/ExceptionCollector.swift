import ESP8266
import LX106
import Record

/// Keeps the exceptions that ended the firmware's lives.
struct ExceptionCollector {
    /// A firmware that restarts without end dies without end.
    private static let kept = 20

    private let images: [ELFImage]
    private var exceptions: [RunRecord.Exception] = []

    init(_ images: [ELFImage]) {
        self.images = images
    }

    /// All of them in order of time; nil for none.
    var result: [RunRecord.Exception]? { exceptions.isEmpty ? nil : exceptions }

    /// `exception` was raised at `ticks` and is still being handled.
    mutating func add(_ exception: ExceptionNote, at ticks: Ticks, core: Core?) {
        guard exceptions.count < Self.kept else { return }
        let cause = Int(exception.cause)
        exceptions.append(
            RunRecord.Exception(
                at: Seconds(ticks: ticks),
                cause: cause,
                address: RunRecord.Exception.hasAddress(cause) ? RunRecord.Frame.hex(exception.address) : nil,
                backtrace: (core?.callStack(limit: 64) ?? []).map { RunRecord.Frame($0, in: images) }
            )
        )
    }
}
