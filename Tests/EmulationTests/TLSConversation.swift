import Foundation
import TestSupport

@testable import Emulation
@testable import Record

/// What passed between `openssl s_client` and `openssl s_server` on loopback, and what the client says about it.
struct TLSConversation: Sendable {
    /// Bytes of one side, as they came.
    struct Part: Sendable {
        var side: RunRecord.Wire.Side
        var bytes: [UInt8]
    }

    /// In the order of their passing.
    var parts: [Part]
    /// Output of s_client with `-msg`.
    var log: String

    private static let certificates = "\(packageRoot)/Resources/certificates"

    /// A server's certificate and key, and what a client needs to take them.
    enum Identity: String {
        case rsa = "server-rsa-2048"
        case ecdsa = "server-p256"
        case rsaATS = "server-rsa-2048-ats"

        /// Arguments of s_server, which wants the chain without the leaf in a file of its own, in `folder`.
        func arguments(in folder: Scratch) throws -> [String] {
            let path = "\(certificates)/\(rawValue).chain.pem"
            let chain = try String(contentsOfFile: path, encoding: .utf8)
            let end = "-----END CERTIFICATE-----\n"
            let rest = try folder.file("rest.pem", chain.split(separator: end).dropFirst().joined(separator: end) + end)
            let key = rawValue.replacing("-ats", with: "")
            return ["-cert", path, "-cert_chain", rest, "-key", "\(certificates)/\(key).key.pem"]
        }
    }

    /// Arguments by which s_client or s_server takes a file of the tool's.
    static func file(_ option: String, _ name: String) -> [String] { [option, "\(certificates)/\(name)"] }

    /// Has openssl hold as many conversations as `clients` has lists of arguments, with one server after the other.
    static func hold(_ identity: Identity, server: [String] = [], clients: [[String]]) throws -> [TLSConversation] {
        let folder = try Scratch()
        let (peer, port) = try serve(try identity.arguments(in: folder) + server)
        defer { withExtendedLifetime(peer) {} }
        return try clients.map { arguments in
            let tap = try LoopbackServer()
            let log = "\(folder.path)/client.log"
            let client = try Peer(
                "openssl",
                ["s_client", "-connect", "127.0.0.1:\(tap.port)", "-msg"] + arguments,
                output: log,
                hasInput: false
            )
            let parts = try pass(tap, to: port)
            _ = client.waitForExit()
            return TLSConversation(parts: parts, log: try String(contentsOfFile: log, encoding: .utf8))
        }
    }

    /// A server on a port that nobody else took between its choice and its use.
    private static func serve(_ arguments: [String], attempts: Int = 8) throws -> (Peer, port: Int) {
        let port = try freePort()
        let peer = try Peer("openssl", ["s_server", "-accept", "127.0.0.1:\(port)", "-quiet"] + arguments)
        do {
            try peer.waitUntilListening(on: port)
            return (peer, port)
        } catch {
            guard attempts > 1 else { throw error }
            return try serve(arguments, attempts: attempts - 1)
        }
    }

    /// Passes one connection on until both ends have closed.
    private static func pass(_ tap: LoopbackServer, to port: Int) throws -> [Part] {
        let client = Glibc.accept(tap.descriptor, nil, nil)
        defer { close(client) }
        let server = try HostSocket(host: "127.0.0.1", port: port)
        var parts: [Part] = []
        var isOpen = true
        while isOpen {
            var entry = pollfd(fd: client, events: Int16(POLLIN), revents: 0)
            if poll(&entry, 1, 1) > 0 {
                var chunk = [UInt8](repeating: 0, count: 16384)
                let count = recv(client, &chunk, chunk.count, 0)
                if count > 0 {
                    parts.append(Part(side: .device, bytes: Array(chunk.prefix(count))))
                    _ = server.send(Array(chunk.prefix(count)))
                } else {
                    isOpen = false
                }
            }
            if case .bytes(let bytes) = server.receive(waitingAtMost: 1) {
                parts.append(Part(side: .server, bytes: bytes))
                _ = bytes.withUnsafeBytes { send(client, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
            }
        }
        return parts
    }

    /// The handshake messages that s_client names: who, name, bytes with their header.
    var messages: [String] {
        log.split(separator: "\n").compactMap { line in
            guard line.hasPrefix(">>>") || line.hasPrefix("<<<"), line.contains("Handshake"),
                let name = line.split(separator: ", ").last,
                let length = line.firstMatch(of: /\[length ([0-9a-f]+)\]/).flatMap({ Int($0.1, radix: 16) })
            else { return nil }
            let side: RunRecord.Wire.Side = line.hasPrefix(">") ? .device : .server
            return "\(side) \(name) \(name == "Finished" ? 0 : length)"
        }
    }

    /// The messages as the reader found them: Finished without its length, which encryption changes, and without
    /// ChangeCipherSpec, which is no handshake message and which s_client names on one side only.
    static func messages(_ tls: RunRecord.Wire.TLS) -> [String] {
        tls.messages.filter { $0.name != "ChangeCipherSpec" }.map {
            "\($0.by) \($0.name) \($0.name == "Finished" ? 0 : $0.bytes)"
        }
    }
}

extension TLSWire {
    /// Reads `parts`, 2 ms apart, and what they showed, without the silences between them.
    static func reading(_ parts: [TLSConversation.Part]) -> (wire: TLSWire, events: [Event]) {
        var wire = TLSWire(), events: [Event] = []
        for (index, part) in parts.enumerated() {
            events += wire.take(part.bytes, from: part.side, at: UInt64(index + 1) * 2 * shortestSilence)
        }
        return (wire, events.filter { if case .silence = $0 { false } else { true } })
    }
}
