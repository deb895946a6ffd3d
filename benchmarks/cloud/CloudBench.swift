import ArgumentParser
import Foundation
import NIOCore
import NIOPosix

/// Load on an MQTT broker behind mutual TLS: pairs of clients, messages at QoS 1 from one to the other, all counted.
@main struct CloudBench: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cloud-bench",
        abstract: "Connect clients by mutual TLS to an MQTT broker, have them exchange messages at QoS 1, and count.",
        discussion: "Exits with 1 when a client was not let in, or a message was lost."
    )

    @Option(help: "The broker.") var host = "127.0.0.1"
    @Option(help: "Its port.") var port: Int
    @Option(help: "Its process, whose CPU time and memory are told.") var pid: Int
    @Option(help: "What to call it in the table.") var name = "broker"
    @Option(help: "The certificate to trust, PEM.") var ca: String
    @Option(help: "The clients' certificate, PEM.") var cert: String
    @Option(help: "Its key, PEM.") var key: String
    @Option(help: "Clients: half publish, each to one of the others.") var clients = 1000
    @Option(help: "Messages a second, of all.") var rate = 5000
    @Option(help: "How long.") var seconds = 60
    @Option(help: "Bytes of a message.") var size = 128
    @Option(help: "The cipher suite offered, its IANA number; 0 for all.") var suite: UInt16 = 0xC02B
    @Option(help: "A file to which a line of figures is added.") var figures: String?

    func validate() throws {
        guard clients > 1, clients.isMultiple(of: 2) else { throw ValidationError("--clients must be even, from 2") }
        guard rate > 0, seconds > 0, size > 0 else { throw ValidationError("nothing to send") }
    }

    func run() throws {
        let server = ServerProcess(pid: pid)
        guard let before = server.residentBytes else { throw ValidationError("there is no process \(pid)") }
        let credentials = ClientTLS.Credentials(
            ca: try text(ca),
            chain: try text(cert),
            key: try text(key),
            suite: suite
        )
        let plan = Load.Plan(
            host: host,
            port: port,
            credentials: credentials,
            pairs: clients / 2,
            rate: rate,
            seconds: seconds,
            size: size
        )
        let loop = MultiThreadedEventLoopGroup.singleton.next()
        let load = try loop.submit { NIOLoopBound(Load(plan, loop), eventLoop: loop) }.wait()
        var result = Figures(name: name, clients: clients, server: server, residentBefore: before)
        result.begin()
        let connected: Void? = try? loop.flatSubmit { load.value.connect() }.wait()
        guard connected != nil else {
            let failures = try loop.submit { load.value.failures }.wait()
            print("\(name): not every client was let in: \(failures.first ?? "?")")
            throw ExitCode(1)
        }
        result.connected()
        Thread.sleep(forTimeInterval: 2)
        result.idle()
        try loop.flatSubmit { load.value.publish() }.wait()
        let (ledger, elapsed, failures) = try loop.submit {
            (load.value.ledger, load.value.elapsed, load.value.failures)
        }.wait()
        result.finish(ledger, elapsed: elapsed, failures: failures)
        print(result.text)
        if let figures { try result.append(to: figures) }
        if !result.isGood { throw ExitCode(1) }
    }

    private func text(_ file: String) throws -> [UInt8] { try [UInt8](Data(contentsOf: URL(filePath: file))) + [0] }
}
