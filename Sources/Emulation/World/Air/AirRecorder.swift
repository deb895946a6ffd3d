import ESP8266
import Record

/// Writes down what is on the air.
final class AirRecorder {
    private(set) var air = RunRecord.Air()

    /// A recorder of what passes `medium`.
    init(_ medium: Medium) {
        medium.observe { [unowned self] frame, direction, at in note(frame, direction, at) }
    }

    private func note(_ frame: AirFrame, _ direction: Medium.Direction, _ at: Ticks) {
        guard air.frames.count < RunRecord.Air.mostFrames else { return air.omitted += 1 }
        let noted = RunRecord.AirFrame(
            at: Seconds(ticks: at),
            direction: direction == .fromDevice ? .sent : .received,
            channel: frame.channel,
            rateKbps: frame.rate.kilobitsPerSecond,
            mcs: frame.rate.isHT ? Int(frame.rate.mcs) : nil,
            rssi: direction == .fromDevice ? nil : frame.rssi,
            bytes: frame.bytes
        )
        air.frames.append(noted)
    }
}
