import ArgumentParser
import CloudEndpoint
import CloudServer
import Emulation
import Inputs
import Logging

extension EndpointEra: ExpressibleByArgument {}
extension Logger.Level: @retroactive ExpressibleByArgument {}

/// `vesp cloud serve`.
struct CloudServeCommand: InterruptibleCommand {
    /// Whose rules the broker has.
    enum Mode: String, CaseIterable, ExpressibleByArgument {
        case aws, generic
    }

    static let configuration = CommandConfiguration(
        commandName: "serve",
        abstract: "Serve MQTT over TLS on this host, as AWS IoT does or as a plain broker.",
        discussion: """
            Runs until Ctrl-C, and says on stderr why it sends a client away. Clients trust it with what vesp cloud ca prints, \
            by the names localhost, 127.0.0.1 and *.iot.us-east-1.amazonaws.com.

            Example: vesp cloud serve --device device.pem --era legacy-2016
            """
    )

    @Option(help: ArgumentHelp("Port for MQTT over TLS, 0 for a free one.", valueName: "port")) var mqttPort = 8883
    @Option(help: ArgumentHelp("Port for HTTPS, WebSockets and MQTT by ALPN, 0 for a free one.", valueName: "port"))
    var httpsPort = 8443
    @Option(help: ArgumentHelp("Port of loopback for status and control, 0 for a free one.", valueName: "port"))
    var controlPort = 8080
    @Option(
        help: ArgumentHelp("Address for clients; others than loopback let strangers in.", valueName: "address")
    )
    var listen = "127.0.0.1"
    @Option(help: "Rules of the broker: aws, or generic for plain MQTT 3.1.1 with QoS 2.") var mode = Mode.aws
    @Option(help: "AWS IoT's behaviour then: legacy-2016, ats-2020 or current.") var era = EndpointEra.current
    @Option(
        parsing: .singleValue,
        help: ArgumentHelp("A device's certificate, PEM, to register as ACTIVE; may be repeated.", valueName: "file")
    )
    var device: [String] = []
    @Option(
        help: ArgumentHelp("With --mode generic: let in devices that this CA issued, not everybody.", valueName: "file")
    )
    var clientCA: String?
    @Option(
        parsing: .singleValue,
        help: ArgumentHelp(
            "Credentials with which requests may be signed, in place of the example's; may be repeated.",
            valueName: "id:secret[:token]"
        )
    )
    var accessKey: [String] = []
    @Option(
        help: ArgumentHelp(
            "Activate what just-in-time registration registers, with this policy, as the function behind a rule does.",
            valueName: "policy"
        )
    )
    var jitrPolicy: String?
    @Option(help: ArgumentHelp("Seconds from the registration to that.", valueName: "seconds")) var jitrDelay = 1.0
    @Option(
        help: ArgumentHelp(
            "Keep account, sessions and retained messages in this file, not in memory.",
            valueName: "file"
        )
    )
    var data: String?
    @OptionGroup(title: "Switches of the endpoint") var switches: EndpointOptions
    @Option(help: "What is told on stderr: trace, debug, info, notice, warning, error or critical.")
    var logLevel = Logger.Level.info

    func validate() throws {
        for (name, port) in [
            ("--mqtt-port", mqttPort), ("--https-port", httpsPort), ("--control-port", controlPort),
        ] {
            guard (0...65_535).contains(port) else { throw ValidationError("\(name) must be from 0 to 65535") }
        }
        guard mode == .generic || clientCA == nil else { throw ValidationError("--client-ca needs --mode generic") }
        for (index, key) in accessKey.enumerated() where Self.key(key) == nil {
            throw ValidationError("--access-key \(index + 1) is not ID:SECRET or ID:SECRET:TOKEN")
        }
        guard mode == .aws || accessKey.isEmpty else {
            throw ValidationError("--access-key has no meaning with --mode generic")
        }
        guard mode == .aws || jitrPolicy == nil else {
            throw ValidationError("--jitr-policy has no meaning with --mode generic")
        }
        guard (0...86_400).contains(jitrDelay) else { throw ValidationError("--jitr-delay must be from 0 to 86400") }
        guard mode == .aws || device.isEmpty else {
            throw ValidationError("--device has no meaning with --mode generic")
        }
    }

    func run() throws {
        let code = try Failure.contained { try execute() }
        if code != 0 { throw ExitCode(code) }
    }

    private func execute() throws -> Int32 {
        let locator = Locator.ofThisTool(firmware: nil)
        let (endpoint, authorities) = try endpoint(locator)
        var settings = CloudServerSettings(endpoint, authorities: authorities)
        settings.address = listen
        settings.mqttPort = mqttPort
        settings.httpsPort = httpsPort
        settings.controlPort = controlPort
        settings.dataFile = data
        if mode == .aws { settings.account = try account(locator) }
        settings.refusesAtConnect = mode == .aws && switches.refusesAtConnect(era)
        let delivery = Delivery(files: [])
        let server = try CloudFailure.contained { () throws(CloudServerError) in
            try CloudServer(settings, log: log)
        }
        Interruption.whenItComes { server.close() }
        if !server.isLoopback {
            Output.complain(
                "\(server.mqttAddress) is not loopback: whoever reaches this host can speak to the endpoint"
            )
        }
        let https = server.httpsAddress.map { "https \($0)\n" } ?? ""
        try? delivery.print("mqtt \(server.mqttAddress)\ncontrol 127.0.0.1:\(server.controlPort)\n\(https)")
        server.waitUntilClosed()
        return delivery.exitCode(0)
    }

    /// An access key and what belongs to its id; nil for a text that is none. A refusal of it says nothing of the secret.
    private static func key(_ text: String) -> (String, SignatureV4.Key)? {
        let parts = text.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false).map(String.init)
        guard parts.count >= 2, parts.allSatisfy({ !$0.isEmpty }) else { return nil }
        return (parts[0], SignatureV4.Key(secret: parts[1], sessionToken: parts.count == 3 ? parts[2] : nil))
    }

    private var log: Logger {
        var log = Logger(label: "vesp.cloud") { StreamLogHandler.standardError(label: $0) }
        log.logLevel = logLevel
        return log
    }

    private func endpoint(_ locator: Locator) throws -> (EndpointConfiguration, authorities: String) {
        var (configuration, authorities) = try switches.configuration(era, locator)
        if let clientCA { configuration.clientCAPEM = try FileAccess.text(clientCA) }
        configuration.rules = mode == .aws ? switches.broker(era) : .generic
        if mode == .generic {
            configuration.admission = clientCA == nil ? .anyone : .issued
            if switches.sni == nil { configuration.tls.serverName = .ignored }
        }
        return (configuration, authorities)
    }

    private func account(_ locator: Locator) throws -> CloudServerSettings.Account {
        var registry = RegistrySettings()
        registry.defaultEndpoint = era.defaultEndpoint
        registry.jitrActivation = jitrPolicy.map { JITRActivation(policy: $0, delay: Int64(jitrDelay * 1000)) }
        let host = listen == "127.0.0.1" ? "localhost" : listen
        registry.endpoints = ["iot:Data-ATS": host]
        if era.defaultEndpoint == .legacy { registry.endpoints["iot:Data"] = host }
        let issuer = try FileAccess.text(locator.certificate("device-ca.key.pem"))
        var account = CloudServerSettings.Account(registry, issuerKeyPEM: issuer)
        if !accessKey.isEmpty {
            account.keys = Dictionary(accessKey.compactMap(Self.key)) { _, last in last }
        }
        for file in device {
            let pem = try FileAccess.text(file)
            guard CertificateFingerprint(pem: pem) != nil else {
                throw EmulationError.badInput(file: file, line: nil, message: "holds no certificate in PEM")
            }
            account.devices.append(pem)
        }
        return account
    }
}
