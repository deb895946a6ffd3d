import CloudEndpoint
import ESP8266
import Inputs
import Record

/// What the messages of a handshake say, and what the device makes or awaits behind each.
extension TLSWire {
    /// HandshakeType.
    private enum MessageType: UInt8 {
        case clientHello = 1
        case serverHello = 2
        case newSessionTicket = 4
        case certificate = 11
        case serverKeyExchange = 12
        case certificateRequest = 13
        case serverHelloDone = 14
        case certificateVerify = 15
        case clientKeyExchange = 16
        case certificateStatus = 22
    }

    /// A whole handshake message passed in the clear.
    mutating func passed(_ message: TLSHandshakeReader.Message, from side: Side, at: Ticks) {
        guard phase == .handshake else { return }
        let type = MessageType(rawValue: message.type)
        if type == .clientHello, side == .device {
            return greeted(TLSClientHello(message.body), bytes: message.length + 4, at: at)
        }
        note(TLSNames.message(message.type), from: side, bytes: message.length + 4, at: at)
        switch (side, type) {
        case (.server, .serverHello): answered(message.body)
        case (.server, .certificate):
            path.isResumed = false
            facts?.chain = Self.chain(message.body)
            facts?.chainBytes = message.length + 4
            enter(path.afterCertificate)
        case (.server, .certificateStatus): enter(path.afterCertificate)
        case (.server, .serverKeyExchange):
            exchanged(message.body)
            enter(.serverHelloDone)
        case (.server, .certificateRequest):
            path.isAsked = true
            facts?.asksForCertificate = true
            enter(.serverHelloDone)
        case (.server, .serverHelloDone): enter(path.afterServerHelloDone)
        case (.server, .newSessionTicket):
            path.awaitsTicket = false
            enter(.serverChangeCipherSpec)
        case (.device, .certificate):
            let chain = Self.chain(message.body)
            facts?.deviceChain = chain
            path.hasSentCertificate = !chain.isEmpty
            enter(.clientKeyExchange)
        case (.device, .clientKeyExchange):
            path.hasExchangedKeys = true
            enter(path.afterClientKeyExchange)
        case (.device, .certificateVerify): enter(.changeCipherSpec)
        default: break
        }
    }

    private mutating func note(_ name: String, from side: Side, bytes: Int, at: Ticks) {
        guard facts?.messages.count ?? 0 < Self.mostMessages else { return }
        facts?.messages.append(.init(by: side, at: Seconds(ticks: at), name: name, bytes: bytes))
    }

    /// The device's ClientHello passed.
    mutating func greeted(_ hello: TLSClientHello, bytes: Int, at: Ticks) {
        note(TLSNames.message(MessageType.clientHello.rawValue), from: .device, bytes: bytes, at: at)
        facts?.offer = hello.offer
        session = hello.session
        enter(.serverHello)
    }

    private mutating func answered(_ body: [UInt8]) {
        guard let hello = TLSServerHello(body) else { return }
        facts?.version = TLSNames.version(hello.version)
        guard !hello.isRetry else { return enter(.clientHello) }
        let suite = CipherSuite.name(hello.suite)
        facts?.ciphersuite = suite
        facts?.fragmentLength = hello.fragmentLength
        facts?.alpn = hello.alpn
        tell(.suite(hello.suite))
        if let group = hello.group { agreed(on: TLSNames.group(group)) }
        path.agreed(on: suite)
        isTLS13 = hello.version >= TLSNames.tls13
        if isTLS13 {
            device.isEncrypted = true
            server.isEncrypted = true
            facts?.resumption = hello.takesPreSharedKey ? .psk : nil
            return enter(.serverFinished)
        }
        path.isResumed = !session.isEmpty && hello.session == session
        path.awaitsTicket = hello.promisesTicket
        enter(path.afterServerHello)
    }

    private mutating func agreed(on curve: String) {
        facts?.curve = curve
        tell(.curve(curve))
    }

    /// A ServerKeyExchange (RFC 8422 section 5.4, RFC 5246 section 7.4.3, RFC 5489 section 2).
    private mutating func exchanged(_ body: [UInt8]) {
        let namedCurve: UInt8 = 3
        guard let suite = facts?.ciphersuite else { return }
        var reader = BigEndianReader(body[...])
        if suite.contains("PSK"), reader.list(lengthBytes: 2) == nil { return }
        if suite.contains("ECDHE_") || suite.contains("ECDH_anon") {
            if reader.byte() == namedCurve, let group = reader.half() { agreed(on: TLSNames.group(group)) }
        } else if suite.contains("DHE_") || suite.contains("DH_anon"), let prime = reader.list(lengthBytes: 2) {
            agreed(on: "DH-\(prime.bytes.drop { $0 == 0 }.count * 8)")
        }
    }

    /// The certificates of a Certificate message, as far as they are kept and can be read.
    private static func chain(_ body: [UInt8]) -> [RunRecord.Wire.Certificate] {
        var reader = BigEndianReader(body[...])
        guard reader.skip(3) else { return [] }
        var chain: [RunRecord.Wire.Certificate] = []
        while chain.count < mostCertificates, let der = reader.list(lengthBytes: 3) {
            let unread = RunRecord.Wire.Certificate(
                subject: "",
                issuer: "",
                bytes: der.bytes.count,
                key: "unknown",
                signature: "unknown"
            )
            chain.append(X509Certificate(der.bytes)?.record ?? unread)
        }
        return chain
    }

    /// A ChangeCipherSpec passed; TLS 1.3 sends some that mean nothing (RFC 8446 appendix D.4).
    mutating func changedKeys(_ side: Side, at: Ticks) {
        guard phase == .handshake, !isTLS13, facts?.ciphersuite != nil, !isEncrypted(side) else { return }
        note("ChangeCipherSpec", from: side, bytes: 1, at: at)
        switch side {
        case .device:
            device.isEncrypted = true
            path.clientHasChanged = true
            enter(.clientFinished)
        case .server:
            server.isEncrypted = true
            if !path.hasExchangedKeys {
                path.isResumed = true
                let hasTicket = facts?.offer?.ticket ?? 0 > 0
                facts?.resumption = hasTicket ? .ticket : .id
            }
            enter(.serverFinished)
        }
    }

    /// An encrypted handshake message passed: the first of each side is its Finished.
    mutating func finished(_ side: Side, length: Int, at: Ticks) {
        guard phase == .handshake, !isTLS13 else { return }
        switch side {
        case .device: path.clientIsFinished = true
        case .server: path.serverIsFinished = true
        }
        note("Finished", from: side, bytes: length, at: at)
        if let next = path.afterFinished { enter(next) } else { complete(at: at) }
    }

    /// A record of TLS 1.3 passed under its keys. What the device sends first, behind the server's, ends in its Finished,
    /// unless it is as short as an alert.
    mutating func passedEncrypted(from side: Side, length: Int, at: Ticks) {
        guard phase == .handshake else { return }
        // An alert, its content type and the longest tag (RFC 8446 section 5.2).
        let longestAlert = 2 + 1 + 16
        guard length > longestAlert else { return alertEncrypted(from: side, at: at) }
        guard side == .device, hasHeardEncrypted else {
            hasHeardEncrypted = hasHeardEncrypted || side == .server
            return
        }
        note("Finished", from: side, bytes: length, at: at)
        complete(at: at)
    }
}

extension TLSWire {
    private static let warning: UInt8 = 1

    /// Bytes of alerts in the clear.
    mutating func alert(_ part: ArraySlice<UInt8>, from side: Side, at: Ticks) {
        guard !isEncrypted(side) else { return }
        for byte in part {
            var pair = side == .device ? device.alert : server.alert
            pair.append(byte)
            if pair.count == 2 {
                alert(level: pair[0], TLSAlert(pair[1]), from: side, at: at)
                pair = []
            }
            if side == .device { device.alert = pair } else { server.alert = pair }
        }
    }

    private mutating func alert(level: UInt8, _ alert: TLSAlert, from side: Side, at: Ticks) {
        let isWarning = level == Self.warning
        note(.init(by: side, at: Seconds(ticks: at), level: isWarning ? "warning" : "fatal", description: "\(alert)"))
        if !isWarning { fail("the \(side) sent the alert \(alert)", at: at) }
    }

    /// An alert passed that only its receiver can read: it ends a handshake that is not over.
    mutating func alertEncrypted(from side: Side, at: Ticks) {
        note(.init(by: side, at: Seconds(ticks: at), level: nil, description: nil))
        fail("the \(side) sent an encrypted alert in state \(state.name)", at: at)
    }

    private mutating func note(_ alert: RunRecord.Wire.Alert) {
        if facts?.alerts.count ?? 0 < Self.mostAlerts { facts?.alerts.append(alert) }
    }
}
