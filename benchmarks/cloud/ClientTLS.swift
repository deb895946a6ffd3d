import CMbedTLS

/// The TLS 1.2 end of one client: bytes in, bytes out.
final class ClientTLS {
    /// Credentials that all clients share, PEM with the NUL that libmbedtls wants.
    struct Credentials {
        let ca, chain, key: [UInt8]
        /// The only cipher suite offered, IANA number; 0 for all.
        let suite: UInt16
    }

    struct Failure: Error {
        /// Of libmbedtls.
        let code: Int32
    }

    private let client: OpaquePointer
    private(set) var isEstablished = false
    private static let room = 16 << 10
    private var chunk = [UInt8](repeating: 0, count: room)

    /// - Parameter now: seconds since 1970, by which the server's certificate is judged.
    init(_ credentials: Credentials, seed: UInt64, now: Int64) throws(Failure) {
        var code: Int32 = 0
        let made = credentials.ca.withUnsafeBufferPointer { ca in
            credentials.chain.withUnsafeBufferPointer { chain in
                credentials.key.withUnsafeBufferPointer { key in
                    "localhost".withCString { host in
                        var options = vesp_client_options()
                        options.ca = vesp_blob(bytes: ca.baseAddress, length: ca.count)
                        options.chain = vesp_blob(bytes: chain.baseAddress, length: chain.count)
                        options.key = vesp_blob(bytes: key.baseAddress, length: key.count)
                        options.host = host
                        options.seed = seed
                        options.time = now
                        options.suite = credentials.suite
                        return vesp_client_new(&options, &code)
                    }
                }
            }
        }
        guard let made else { throw Failure(code: code) }
        client = made
    }

    deinit { vesp_client_free(client) }

    /// Begins or goes on with the handshake.
    func shakeHands() throws(Failure) {
        let result = vesp_client_handshake(client)
        if result < 0 { throw Failure(code: result) }
        isEstablished = result > 0
    }

    /// Takes what the server sent; returns what is in it for MQTT.
    func receive(_ bytes: UnsafeRawBufferPointer) throws(Failure) -> [UInt8] {
        _ = vesp_client_feed(client, bytes.baseAddress, bytes.count)
        if !isEstablished {
            try shakeHands()
            guard isEstablished else { return [] }
        }
        var plain: [UInt8] = []
        while true {
            let count = vesp_client_read(client, &chunk, chunk.count)
            if count < 0 { throw Failure(code: count) }
            if count == 0 { return plain }
            plain += chunk[..<Int(count)]
        }
    }

    /// Encrypts; what is to be sent is then there for `takeOutput`.
    func send(_ bytes: [UInt8]) throws(Failure) {
        let result = vesp_client_write(client, bytes, bytes.count)
        if result != 0 { throw Failure(code: result) }
    }

    /// Hands all that is to be sent to `body`, piece by piece.
    func takeOutput(_ body: (ArraySlice<UInt8>) -> Void) {
        while case let count = vesp_client_take(client, &chunk, chunk.count), count > 0 { body(chunk[..<count]) }
    }
}
