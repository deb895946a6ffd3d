import CMbedTLS

/// A TLS 1.2 server for one connection: bytes in, bytes out, no clock and no socket of its own.
final class TLSServer {
    private let server: OpaquePointer
    private let gate: CertificateGate
    /// Lives as long as the server that uses it.
    private let identities: ServerIdentities
    /// Lives as long as the server that uses it.
    private var sessions: SessionCache?
    /// The bytes before the end of the ClientHello; `nil` once it has been read.
    private var opening: [UInt8]? = []
    private var hello: ClientHello?
    private let suites: Set<UInt16>
    private let preferredCurves: [UInt16]
    private let rules: TLSRules
    private let port: EndpointPort
    /// Host names that the server has.
    private let names: [String]
    /// Why the ClientHello was refused.
    private var refusal: EndpointError?
    /// What the client and the port have agreed on by ALPN.
    private(set) var applicationProtocol: EndpointPort.ApplicationProtocol?
    private(set) var isEstablished = false

    /// A server that shows `identities` and asks `gatekeeper` about its client; `connection` decides its random stream.
    /// - Parameter names: host names that the server has.
    /// - Throws: `EndpointError.unusableIdentity`.
    init(
        _ configuration: EndpointConfiguration,
        _ identities: ServerIdentities,
        _ gatekeeper: Gatekeeper,
        connection: UInt64,
        port: EndpointPort = .mqtt,
        names: [String] = []
    ) throws(EndpointError) {
        self.identities = identities
        suites = configuration.suites
        preferredCurves = configuration.preferredCurves
        rules = configuration.tls
        self.port = port
        self.names = names
        let gate = CertificateGate(gatekeeper)
        self.gate = gate
        var error: Int32 = 0
        var options = Self.options(configuration, connection: connection)
        options.identities = identities.identities
        gate.watch(&options)
        let made = vesp_server_new(&options, &error)
        guard let made else { throw .unusableIdentity(TLSLibraryError(code: error)) }
        server = made
    }

    deinit { vesp_server_free(server) }

    /// Lets clients resume a session of `cache`; to be called before the first bytes.
    func keepSessions(in cache: SessionCache) {
        sessions = cache
        if let kept = cache.cache { vesp_server_keep_sessions(server, kept) }
    }

    /// Name of the negotiated cipher suite.
    var ciphersuite: String { vesp_server_ciphersuite(server).map { String(cString: $0) } ?? "" }

    /// Name of the key exchange's curve, `nil` without ECDHE.
    var curve: String? { ciphersuite.contains("ECDHE") ? hello?.chosenCurve(preferring: preferredCurves) : nil }

    /// What the client proved to have the key of, DER, leaf first; only the leaf where a session was resumed.
    var clientChain: [[UInt8]] { gate.chain }

    /// The line of the NSS key log that decrypts the connection; `nil` until the keys have been agreed on.
    var keyLogLine: String? {
        var random = [UInt8](repeating: 0, count: 32), secret = [UInt8](repeating: 0, count: 48)
        guard vesp_server_secrets(server, &random, &secret) != 0 else { return nil }
        return "CLIENT_RANDOM \(Hexadecimal.text(random)) \(Hexadecimal.text(secret))"
    }

    /// What `receive` makes of bytes.
    struct Received {
        /// Decrypted bytes; they come before `end`.
        var plain: [UInt8] = []
        /// Set when the peer or the bytes have ended the connection.
        var end: EndpointError?
    }

    /// Goes on with the handshake and decrypts what `bytes` completes.
    func receive(_ bytes: [UInt8]) -> Received {
        if vesp_server_feed(server, bytes, bytes.count) != 0 {
            return Received(end: .outOfMemory)
        }
        if opening != nil, !readHello(bytes) { return Received() }
        if !isEstablished {
            let result = vesp_server_handshake(server)
            if result < 0 { return Received(end: failure(result)) }
            if result == 0 { return Received() }
            isEstablished = true
        }
        return decrypt()
    }

    /// Encrypts `bytes` into the output.
    func send(_ bytes: [UInt8]) throws(EndpointError) {
        let result = vesp_server_write(server, bytes, bytes.count)
        if result != 0 { throw .tls(TLSLibraryError(code: result)) }
    }

    /// Queues close_notify.
    func close() {
        if isEstablished { vesp_server_close(server) }
    }

    /// Bytes that are queued for the client.
    var waitingBytes: Int { vesp_server_waiting(server) }

    /// Takes what is queued for the client.
    func takeOutput() -> [UInt8] {
        let waiting = vesp_server_waiting(server)
        guard waiting > 0 else { return [] }
        return [UInt8](unsafeUninitializedCapacity: waiting) { buffer, count in
            count = vesp_server_take(server, buffer.baseAddress, waiting)
        }
    }

    private func decrypt() -> Received {
        var received = Received()
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 4096) { chunk in
            while case let count = vesp_server_read(server, chunk.baseAddress, chunk.count), count != 0 {
                if count < 0 {
                    received.end = failure(count)
                    return
                }
                received.plain += chunk.prefix(Int(count))
            }
        }
        return received
    }

    /// Whether the ClientHello is complete; tells libmbedtls the client's order of preference.
    private func readHello(_ bytes: [UInt8]) -> Bool {
        let first = (opening ?? []) + bytes
        switch ClientHello.parse(first) {
        case .incomplete:
            opening = first
            return false
        case .unreadable: break
        case .hello(let found):
            hello = found
            let offered = found.suites.filter(suites.contains)
            let curves = found.offeredCurves(preferring: preferredCurves)
            vesp_server_prefer(server, offered, offered.count, curves, curves.count)
            settle(found)
        }
        opening = nil
        return true
    }

    /// Decides what follows from the extensions of a ClientHello.
    private func settle(_ hello: ClientHello) {
        applicationProtocol = port.choice(among: hello.protocols)
        if let applicationProtocol { vesp_server_select(server, applicationProtocol.rawValue) }
        switch port.asking(applicationProtocol) {
        case .everybody: break
        case .whoeverHasOne: vesp_server_ask(server, VESP_ASK_WHO_HAS_ONE)
        case .nobody: vesp_server_ask(server, VESP_ASK_NOBODY)
        }
        if !rules.policy.takesTLS12 {
            refuse(.oldVersion(rules.policy), .protocolVersion)
        } else if let alert = rules.alert(forName: hello.serverName, of: names) {
            refuse(.serverName(hello.serverName), alert)
        } else if applicationProtocol == nil, port.insistsOnProtocol, !hello.protocols.isEmpty {
            refuse(.noCommonProtocol(hello.protocols), .noApplicationProtocol)
        }
    }

    private func refuse(_ why: EndpointError, _ alert: TLSAlert) {
        refusal = why
        vesp_server_refuse(server, alert.number)
    }

    private func failure(_ error: Int32) -> EndpointError {
        switch vesp_refusal_of(error) {
        case VESP_NO_CERTIFICATE: .certificateMissing
        case VESP_CERTIFICATE_REFUSED: gate.refusal.map(EndpointError.certificateRefused) ?? .tls(.init(code: error))
        case VESP_NO_COMMON_SUITE: .noCommonSuite
        case VESP_HELLO_REFUSED: refusal ?? .tls(.init(code: error))
        case VESP_CLOSED_BY_CLIENT: .closedByDevice
        case VESP_ALERT_RECEIVED: .alertReceived(TLSAlert(UInt8(clamping: vesp_server_alert(server))))
        default: .tls(TLSLibraryError(code: error))
        }
    }

    private static func options(_ configuration: EndpointConfiguration, connection: UInt64) -> vesp_server_options {
        var options = vesp_server_options()
        options.seed = configuration.seed &+ connection &* 0x1_0000_0001
        options.is_unpredictable = configuration.isUnpredictable ? 1 : 0
        options.time = configuration.time
        options.takes_old_versions = configuration.tls.policy.takesOldVersions ? 1 : 0
        options.ignores_fragment_length = configuration.tls.takesFragmentLength ? 0 : 1
        options.has_no_extended_master_secret = configuration.tls.hasExtendedMasterSecret ? 0 : 1
        options.flight =
            switch configuration.serverFlight {
            case .recordPerMessage: VESP_RECORD_PER_MESSAGE
            case .recordPerGroup: VESP_RECORD_PER_GROUP
            case .oneRecord: VESP_ONE_RECORD
            }
        return options
    }
}
