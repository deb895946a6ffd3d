import ESP8266

/// The radio channel that the chip shares with access point and stations: one frame after another, by the distributed
/// coordination function (IEEE 802.11-2016 10.3).
///
/// Nobody's frames collide: whoever sends takes the air first, and a frame and its acknowledgement are not interrupted.
final class Medium {
    /// What one of the others sends.
    struct Transmission {
        var channel: Int
        /// Strength at the chip.
        var rssi: Int
        /// Those of the first attempt and of further ones.
        var rates: [AirRate]
        /// Whether it is for one station, which acknowledges it.
        var isAcknowledged: Bool
        /// Beacons go before what waits.
        var isUrgent = false
        /// The frame, asked for when its first attempt begins; nil when it is not to be sent any more.
        var frame: (Ticks) -> [UInt8]?
        /// Told of its end: whether it was acknowledged; true for what is for all.
        var completion: (Bool, Ticks) -> Void = { _, _ in }
    }

    /// What is wrong with the air.
    struct Faults: Sendable, Equatable {
        /// Frames and acknowledgements that are lost, in a thousand.
        var lossPermille = 0
        /// Share of the time that another network sends, in a thousand; more than 990 count as 990.
        var busyPermille = 0
    }

    /// Whether a frame leaves the chip or arrives at it.
    enum Direction: Sendable, Equatable {
        case fromDevice
        case toDevice
    }

    private struct Attempt {
        var bytes: [UInt8]
        var transmission: Transmission
        var retries = 0

        var frame: AirFrame {
            AirFrame(
                bytes: bytes,
                rate: transmission.rates[min(retries, transmission.rates.count - 1)],
                channel: transmission.channel,
                rssi: transmission.rssi
            )
        }

        /// The next attempt: with the retry bit, at the next lower rate.
        var again: Attempt {
            var next = self
            next.retries += 1
            if next.bytes.count > 1 { next.bytes[1] |= UInt8(FrameControl.Flags.retry.rawValue >> 8) }
            return next
        }
    }

    /// Attempts after the first (dot11ShortRetryLimit, Annex C).
    private static let retryLimit = 7
    /// Contention window in slots (aCWmin, aCWmax of Table 18-5).
    private static let contention: ClosedRange<UInt64> = 15...1023
    /// Transmissions that may wait; further ones are dropped.
    static let mostPending = 256
    /// Longest frame of another network (assumed: 1,500 bytes at 6 Mbit/s).
    private static let foreignFrame: UInt64 = 2000

    private let air: Air
    private let queue: EventQueue
    private let faults: Faults
    private var random: SplitMix64
    private var listeners: [(AirFrame, Ticks) -> Bool] = []
    private(set) var pending: [Transmission] = []
    private var attempt: Attempt?
    /// Whether somebody is about to send or sends.
    private var isContending = false
    /// Behind the acknowledgement of the chip's last frame.
    private var freeAt: Ticks = 0
    private var observers: [(AirFrame, Direction, Ticks) -> Void] = []
    /// Told of every frame that the chip had no room for, and whether it will be sent again.
    var onMissed: (_ frame: AirFrame, _ comesAgain: Bool, Ticks) -> Void = { _, _, _ in }

    init(air: Air, queue: EventQueue, seed: UInt64, faults: Faults = Faults()) {
        self.air = air
        self.queue = queue
        self.faults = faults
        random = SplitMix64(seed: seed)
        air.onTransmitted = { [unowned self] frame, at in hear(frame, at) }
        air.onMissed = { [unowned self] frame, isAcknowledged, at in
            let isLast = attempt.map { $0.retries >= Self.retryLimit } ?? true
            onMissed(frame, !isAcknowledged && !frame.isForAll && !isLast, at)
        }
    }

    /// Has `hears` told of every frame of the chip; it says whether it acknowledges it.
    func listen(_ hears: @escaping (AirFrame, Ticks) -> Bool) { listeners.append(hears) }

    /// Has `sees` told of every frame on the air, lost ones too, when its last bit is out.
    func observe(_ sees: @escaping (AirFrame, Direction, Ticks) -> Void) { observers.append(sees) }

    private func hear(_ frame: AirFrame, _ at: Ticks) -> Bool {
        for sees in observers { sees(frame, .fromDevice, at) }
        guard !random.happens(permille: faults.lossPermille) else { return false }
        var isAcknowledged = false
        for hears in listeners where hears(frame, at) { isAcknowledged = true }
        guard isAcknowledged else { return false }
        freeAt = max(freeAt, at + frame.rate.timeToAcknowledge)
        return !random.happens(permille: faults.lossPermille)
    }

    /// Sends when the channel is free. Whether there was room for it.
    @discardableResult
    func send(_ transmission: Transmission, at: Ticks) -> Bool {
        guard pending.count < Self.mostPending, !transmission.rates.isEmpty else { return false }
        let place = transmission.isUrgent ? pending.firstIndex { !$0.isUrgent } : nil
        pending.insert(transmission, at: place ?? pending.count)
        if !isContending { contend(at, window: Self.contention.lowerBound) }
        return true
    }

    private var busyUntil: Ticks { max(freeAt, air.busyUntil) }

    /// Whether nobody has sent for DIFS.
    private func isIdle(_ at: Ticks) -> Bool { busyUntil == 0 || at >= busyUntil + Air.difs }

    /// At once after an idle DIFS, else after DIFS and a backoff (10.3.4.2, 10.3.4.3).
    private func contend(_ at: Ticks, window: UInt64) {
        guard attempt != nil || !pending.isEmpty else { return isContending = false }
        isContending = true
        var start = at
        if attempt != nil || !isIdle(at) { start = backoff(max(at, busyUntil), window) }
        while random.happens(permille: min(faults.busyPermille, 990)) {
            start = backoff(start + (1 + random.below(Self.foreignFrame)) * Clock.ticksPerMicrosecond, window)
        }
        queue.schedule(at: start) { [unowned self] at in begin(at, window: window) }
    }

    private func backoff(_ at: Ticks, _ window: UInt64) -> Ticks {
        at + Air.difs + random.below(window + 1) * Air.slot
    }

    private func begin(_ at: Ticks, window: UInt64) {
        guard isIdle(at) else { return contend(at, window: window) }
        if attempt == nil {
            guard !pending.isEmpty else { return isContending = false }
            let transmission = pending.removeFirst()
            guard let bytes = transmission.frame(at) else { return contend(at, window: window) }
            attempt = Attempt(bytes: bytes, transmission: transmission)
        }
        guard let attempt else { return }
        let frame = attempt.frame
        let acknowledgement = attempt.transmission.isAcknowledged ? frame.rate.timeToAcknowledge : 0
        _ = air.take(for: frame.airTime + acknowledgement, from: at - min(at, Air.difs), slots: 0)
        queue.schedule(at: at + frame.airTime) { [unowned self] at in finish(attempt, frame, at, window: window) }
    }

    private func finish(_ sent: Attempt, _ frame: AirFrame, _ at: Ticks, window: UInt64) {
        let transmission = sent.transmission
        for sees in observers { sees(frame, .toDevice, at) }
        let isHeard = !random.happens(permille: faults.lossPermille) && air.receive(frame, at: at)
        guard transmission.isAcknowledged else { return complete(transmission, true, at) }
        let done = at + frame.rate.timeToAcknowledge
        if isHeard, !random.happens(permille: faults.lossPermille) { return complete(transmission, true, done) }
        guard sent.retries < Self.retryLimit else { return complete(transmission, false, done + Air.slot) }
        attempt = sent.again
        contend(done + Air.slot, window: min(2 * window + 1, Self.contention.upperBound))
    }

    private func complete(_ transmission: Transmission, _ isAcknowledged: Bool, _ at: Ticks) {
        attempt = nil
        queue.schedule(at: at) { [unowned self] at in
            isContending = false
            transmission.completion(isAcknowledged, at)
            if !isContending { contend(at, window: Self.contention.lowerBound) }
        }
    }
}

extension AirRate {
    /// SIFS and acknowledgement behind a frame at this rate.
    var timeToAcknowledge: Ticks { Air.sifs + acknowledgementTime }
}
