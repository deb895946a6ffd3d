import CMbedTLS

@testable import CloudEndpoint

/// A device for tests: libmbedtls' client over byte buffers.
final class TLSClient {
    private let client: OpaquePointer
    private(set) var isEstablished = false
    private(set) var error: Int32 = 0
    private(set) var received: [UInt8] = []

    struct Failure: Error {
        let code: Int32
    }

    init(
        _ device: ClientCredentials?,
        ca: String,
        host: String? = Fixtures.host,
        suite: UInt16 = 0,
        fragmentCode: UInt8 = 0,
        seed: UInt64 = 5,
        time: Int64 = 1_767_225_600
    ) throws {
        var failure: Int32 = 0
        let texts = [ca, device?.certificatePEM ?? "", device?.keyPEM ?? ""]
        let made = PEMBlob.with(texts) { blobs in
            var options = vesp_client_options()
            options.ca = blobs[0]
            options.chain = blobs[1]
            options.key = blobs[2]
            options.seed = seed
            options.time = time
            options.suite = suite
            options.fragment_code = fragmentCode
            guard let host else { return vesp_client_new(&options, &failure) }
            return host.withCString { name in
                options.host = name
                return vesp_client_new(&options, &failure)
            }
        }
        guard let made else { throw Failure(code: failure) }
        client = made
    }

    deinit { vesp_client_free(client) }

    var ciphersuite: String { vesp_client_ciphersuite(client).map { String(cString: $0) } ?? "" }
    /// The last alert from the endpoint, -1 for none.
    var alert: Int32 { vesp_client_alert(client) }

    /// The session of an established connection, for another client to resume.
    var session: Session? { vesp_client_session(client).map(Session.init) }

    final class Session {
        fileprivate let kept: OpaquePointer

        init(_ kept: OpaquePointer) { self.kept = kept }

        deinit { vesp_session_free(kept) }
    }

    /// Asks for `session` instead of a new one; to be called before the first bytes.
    func resume(_ session: Session) throws {
        let result = vesp_client_resume(client, session.kept)
        guard result == 0 else { throw Failure(code: result) }
    }

    func send(_ bytes: [UInt8]) { error = vesp_client_write(client, bytes, bytes.count) }
    func close() { vesp_client_close(client) }

    /// Hands over bytes and goes on as far as they reach.
    func receive(_ bytes: [UInt8]) {
        guard error == 0 else { return }
        _ = vesp_client_feed(client, bytes, bytes.count)
        if !isEstablished {
            let result = vesp_client_handshake(client)
            guard result > 0 else {
                error = result
                return
            }
            isEstablished = true
        }
        var chunk = [UInt8](repeating: 0, count: 2048)
        while error == 0 {
            let count = vesp_client_read(client, &chunk, chunk.count)
            if count <= 0 {
                error = count
                return
            }
            received += chunk.prefix(Int(count))
        }
    }

    func takeReceived() -> [UInt8] {
        defer { received = [] }
        return received
    }

    func takeOutput() -> [UInt8] {
        var output: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 4096)
        while true {
            let count = vesp_client_take(client, &chunk, chunk.count)
            if count == 0 { return output }
            output += chunk.prefix(count)
        }
    }
}

/// A device and the endpoint, with all that went over the wire.
final class Conversation {
    let client: TLSClient
    let connection: EndpointConnection
    private(set) var fromClient: [UInt8] = []
    private(set) var fromServer: [UInt8] = []
    private(set) var events: [EndpointEvent] = []
    /// The server's first answer.
    private(set) var firstFlight: [UInt8] = []

    init(_ client: TLSClient, _ connection: EndpointConnection) {
        self.client = client
        self.connection = connection
    }

    /// Exchanges bytes until nobody has more to say; `piece` is the most that is handed over at once, `fragment` the
    /// content of the client's plain handshake records.
    func run(piece: Int = .max, fragment: Int = .max) {
        client.receive([])
        while true {
            let up = Self.fragments(client.takeOutput(), fragment)
            for part in Self.pieces(up, piece) { connection.receive(part) }
            let down = connection.takeOutput()
            if firstFlight.isEmpty { firstFlight = down }
            for part in Self.pieces(down, piece) { client.receive(part) }
            fromClient += up
            fromServer += down
            events += connection.takeEvents()
            if up.isEmpty, down.isEmpty { return }
        }
    }

    /// Lengths of the records in `bytes`, without their headers.
    static func records(_ bytes: [UInt8]) -> [Int] {
        var lengths: [Int] = []
        var at = 0
        while at + 5 <= bytes.count {
            lengths.append(Int(bytes[at + 3]) << 8 | Int(bytes[at + 4]))
            at += 5 + (lengths.last ?? 0)
        }
        return lengths
    }

    /// The same messages in records of at most `most` bytes, as far as the first that is no handshake record.
    private static func fragments(_ bytes: [UInt8], _ most: Int) -> [UInt8] {
        var split: [UInt8] = []
        var rest = bytes[...]
        while rest.count > 5, rest.first == 22 {
            let header = Array(rest.prefix(5))
            let content = Array(rest.dropFirst(5).prefix(Int(header[3]) << 8 | Int(header[4])))
            rest = rest.dropFirst(5 + content.count)
            for part in pieces(content, most) {
                split += header.prefix(3) + [UInt8(part.count >> 8), UInt8(part.count & 0xFF)] + part
            }
        }
        return split + rest
    }

    private static func pieces(_ bytes: [UInt8], _ size: Int) -> [[UInt8]] {
        size >= bytes.count
            ? (bytes.isEmpty ? [] : [bytes])
            : stride(from: 0, to: bytes.count, by: size).map { Array(bytes[$0..<min($0 + size, bytes.count)]) }
    }
}
