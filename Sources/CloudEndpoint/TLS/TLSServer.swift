import CMbedTLS

/// A TLS 1.2 server for one connection: bytes in, bytes out, no clock and no socket of its own.
final class TLSServer {
    private let server: OpaquePointer
    private(set) var isEstablished = false

    /// - Throws: `EndpointError` when one of the credentials is unusable.
    init(_ configuration: EndpointConfiguration, connection: UInt64) throws(EndpointError) {
        var error: Int32 = 0
        let made = Self.withOptions(configuration, connection: connection) { vesp_server_new(&$0, &error) }
        guard let made else { throw EndpointError(text: Self.text(of: error)) }
        server = made
    }

    deinit { vesp_server_free(server) }

    /// Name of the negotiated cipher suite.
    var ciphersuite: String { vesp_server_ciphersuite(server).map { String(cString: $0) } ?? "" }

    /// Decrypts what `bytes` completes. Throws when the peer or the bytes end the connection.
    func receive(_ bytes: [UInt8]) throws(EndpointError) -> [UInt8] {
        if vesp_server_feed(server, bytes, bytes.count) != 0 { throw EndpointError(text: "out of memory") }
        if !isEstablished {
            let result = vesp_server_handshake(server)
            if result < 0 { throw EndpointError(text: Self.text(of: result)) }
            if result == 0 { return [] }
            isEstablished = true
        }
        var plain: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 4096)
        while true {
            let count = vesp_server_read(server, &chunk, chunk.count)
            if count < 0 { throw EndpointError(text: Self.text(of: count)) }
            if count == 0 { return plain }
            plain += chunk.prefix(Int(count))
        }
    }

    /// Encrypts `bytes` into the output.
    func send(_ bytes: [UInt8]) throws(EndpointError) {
        let result = vesp_server_write(server, bytes, bytes.count)
        if result != 0 { throw EndpointError(text: Self.text(of: result)) }
    }

    /// Takes what is queued for the client.
    func takeOutput() -> [UInt8] {
        var output: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 4096)
        while true {
            let count = vesp_server_take(server, &chunk, chunk.count)
            if count == 0 { return output }
            output += chunk.prefix(count)
        }
    }

    private static func text(of error: Int32) -> String {
        var buffer = [CChar](repeating: 0, count: 160)
        vesp_error_text(error, &buffer, buffer.count)
        let text = String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
        return "\(text) (-0x\(String(-Int(error), radix: 16)))"
    }

    private static func withOptions<Result>(
        _ configuration: EndpointConfiguration,
        connection: UInt64,
        _ body: (inout vesp_server_options) -> Result
    ) -> Result {
        typealias Credentials = ClientCredentials
        return Credentials.withBlob(configuration.rsa.chainPEM) { rsaChain in
            Credentials.withBlob(configuration.rsa.keyPEM) { rsaKey in
                Credentials.withBlob(configuration.ecdsa.chainPEM) { ecChain in
                    Credentials.withBlob(configuration.ecdsa.keyPEM) { ecKey in
                        Credentials.withBlob(configuration.clientCAPEM) { clientCA in
                            configuration.registeredCertificateDER.withUnsafeBufferPointer { registered in
                                var options = vesp_server_options(
                                    rsa_chain: rsaChain,
                                    rsa_key: rsaKey,
                                    ec_chain: ecChain,
                                    ec_key: ecKey,
                                    client_ca: clientCA,
                                    registered: vesp_blob(bytes: registered.baseAddress, length: registered.count),
                                    seed: configuration.seed &+ connection &* 0x1_0000_0001,
                                    time: configuration.time
                                )
                                return body(&options)
                            }
                        }
                    }
                }
            }
        }
    }
}

/// What ends a connection, or keeps the endpoint from starting.
public struct EndpointError: Error, Equatable, CustomStringConvertible {
    let text: String

    /// One line.
    public var description: String { text }
}
