import CloudEndpoint
import ESP8266
import Record

/// Reads along what two ends of a TCP connection say, and tells how far the device's TLS handshake is: SSL 3.0 to TLS 1.2
/// up to the end of it, TLS 1.3 as far as it is in the clear. Knows no library and no key, changes nothing, and keeps a
/// bounded amount however much passes.
struct TLSWire {
    typealias Side = RunRecord.Wire.Side

    /// What bytes showed.
    enum Event: Equatable {
        /// It is not TLS: nothing more will be told.
        case plain
        /// The device makes or awaits that message from now on.
        case state(TLSState)
        /// The cipher suite of that IANA number was agreed on.
        case suite(UInt16)
        /// That curve was agreed on.
        case curve(String)
        /// Nobody said anything for a while, during the handshake.
        case silence(Silence)
        /// The handshake is over: both ends have finished.
        case complete
        /// The handshake failed, for that reason.
        case failed(String)
    }

    /// A stretch without a byte during a handshake.
    struct Silence: Equatable {
        var from: Ticks
        var to: Ticks
        /// Who broke it.
        var by: Side
        /// What the device made or awaited.
        var state: TLSState
    }

    /// Where the reading is.
    enum Phase: Equatable {
        /// Too few bytes to tell whether it is TLS.
        case opening
        case handshake
        /// The handshake is over, well or not; records are counted.
        case over
        /// Not TLS, or no longer readable.
        case deaf
    }

    /// One direction.
    struct Direction {
        var records = TLSRecordReader()
        var handshake = TLSHandshakeReader()
        var alert: [UInt8] = []
        /// Whether its messages are encrypted from now on.
        var isEncrypted = false
    }

    /// Shorter silences say nothing.
    static let shortestSilence: Ticks = 1000 * Clock.ticksPerMicrosecond
    static let mostMessages = 64, mostAlerts = 8, mostCertificates = 10

    var phase = Phase.opening
    /// What has been found out; nil unless it is TLS.
    var facts: RunRecord.Wire.TLS?
    var device = Direction(), server = Direction()
    var path = HandshakePath()
    var session: [UInt8] = []
    var isTLS13 = false
    /// Whether records of the server have come under TLS 1.3's keys.
    var hasHeardEncrypted = false
    /// The message that the device makes or awaits.
    private(set) var state = TLSState.clientHello
    private var opening: [UInt8] = []
    private var begin: Ticks = 0
    private var lastByte: Ticks = 0
    private var events: [Event] = []

    /// Reads what `side` sent and what passed the device's antenna at `at`; what that showed, in order. Bytes of a side
    /// come in the order of its stream, bytes of both in the order of time.
    mutating func take(_ bytes: [UInt8], from side: Side, at: Ticks) -> [Event] {
        guard phase != .deaf, !bytes.isEmpty else { return [] }
        events = []
        if phase == .handshake, at &- lastByte >= Self.shortestSilence, at > lastByte {
            tell(.silence(Silence(from: lastByte, to: at, by: side, state: state)))
        }
        lastByte = at
        if phase == .opening { open(bytes, from: side, at: at) } else { read(bytes[...], from: side, at: at) }
        return events
    }

    /// The connection ended.
    mutating func closed(by ending: RunRecord.Wire.Ending, at: Ticks) -> [Event] {
        events = []
        let wasHandshake = phase == .handshake
        phase = phase == .opening ? .deaf : phase
        if wasHandshake { fail("\(ending.text) in state \(state.name)", at: at) }
        return events
    }

    mutating func tell(_ event: Event) { events.append(event) }

    /// The device makes or awaits `new` now.
    mutating func enter(_ new: TLSState?) {
        guard phase == .handshake, let new, new != state else { return }
        state = new
        tell(.state(new))
    }

    mutating func complete(at: Ticks) {
        guard phase == .handshake else { return }
        phase = .over
        facts?.completed = true
        end(at)
        tell(.complete)
    }

    mutating func fail(_ reason: String, at: Ticks) {
        guard phase == .handshake else { return }
        phase = .over
        facts?.failure = reason
        end(at)
        tell(.failed(reason))
    }

    private mutating func end(_ at: Ticks) {
        guard let begin = facts?.at else { return }
        facts?.seconds = Seconds(ticks: at) - begin
    }
}

extension TLSWire {
    /// What a device begins with: content type, major version and minor versions of a record, type of its first message.
    private enum Opening {
        static let handshake: UInt8 = 22, major: UInt8 = 3, minors: ClosedRange<UInt8> = 0...4, hello: UInt8 = 1
        /// Bytes up to that type.
        static let length = 6
        /// The longest ClientHello in SSL 2.0's form that is read, with its two bytes of length.
        static let longestVersion2 = 1024

        /// Whether `bytes` may begin a record with a ClientHello.
        static func isRecord(_ bytes: ArraySlice<UInt8>) -> Bool {
            zip(bytes, 0...).allSatisfy { byte, place in
                switch place {
                case 0: byte == handshake
                case 1: byte == major
                case 2: minors.contains(byte)
                case 5: byte == hello
                default: true
                }
            }
        }

        /// Whether `bytes` may begin a ClientHello in SSL 2.0's form that offers a later version.
        static func isVersion2(_ bytes: ArraySlice<UInt8>) -> Bool {
            zip(bytes, 0...).allSatisfy { byte, place in
                switch place {
                case 0: byte & 0x80 != 0
                case 2: byte == hello
                case 3: byte == major
                default: true
                }
            } && length2(bytes).map { $0 <= longestVersion2 } ?? true
        }

        /// The length of a ClientHello in SSL 2.0's form, as soon as it is known.
        static func length2(_ bytes: ArraySlice<UInt8>) -> Int? {
            guard let high = bytes.first, let low = bytes.dropFirst().first else { return nil }
            return (Int(high & 0x7F) << 8 | Int(low)) + 2
        }
    }

    private mutating func open(_ bytes: [UInt8], from side: Side, at: Ticks) {
        if opening.isEmpty { begin = at }
        opening += bytes
        let isRecord = Opening.isRecord(opening.prefix(Opening.length))
        guard side == .device, isRecord || Opening.isVersion2(opening.prefix(Opening.length)) else {
            phase = .deaf
            opening = []
            return tell(.plain)
        }
        let needed = isRecord ? Opening.length : max(Opening.length, Opening.length2(opening[...]) ?? 0)
        guard opening.count >= needed else { return }
        phase = .handshake
        facts = RunRecord.Wire.TLS(at: Seconds(ticks: begin))
        tell(.state(state))
        var rest = opening[...]
        opening = []
        if !isRecord {
            // Behind length and type.
            greeted(TLSClientHello(version2: Array(rest[3..<needed])), bytes: needed, at: at)
            rest = rest[needed...]
        }
        read(rest, from: side, at: at)
    }

    private mutating func read(_ bytes: ArraySlice<UInt8>, from side: Side, at: Ticks) {
        var rest = bytes
        while let piece = side == .device ? device.records.next(&rest) : server.records.next(&rest) {
            switch piece {
            case .content(let content, let part): take(part, of: content, from: side, at: at)
            case .end(let content, let length): ended(content, length: length, from: side, at: at)
            case .unreadable:
                fail("the \(side) sent what is no TLS record", at: at)
                phase = .deaf
            }
        }
    }

    private mutating func take(
        _ part: ArraySlice<UInt8>,
        of content: TLSRecordReader.Content,
        from side: Side,
        at: Ticks
    ) {
        guard phase == .handshake else { return }
        var rest = part
        switch content {
        case .handshake:
            while !isEncrypted(side),
                let message = side == .device ? device.handshake.next(&rest) : server.handshake.next(&rest)
            {
                passed(message, from: side, at: at)
            }
        case .alert: alert(part, from: side, at: at)
        case .changeCipherSpec, .applicationData, .heartbeat: break
        }
    }

    func isEncrypted(_ side: Side) -> Bool { side == .device ? device.isEncrypted : server.isEncrypted }

    private mutating func ended(_ content: TLSRecordReader.Content, length: Int, from side: Side, at: Ticks) {
        if side == .device { facts?.sent.add(length) } else { facts?.received.add(length) }
        switch content {
        case .changeCipherSpec: changedKeys(side, at: at)
        case .handshake: if isEncrypted(side) { finished(side, length: length, at: at) }
        case .alert: if isEncrypted(side) { alertEncrypted(from: side, at: at) }
        case .applicationData: if isTLS13 { passedEncrypted(from: side, length: length, at: at) }
        case .heartbeat: break
        }
    }
}

extension RunRecord.Wire.Records {
    fileprivate mutating func add(_ length: Int) {
        count += 1
        bytes += length
        largest = max(largest, length)
    }
}
