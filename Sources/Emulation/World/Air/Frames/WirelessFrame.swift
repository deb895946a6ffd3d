import ESP8266

/// A management or data frame of 802.11 without its FCS (IEEE 802.11-2016 9.2.3), or PS-Poll, the only control frame with
/// two addresses that matters here.
struct WirelessFrame: Equatable, Sendable {
    var control: FrameControl
    /// Duration in µs, or the AID of a PS-Poll.
    var duration: UInt16 = 0
    /// Address 1.
    var receiver: EUI48
    /// Address 2.
    var transmitter: EUI48
    /// Address 3: BSSID of a management frame, DA or SA of a data frame; none in a PS-Poll.
    var address3 = EUI48(0)
    /// 0…4095.
    var sequenceNumber: UInt16 = 0
    /// 0…15.
    var fragment: UInt8 = 0
    /// Address 4, between two access points.
    var address4: EUI48?
    /// QoS Control.
    var qos: UInt16?
    /// HT Control.
    var htControl: UInt32?
    var body: [UInt8] = []

    init(_ control: FrameControl, to receiver: EUI48, from transmitter: EUI48, address3: EUI48, body: [UInt8] = []) {
        self.control = control
        self.receiver = receiver
        self.transmitter = transmitter
        self.address3 = address3
        self.body = body
        if control.kind.hasQoSControl { qos = 0 }
    }

    /// Reads a frame; nil for a broken one and for kinds with other headers.
    init?(_ bytes: [UInt8]) {
        guard let control = FrameControl(rawValue: bytes.half(0)), let length = Self.headerLength(bytes),
            let receiver = EUI48(bytes, at: 4), let transmitter = EUI48(bytes, at: 10)
        else { return nil }
        self.control = control
        duration = bytes.half(2)
        self.receiver = receiver
        self.transmitter = transmitter
        body = Array(bytes[length...])
        guard control.kind != .psPoll, let third = EUI48(bytes, at: 16) else { return }
        address3 = third
        sequenceNumber = bytes.half(22) >> 4
        fragment = UInt8(truncatingIfNeeded: bytes.half(22) & 0xF)
        var offset = 24
        if control.flags.isSuperset(of: [.toDS, .fromDS]), control.kind.isData {
            address4 = EUI48(bytes, at: offset)
            offset += 6
        }
        if control.kind.hasQoSControl {
            qos = bytes.half(offset)
            offset += 2
        }
        if length > offset { htControl = bytes.word(offset) }
    }

    /// Bytes before the body; nil for a frame that is shorter, or whose header is another.
    static func headerLength(_ bytes: [UInt8]) -> Int? {
        guard bytes.count >= 16, let control = FrameControl(rawValue: bytes.half(0)) else { return nil }
        if control.kind == .psPoll { return 16 }
        guard !control.kind.isControl else { return nil }
        var length = 24
        if control.kind.isData, control.flags.isSuperset(of: [.toDS, .fromDS]) { length += 6 }
        if control.kind.hasQoSControl { length += 2 }
        if control.flags.contains(.order), control.kind.hasQoSControl || control.kind.isManagement { length += 4 }
        return bytes.count >= length ? length : nil
    }

    var bytes: [UInt8] {
        var out = control.rawValue.littleEndianBytes + duration.littleEndianBytes + receiver.bytes + transmitter.bytes
        guard control.kind != .psPoll else { return out + body }
        out += address3.bytes + (sequenceNumber << 4 | UInt16(fragment & 0xF)).littleEndianBytes
        if let address4 { out += address4.bytes }
        if let qos { out += qos.littleEndianBytes }
        if let htControl { out += htControl.littleEndianBytes }
        return out + body
    }

    /// Priority of the frame's traffic; 0 without QoS.
    var trafficIdentifier: Int { Int((qos ?? 0) & 0xF) }

    /// Whom the frame is for in the end (Table 9-26).
    var destination: EUI48 { control.flags.contains(.toDS) ? address3 : receiver }

    /// Who sent it in the first place.
    var source: EUI48 {
        switch (control.flags.contains(.toDS), control.flags.contains(.fromDS)) {
        case (true, true): address4 ?? transmitter
        case (false, true): address3
        case (_, false): transmitter
        }
    }
}

extension WirelessFrame {
    /// The frame with the time that its acknowledgement takes in Duration (9.2.5.2).
    func reserving(_ rate: AirRate) -> WirelessFrame {
        guard !receiver.isGroup else { return self }
        var frame = self
        frame.duration = UInt16(clamping: Clock.microseconds(rate.timeToAcknowledge))
        return frame
    }
}
