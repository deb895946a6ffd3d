import Foundation

extension RunRecord {
    /// What was on the air around the device. Only in a record that was asked for it.
    public struct Air: Sendable, Equatable, Codable {
        /// The frames in order of time, lost ones too; the first `Air.mostFrames` of the run.
        public var frames: [AirFrame] = []
        /// Frames that came behind them.
        public var omitted = 0

        /// How many frames a record holds at most.
        public static let mostFrames = 50_000

        package init() {}
    }

    /// A frame of 802.11.
    public struct AirFrame: Sendable, Equatable, Codable {
        /// Who sent it.
        public enum Direction: String, Sendable, Codable, CaseIterable {
            /// The device.
            case sent
            /// Another station.
            case received
        }
        /// When its last bit was out.
        public var at: Seconds
        /// Who sent it.
        public var direction: Direction
        /// Channel, 1…14.
        public var channel: Int
        /// Rate in kbit/s.
        public var rateKbps: Int
        /// Modulation and coding scheme of 802.11n; nil for the older rates.
        public var mcs: Int?
        /// Strength at the device in dBm; nil for what it sent.
        public var rssi: Int?
        /// Header and body as they were on the air, without FCS; base64 in JSON.
        public var bytes: [UInt8]

        package init(
            at: Seconds,
            direction: Direction,
            channel: Int,
            rateKbps: Int,
            mcs: Int? = nil,
            rssi: Int? = nil,
            bytes: [UInt8]
        ) {
            self.at = at
            self.direction = direction
            self.channel = channel
            self.rateKbps = rateKbps
            self.mcs = mcs
            self.rssi = rssi
            self.bytes = bytes
        }

        enum CodingKeys: String, CodingKey {
            case at = "at_s"
            case direction, channel
            case rateKbps = "rate_kbps"
            case mcs, rssi, bytes
        }

        /// Reads one frame.
        public init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: CodingKeys.self)
            at = try container.decode(Seconds.self, forKey: .at)
            direction = try container.decode(Direction.self, forKey: .direction)
            channel = try container.decode(Int.self, forKey: .channel)
            rateKbps = try container.decode(Int.self, forKey: .rateKbps)
            mcs = try container.decodeIfPresent(Int.self, forKey: .mcs)
            rssi = try container.decodeIfPresent(Int.self, forKey: .rssi)
            bytes = [UInt8](try container.decode(Data.self, forKey: .bytes))
        }

        /// Writes one frame.
        public func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: CodingKeys.self)
            try container.encode(at, forKey: .at)
            try container.encode(direction, forKey: .direction)
            try container.encode(channel, forKey: .channel)
            try container.encode(rateKbps, forKey: .rateKbps)
            try container.encodeIfPresent(mcs, forKey: .mcs)
            try container.encodeIfPresent(rssi, forKey: .rssi)
            try container.encode(Data(bytes), forKey: .bytes)
        }
    }
}
