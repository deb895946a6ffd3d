import CMbedTLS
import Foundation
import TestSupport

/// A client that lets itself be told every byte: MQTT or not, through TLS with a client certificate.
final class TLSSocket {
    struct Failure: Error {
        let what: String
    }

    /// MQTT packets, whole ones.
    struct Packet: Equatable {
        var header: UInt8
        var body: [UInt8]
    }

    let descriptor: Int32
    private let client: OpaquePointer
    private var plain: [UInt8] = []
    private var chunk = [UInt8](repeating: 0, count: 16_384)

    /// Connects to `port` and completes the handshake as `device`.
    init(port: Int, as device: String = "device-p256") throws {
        func pem(_ name: String) throws -> [UInt8] {
            try [UInt8](Data(contentsOf: URL(filePath: "\(TestServer.certificates)/\(name).pem"))) + [0]
        }
        let texts = [try pem("root-ca"), try pem(device), try pem("\(device).key")]
        var code: Int32 = 0
        let made = texts[0].withUnsafeBufferPointer { ca in
            texts[1].withUnsafeBufferPointer { chain in
                texts[2].withUnsafeBufferPointer { key in
                    var options = vesp_client_options()
                    options.ca = vesp_blob(bytes: ca.baseAddress, length: ca.count)
                    options.chain = vesp_blob(bytes: chain.baseAddress, length: chain.count)
                    options.key = vesp_blob(bytes: key.baseAddress, length: key.count)
                    options.time = Int64(Date().timeIntervalSince1970)
                    options.suite = 0xC02B
                    return vesp_client_new(&options, &code)
                }
            }
        }
        guard let made else { throw Failure(what: "libmbedtls: \(code)") }
        client = made
        descriptor = try LoopbackConnection.open(port: port)
        var patience = timeval(tv_sec: 20, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
        while vesp_client_handshake(client) != 1 {
            flush()
            guard try fill() else { throw Failure(what: "no handshake") }
        }
        flush()
    }

    deinit {
        close(descriptor)
        vesp_client_free(client)
    }

    /// A client that said CONNECT and was let in.
    convenience init(port: Int, id: String, clean: Bool = true, keepAlive: UInt16 = 60) throws {
        try self.init(port: port)
        send(Self.connect(id, clean: clean, keepAlive: keepAlive))
        guard try receive()?.header == 0x20 else { throw Failure(what: "not let in") }
    }

    /// Encrypts and sends; what the server does not take any more is dropped.
    func send(_ bytes: [UInt8]) {
        _ = vesp_client_write(client, bytes, bytes.count)
        flush()
    }

    /// Sends close_notify and no more.
    func finish() {
        vesp_client_close(client)
        flush()
        shutdown(descriptor, Int32(SHUT_WR))
    }

    /// The next packet; nil when the server has ended the connection.
    func receive() throws -> Packet? {
        while true {
            if let packet = next() { return packet }
            guard try fill() else { return nil }
        }
    }

    /// Everything up to the end of the connection.
    func drain() throws -> [Packet] {
        var packets: [Packet] = []
        while let packet = try receive() { packets.append(packet) }
        return packets
    }

    /// Every byte up to the end of the connection, whatever it means.
    func rest() throws -> [UInt8] {
        while try fill() {}
        return plain
    }

    private func next() -> Packet? {
        var length = 0, index = 0
        repeat {
            index += 1
            guard index < plain.count else { return nil }
            length |= Int(plain[index] & 0x7F) << (7 * (index - 1))
        } while plain[index] & 0x80 != 0
        let end = index + 1 + length
        guard end <= plain.count else { return nil }
        defer { plain.removeFirst(end) }
        return Packet(header: plain[0], body: Array(plain[(index + 1)..<end]))
    }

    /// Waits for bytes; false at the end.
    private func fill() throws -> Bool {
        let count = read(descriptor, &chunk, chunk.count)
        guard count > 0 else {
            if count < 0, errno == EAGAIN { throw Failure(what: "nothing came in 20 s") }
            return false
        }
        _ = vesp_client_feed(client, chunk, count)
        guard vesp_client_ciphersuite(client) != nil else { return true }
        while case let count = vesp_client_read(client, &chunk, chunk.count), count != 0 {
            guard count > 0 else { return false }
            plain += chunk.prefix(Int(count))
        }
        return true
    }

    private func flush() {
        while case let count = vesp_client_take(client, &chunk, chunk.count), count > 0 {
            var sent = 0
            while sent < count {
                let part = chunk[sent..<count].withUnsafeBytes {
                    Foundation.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
                }
                guard part > 0 else { return }
                sent += part
            }
        }
    }
}

extension TLSSocket {
    static func packet(_ header: UInt8, _ body: [UInt8]) -> [UInt8] {
        var bytes = [header]
        var length = body.count
        repeat {
            bytes.append(UInt8(length & 0x7F) | (length > 0x7F ? 0x80 : 0))
            length >>= 7
        } while length > 0
        return bytes + body
    }

    static func text(_ value: String) -> [UInt8] { half(value.utf8.count) + value.utf8 }
    static func half(_ value: Int) -> [UInt8] { [UInt8(value >> 8 & 0xFF), UInt8(value & 0xFF)] }

    static func connect(_ id: String, clean: Bool = true, keepAlive: UInt16 = 60) -> [UInt8] {
        packet(0x10, text("MQTT") + [4, clean ? 2 : 0] + half(Int(keepAlive)) + text(id))
    }

    static func publish(_ topic: String, _ payload: [UInt8], qos: UInt8 = 1, id: Int = 1, retained: Bool = false)
        -> [UInt8]
    {
        packet(0x30 | qos << 1 | (retained ? 1 : 0), text(topic) + (qos > 0 ? half(id) : []) + payload)
    }

    static func subscribe(_ filters: String..., qos: UInt8 = 1) -> [UInt8] {
        packet(0x82, half(1) + filters.flatMap { text($0) + [qos] })
    }
}

/// Two clients that mean well, one of which listens to the other.
final class Bystanders {
    private let speaker, listener: TLSSocket
    private var count = 0

    init(port: Int) throws {
        speaker = try TLSSocket(port: port, id: "speaker")
        listener = try TLSSocket(port: port, id: "listener")
        listener.send(TLSSocket.subscribe("bystanders"))
        guard try listener.receive()?.header == 0x90 else { throw TLSSocket.Failure(what: "no SUBACK") }
    }

    /// Says the next number; how long it took to be heard and acknowledged. Throws when anything else came.
    func exchange() throws -> Duration {
        count += 1
        let number = TLSSocket.half(count & 0xFFFF | 1), begin = ContinuousClock.now
        speaker.send(TLSSocket.publish("bystanders", number, id: count & 0xFFFF | 1))
        guard let heard = try listener.receive(), heard.header == 0x32, heard.body.suffix(2).elementsEqual(number)
        else {
            throw TLSSocket.Failure(what: "the listener heard something else than message \(count)")
        }
        listener.send([0x40, 2] + heard.body.dropFirst(2 + "bystanders".utf8.count).prefix(2))
        guard let answer = try speaker.receive(), answer.header == 0x40, answer.body == number else {
            throw TLSSocket.Failure(what: "the speaker's message \(count) was not acknowledged")
        }
        return ContinuousClock.now - begin
    }
}
