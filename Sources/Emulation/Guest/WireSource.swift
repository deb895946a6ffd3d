import ESP8266
import Record

/// Guest events of TLS from the bytes that pass the device's antenna: of any firmware, stripped or not, and any TLS library.
///
/// The network names its connections by numbers of its own. The first of them that begins a TLS handshake is followed until
/// its handshake is over; then the next that begins one is. All are summarised for the record.
final class WireSource {
    typealias Side = RunRecord.Wire.Side
    typealias Ending = RunRecord.Wire.Ending

    /// Called before the events of a handshake: where the guest is counts from now on.
    var onListening: (Ticks) -> Void = { _ in }

    private struct Open {
        var wire = TLSWire()
        var record: RunRecord.Wire.Connection
        var gaps: [RunRecord.Wire.Gap] = []

        /// What is known of it now.
        var summary: RunRecord.Wire.Connection {
            var summary = record
            summary.tls = wire.facts
            summary.tls?.gaps = gaps
            return summary
        }
    }

    /// More than lwIP has connections; what is opened beyond is only counted.
    private static let mostOpen = 32
    /// Connections that a record has.
    private static let kept = 32
    private static let mostGaps = 64, mostFunctions = 5

    private let take: (GuestEvent, Ticks) -> Void
    private var open: [Int: Open] = [:]
    private var ended = BoundedList<RunRecord.Wire.Connection>(limit: kept)
    private var count = 0
    private var ignored = 0
    /// The connection whose handshake is followed.
    private var followed: Int?
    /// Where the guest was since the last byte of that connection, in periods.
    private var activity: [String: Int] = [:]

    /// Tells `take` what the wire shows.
    init(take: @escaping (GuestEvent, Ticks) -> Void) { self.take = take }

    /// Whether a handshake goes on, so that it counts what the guest does.
    var isListening: Bool { followed != nil }

    /// The TCP connection that the network calls `connection` stands.
    func opened(_ connection: Int, host: String?, port: Int, at: Ticks) {
        count += 1
        guard open.count < Self.mostOpen, open[connection] == nil else {
            ignored += 1
            return
        }
        open[connection] = Open(record: .init(number: count, host: host, port: port, at: Seconds(ticks: at)))
    }

    /// Bytes of `side` passed, the next of its stream.
    func passed(_ bytes: [UInt8], on connection: Int, from side: Side, at: Ticks) {
        guard open[connection] != nil else { return }
        switch side {
        case .device: open[connection]?.record.sent += bytes.count
        case .server: open[connection]?.record.received += bytes.count
        }
        let events = open[connection]?.wire.take(bytes, from: side, at: at) ?? []
        for event in events { tell(event, of: connection, at: at) }
        if connection == followed { activity = [:] }
    }

    /// The connection ended.
    func closed(_ connection: Int, by ending: Ending, at: Ticks) {
        guard open[connection] != nil else { return }
        let events = open[connection]?.wire.closed(by: ending, at: at) ?? []
        for event in events { tell(event, of: connection, at: at) }
        if connection == followed { followed = nil }
        guard var last = open.removeValue(forKey: connection) else { return }
        last.record.end = Seconds(ticks: at)
        last.record.ended = ending
        ended.append(last.summary)
    }

    /// The chip restarts, and with it every connection is forgotten.
    func restarted(at: Ticks) {
        for connection in inOrder { closed(connection, by: .restart, at: at) }
    }

    /// The guest was found in `function` for so many periods of the sampling.
    func sample(_ function: String, periods: Int) {
        if isListening { activity[function, default: 0] += periods }
    }

    /// What was heard; nil when there was no connection.
    var result: RunRecord.Wire? {
        guard count > 0 else { return nil }
        var wire = RunRecord.Wire()
        wire.connections = (ended.elements + inOrder.compactMap { open[$0]?.summary }).sorted { $0.number < $1.number }
        wire.dropped = ended.dropped + ignored
        return wire
    }

    private var inOrder: [Int] { open.sorted { $0.value.record.number < $1.value.record.number }.map(\.key) }

    private func tell(_ event: TLSWire.Event, of connection: Int, at: Ticks) {
        if followed == nil, event == .state(.clientHello) {
            onListening(at)
            followed = connection
            activity = [:]
        }
        if case .silence(let silence) = event { note(silence, of: connection) }
        guard connection == followed else { return }
        switch event {
        case .plain, .silence: break
        case .state(let state): take(.handshake(.state(state)), at)
        case .suite(let suite): take(.cipherSuite(suite), at)
        case .curve(let curve): take(.curve(curve), at)
        case .complete:
            take(.handshake(.complete), at)
            followed = nil
        case .failed(let reason):
            take(.handshakeFailed(reason: reason), at)
            followed = nil
        }
    }

    private func note(_ silence: TLSWire.Silence, of connection: Int) {
        guard let gaps = open[connection]?.gaps.count, gaps < Self.mostGaps else { return }
        let gap = RunRecord.Wire.Gap(
            start: Seconds(ticks: silence.from),
            seconds: Seconds(ticks: silence.to &- silence.from),
            by: silence.by,
            state: silence.state.name,
            functions: connection == followed ? shares : []
        )
        open[connection]?.gaps.append(gap)
    }

    private var shares: [RunRecord.Wire.Share] {
        let all = activity.values.reduce(0, +)
        guard all > 0 else { return [] }
        return activity.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.prefix(Self.mostFunctions).map {
            RunRecord.Wire.Share(name: $0.key, share: Int(($0.value * 100 + all / 2) / all))
        }
    }
}
