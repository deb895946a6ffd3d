import Record

extension Records {
    private static func at(_ milliseconds: Int64) -> Seconds { Seconds(microseconds: milliseconds * 1000) }

    /// Firmware of a user's own whose handshake was heard, and a connection without TLS.
    static var heard: RunRecord {
        var record = ownFirmware
        var wire = RunRecord.Wire()
        var broker = RunRecord.Wire.Connection(number: 1, host: "broker.example", port: 8883, at: at(900))
        broker.tls = handshake
        broker.sent = 900
        broker.received = 4100
        var time = RunRecord.Wire.Connection(number: 2, host: nil, port: 37, at: at(4000))
        time.received = 4
        time.end = at(4010)
        time.ended = .server
        wire.connections = [broker, time]
        wire.dropped = 3
        record.wire = wire
        record.handshake.attempts = 1
        record.handshake.completed = true
        record.handshake.seconds = at(2300)
        return record
    }

    private static var handshake: RunRecord.Wire.TLS {
        var tls = RunRecord.Wire.TLS(at: at(1000))
        tls.version = "TLS 1.2"
        tls.ciphersuite = "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256"
        tls.curve = "secp256r1"
        var offer = RunRecord.Wire.Offer()
        offer.serverName = "broker.example"
        offer.fragmentLength = 1024
        tls.offer = offer
        tls.chain = [
            .init(
                subject: "*.example",
                issuer: "Root <1>",
                bytes: 1220,
                key: "RSA-2048",
                signature: "RSA with SHA-256"
            ),
            .init(subject: "Root <1>", issuer: "Root <1>", bytes: 900, key: "P-256", signature: "ECDSA with SHA-256"),
        ]
        tls.chainBytes = 2133
        tls.asksForCertificate = true
        tls.completed = true
        tls.seconds = at(2300)
        tls.sent.count = 4
        tls.sent.largest = 262
        tls.received.count = 6
        tls.received.largest = 2133
        tls.messages = [
            .init(by: .device, at: at(1000), name: "ClientHello", bytes: 154),
            .init(by: .server, at: at(1080), name: "ServerHello", bytes: 65),
            .init(by: .server, at: at(1080), name: "ServerHelloDone", bytes: 4),
            .init(by: .device, at: at(3100), name: "ClientKeyExchange", bytes: 70),
            .init(by: .device, at: at(3100), name: "ChangeCipherSpec", bytes: 1),
            .init(by: .server, at: at(3300), name: "Finished", bytes: 40),
        ]
        tls.gaps = [
            .init(start: at(1000), seconds: at(80), by: .server, state: "ServerHello"),
            .init(
                start: at(1080),
                seconds: at(2020),
                by: .device,
                state: "ClientKeyExchange",
                functions: [.init(name: "br_rsa_i15_public", share: 60), .init(name: "br_ec_all_m15", share: 40)]
            ),
            .init(start: at(3100), seconds: at(200), by: .server, state: "ServerChangeCipherSpec"),
        ]
        return tls
    }
}
