import ESP8266

/// Finds what a device does late in the Ethernet frames that pass its antenna: those for it once it has acknowledged them, its
/// own when others have them.
struct DelayTap {
    /// Work that waited.
    struct Finding: Equatable {
        var work: DelayedWork
        /// Since when.
        var since: Ticks
    }

    private var answers = AnswerDelays()
    private var segments = SegmentDelays()
    private var keepAlives = KeepAliveDelays()

    /// A frame has reached the device.
    mutating func received(_ bytes: [UInt8], at now: Ticks) -> [Finding] {
        guard let frame = EthernetFrame(bytes) else { return [] }
        if let packet = arp(frame) { answers.received(packet, at: now) }
        guard let packet = ip(frame) else { return [] }
        answers.received(packet, at: now)
        guard let segment = TCPSegment(packet) else { return [] }
        return segments.received(segment, of: packet, at: now).map { [$0] } ?? []
    }

    /// The device has sent a frame.
    mutating func sent(_ bytes: [UInt8], at now: Ticks) -> [Finding] {
        guard let frame = EthernetFrame(bytes) else { return [] }
        if let packet = arp(frame) { return answers.sent(packet, at: now).map { [$0] } ?? [] }
        guard let packet = ip(frame) else { return [] }
        guard let segment = TCPSegment(packet) else { return answers.sent(packet, at: now).map { [$0] } ?? [] }
        return [segments.sent(segment, of: packet, at: now), keepAlives.sent(segment, of: packet, at: now)]
            .compactMap { $0 }
    }

    private func arp(_ frame: EthernetFrame) -> ARPPacket? {
        frame.type == EthernetFrame.PayloadType.arp ? ARPPacket(frame.payload) : nil
    }

    private func ip(_ frame: EthernetFrame) -> IPv4Packet? {
        frame.type == EthernetFrame.PayloadType.ipv4 ? IPv4Packet(frame.payload) : nil
    }
}
