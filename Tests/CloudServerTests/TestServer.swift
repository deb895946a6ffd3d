import CloudEndpoint
import Foundation
import TestSupport

@testable import CloudServer

/// A server on free ports of loopback, ended with its owner.
final class TestServer {
    static let certificates = "\(packageRoot)/Resources/certificates"

    let server: CloudServer
    let log = LogLines()
    let folder: Scratch
    private var files = 0

    /// An endpoint of `era` that knows device-p256; `change` makes another of it.
    init(era: EndpointEra = .current, _ change: (inout CloudServerSettings) -> Void = { _ in }) throws {
        func text(_ name: String) throws -> String {
            try String(contentsOfFile: "\(Self.certificates)/\(name).pem", encoding: .utf8)
        }
        var registry = RegistrySettings()
        registry.defaultEndpoint = era.defaultEndpoint
        var account = CloudServerSettings.Account(registry, issuerKeyPEM: try text("device-ca.key"))
        account.devices = [try text("device-p256")]
        let chain = era.isATS ? "-ats.chain" : ".chain"
        var configuration = EndpointConfiguration(
            rsa: .init(chainPEM: try text("server-rsa-2048\(chain)"), keyPEM: try text("server-rsa-2048.key")),
            ecdsa: .init(chainPEM: try text("server-p256\(chain)"), keyPEM: try text("server-p256.key")),
            clientCAPEM: try text("device-ca"),
            seed: 0,
            serverFlight: era.serverFlight
        )
        configuration.rules = era.rules
        var settings = CloudServerSettings(configuration, authorities: try text("root-ca"))
        settings.account = account
        settings.mqttPort = 0
        settings.httpsPort = 0
        settings.controlPort = 0
        settings.refusesAtConnect = era.refusesAtConnect
        change(&settings)
        folder = try Scratch()
        server = try CloudServer(settings, log: log.logger)
    }

    deinit {
        server.close()
        server.waitUntilClosed()
    }

    /// What a client of mosquitto needs to come in as `device`; nil for one without a certificate.
    func mosquitto(_ id: String, as device: String? = "device-p256") -> [String] {
        let certificates = Self.certificates
        let own = device.map { ["--cert", "\(certificates)/\($0).pem", "--key", "\(certificates)/\($0).key.pem"] }
        return ["-h", "localhost", "-p", "\(server.mqttPort)", "--cafile", "\(certificates)/root-ca.pem", "-i", id]
            + (own ?? [])
    }

    /// The end of a program of the system, and what it said.
    func run(_ name: String, _ arguments: [String]) throws -> (code: Int32, output: String) {
        files += 1
        let output = "\(folder.path)/\(name.split(separator: "/").last ?? "")-\(files)"
        let peer = try Peer(name, arguments, output: output, hasInput: false)
        let code = peer.waitForExit()
        return (code, try String(contentsOfFile: output, encoding: .utf8))
    }

    /// Publishes with mosquitto_pub; its exit code.
    func publish(_ arguments: [String], id: String = "publisher", as device: String? = "device-p256") throws -> Int32 {
        try run("mosquitto_pub", mosquitto(id, as: device) + arguments).code
    }

    /// mosquitto_sub that writes what comes to `file` of the folder, once its subscription is granted.
    func subscriber(_ arguments: [String], id: String, to file: String = "messages") throws -> Peer? {
        let peer = try Peer(
            "mosquitto_sub",
            mosquitto(id) + ["-v"] + arguments,
            output: "\(folder.path)/\(file)",
            hasInput: false
        )
        return log.line(with: " subscribed ", "client='\(id)'") == nil ? nil : peer
    }

    /// What a subscriber has written.
    func messages(_ file: String = "messages") throws -> String {
        try String(contentsOfFile: "\(folder.path)/\(file)", encoding: .utf8)
    }

    /// Bytes through TLS as openssl's client sends them; returns what it said when the server has ended the connection.
    @discardableResult
    func send(_ bytes: [UInt8], _ options: [String] = []) throws -> String {
        let certificates = Self.certificates
        let output = "\(folder.path)/s_client"
        let own = ["-cert", "\(certificates)/device-p256.pem", "-key", "\(certificates)/device-p256.key.pem"]
        let peer = try Peer(
            "openssl",
            ["s_client", "-connect", "127.0.0.1:\(server.mqttPort)", "-quiet", "-servername", "localhost"]
                + ["-CAfile", "\(certificates)/root-ca.pem"] + own + options,
            output: output
        )
        try peer.say(bytes)
        _ = peer.waitForExit()
        return try String(contentsOfFile: output, encoding: .utf8)
    }
}
