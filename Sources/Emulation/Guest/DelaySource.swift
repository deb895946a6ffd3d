import ESP8266

/// Guest events of work that waits, from what the world around the device sees: its antenna, and the access point.
///
/// What waits for the SDK's tasks is `SDKSource`'s affair.
final class DelaySource {
    private let take: (GuestEvent, Ticks) -> Void
    private var tap = DelayTap()

    /// Tells `take` what waits.
    init(take: @escaping (GuestEvent, Ticks) -> Void) { self.take = take }

    /// The MAC had no room for a frame.
    func missed(_ frame: AirFrame, comesAgain: Bool, at ticks: Ticks) {
        let isBeacon = frame.bytes.first == UInt8(FrameControl.Kind.beacon.rawValue)
        take(.delayed(isBeacon ? .beacon : comesAgain ? .frameAgain : .frame, since: ticks), ticks)
    }

    /// An Ethernet frame has reached the device.
    func received(_ frame: [UInt8], at ticks: Ticks) { tell(tap.received(frame, at: ticks), at: ticks) }

    /// The device has sent an Ethernet frame.
    func sent(_ frame: [UInt8], at ticks: Ticks) { tell(tap.sent(frame, at: ticks), at: ticks) }

    /// The device does not answer a message of its handshake.
    func unanswered(_ outcome: VirtualAccessPoint.Unanswered, since: Ticks, at ticks: Ticks) {
        switch outcome {
        case .sentAgain: take(.delayed(.eapolAgain, since: since), ticks)
        case .sentAway: take(.delayed(.association, since: since), ticks)
        }
    }

    /// The chip restarts, and with it everything that waited is forgotten.
    func restarted() { tap = DelayTap() }

    private func tell(_ findings: [DelayTap.Finding], at ticks: Ticks) {
        for finding in findings { take(.delayed(finding.work, since: finding.since), ticks) }
    }
}
