import ArgumentParser
import CloudServer
import Foundation
import Inputs
import Record

/// `vesp cloud status`.
struct CloudStatusCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status",
        abstract: "Print who is connected to an endpoint on this host, and what has happened there.",
        discussion: "Example: vesp cloud status --control-port 8080"
    )

    @Option(help: ArgumentHelp("The endpoint's control port.", valueName: "port")) var controlPort = 8080
    @Option(help: ArgumentHelp("Write the status as JSON to a file, - for stdout.", valueName: "file|-"))
    var json: String?

    func run() throws {
        let code = try Failure.contained {
            let port = controlPort
            let document = try CloudFailure.contained { () throws(CloudServerError) in
                try ControlClient.get(ControlClient.statusPath, port: port)
            }
            guard let status = try? JSONDecoder().decode(ServerStatus.self, from: Data(document)) else {
                throw EmulationError.unavailable("127.0.0.1:\(port) answers, but not as vesp cloud serve does")
            }
            let delivery = Delivery(files: [json])
            if let json {
                try delivery.attempt { try Output.save(String(decoding: document, as: UTF8.self), to: json) }
            }
            if json != "-" { try delivery.print(CloudStatusText.text(status)) }
            return delivery.exitCode(0)
        }
        if code != 0 { throw ExitCode(code) }
    }
}

/// A status for people.
enum CloudStatusText {
    static func text(_ status: ServerStatus) -> String {
        let counters = status.counters
        var lines = [
            "endpoint     \(status.mqtt.printable)\(status.https.map { ", HTTPS at \($0.printable)" } ?? ""), "
                + "up \(status.uptimeSeconds) s",
            "connections  \(status.connections) open; \(counters.accepted) came, \(counters.turnedAway) turned away",
            "handshakes   \(counters.handshakes) done, \(counters.failedHandshakes) failed",
            "clients      \(status.clients.count) connected; \(counters.connected) CONNECTs accepted, "
                + "\(counters.refused) closed for what they were or did",
            "requests     \(counters.requests) answered over HTTPS",
            "messages     \(counters.published) published",
        ]
        for client in status.clients {
            let certificate = client.certificate.map { "certificate \($0.prefix(8).description.printable)" }
            lines.append(
                "  \(client.id.printable) from \(client.address.printable), \(certificate ?? "no certificate"), "
                    + "for \(client.connectedSeconds) s"
            )
        }
        return lines.joined(separator: "\n") + "\n"
    }
}
