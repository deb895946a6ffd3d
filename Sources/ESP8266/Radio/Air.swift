/// A frame on the air, from the first byte of its header to the last of its body; the FCS is not kept.
public struct AirFrame: Sendable, Equatable {
    /// Header and body, ciphertext where the header says Protected.
    public var bytes: [UInt8]
    /// The rate it is sent at.
    public var rate: AirRate
    /// Channel, 1…14.
    public var channel: Int
    /// Strength at the receiver's antenna, in dBm.
    public var rssi: Int

    /// Bytes of the frame check sequence behind every frame.
    public static let fcsSize = 4

    /// A frame.
    public init(bytes: [UInt8], rate: AirRate = .slowestOFDM, channel: Int = 1, rssi: Int = -50) {
        self.bytes = bytes
        self.rate = rate
        self.channel = channel
        self.rssi = rssi
    }

    /// Whether it is for more than one station: bit 0 of address 1.
    public var isForAll: Bool { bytes.count > 4 && bytes[4] & 1 != 0 }
    /// Whether its body is encrypted: bit 6 of the second byte.
    var isProtected: Bool { bytes.count > 1 && bytes[1] & 0x40 != 0 }
    /// How long it is on the air.
    public var airTime: Ticks { rate.airTime(bytes: bytes.count + Self.fcsSize) }
}

/// What is around the antenna. Frames of the chip and frames for it pass here; one sender has the air at a time.
public final class Air {
    /// Short interframe space (802.11-2016, table 18-5: 10 µs).
    public static let sifs = 10 * Clock.ticksPerMicrosecond
    /// A slot of contention (802.11-2016, table 18-5: short slot, 9 µs).
    public static let slot = 9 * Clock.ticksPerMicrosecond
    /// How long the air is free before anyone may contend for it: SIFS and two slots.
    public static let difs = sifs + 2 * slot

    /// The channel that the radio is on; nil while that is not known, when frames of every channel are heard.
    public var channel: Int?
    /// Until when the air is taken.
    public private(set) var busyUntil: Ticks = 0
    /// Told of every frame of the chip when its last bit is out. Whether somebody acknowledges it.
    public var onTransmitted: (AirFrame, Ticks) -> Bool = { _, _ in false }
    /// Told of every frame for the chip that its MAC has no room for, and whether it acknowledged it before it found none.
    public var onMissed: (_ frame: AirFrame, _ isAcknowledged: Bool, Ticks) -> Void = { _, _, _ in }
    /// The cipher of the frames.
    public var ciphers: FrameCiphers?
    /// The MAC's ear.
    var onReceived: (AirFrame, Ticks) -> Bool = { _, _ in false }

    /// Air with nobody in it.
    public init() {}

    /// Gives the chip a frame whose last bit arrives at `ticks`. Whether it acknowledges it: not when it listens to another
    /// channel, when the frame is for all or for someone else, or when it has no room.
    public func receive(_ frame: AirFrame, at ticks: Ticks) -> Bool {
        if let channel, channel != frame.channel { return false }
        return onReceived(frame, ticks)
    }

    /// Takes the air for `duration` as soon as it is free after `ticks` and contention took `slots`; the tick at which the
    /// transmission begins.
    public func take(for duration: Ticks, from ticks: Ticks, slots: Ticks) -> Ticks {
        let start = max(ticks, busyUntil) &+ Self.difs &+ slots &* Self.slot
        busyUntil = start &+ duration
        return start
    }
}

/// Ciphers of 802.11 (802.11-2016, 12.5), done by who has a library for them: the chip does them in the MAC.
public struct FrameCiphers: Sendable {
    /// From header, cipher header and plaintext the frame with ciphertext and what follows it, MIC or ICV.
    public var seal: @Sendable (LinkCipher, _ frame: [UInt8], _ key: [UInt8]) -> [UInt8]?
    /// The reverse: header, cipher header and plaintext; nil for a frame that was not made with that key.
    public var open: @Sendable (LinkCipher, _ frame: [UInt8], _ key: [UInt8]) -> [UInt8]?

    /// Given ciphers.
    public init(
        seal: @escaping @Sendable (LinkCipher, [UInt8], [UInt8]) -> [UInt8]?,
        open: @escaping @Sendable (LinkCipher, [UInt8], [UInt8]) -> [UInt8]?
    ) {
        self.seal = seal
        self.open = open
    }
}

/// A cipher of the key table.
public enum LinkCipher: UInt32, Sendable, CaseIterable {
    case wep = 1
    case tkip = 2
    case ccmp = 3

    /// Bytes that follow the ciphertext: ICV, MIC and ICV, MIC (libpp's table of trailers, 8, 16 and 12 with the FCS, read).
    var trailerSize: Int {
        switch self {
        case .wep: 4
        case .tkip: 12
        case .ccmp: 8
        }
    }
}
