import Foundation
import Record
import Reports
import Testing
import TestSupport

@testable import Emulation

/// Handshakes of our own firmware, told from the wire, against what its probe says.
@Suite(.timeLimit(.minutes(10)), .enabled(if: Tool.hasFirmware, "needs make firmware"))
struct WireTests {
    /// What a run's traffic shows.
    private func heard(_ record: RunRecord) throws -> (wire: RunRecord.Wire, handshake: RunRecord.Handshake) {
        var handshake = HandshakeCollector()
        let source = WireSource { event, at in
            switch event {
            case .handshake(let progress): handshake.enter(progress, at: at, cycles: 0)
            case .handshakeFailed(let reason): handshake.fail(reason, at: at, cycles: 0)
            case .cipherSuite(let suite): handshake.negotiated(ciphersuite: suite)
            case .curve(let curve): handshake.negotiated(curve: curve)
            default: break
            }
        }
        for segment in try #require(record.traffic).segments {
            let connection = segment.connection, at = segment.at.ticks
            switch segment.kind {
            case .established: source.opened(connection, host: nil, port: segment.port, at: at)
            case .sent: source.passed(segment.payload, on: connection, from: .device, at: at)
            case .received: source.passed(segment.payload, on: connection, from: .server, at: at)
            case .closed: source.closed(connection, by: .device, at: at)
            case .closedByServer: source.closed(connection, by: .server, at: at)
            case .lost: source.restarted(at: at)
            case .connect, .refused: break
            }
        }
        return (try #require(source.result), handshake.record())
    }

    private func run(_ arguments: [String]) throws -> RunRecord {
        let folder = try Scratch()
        let files = ["--pcap", "\(folder.path)/run.pcap", "--json", "-"]
        let result = try Tool.run(["run", "--clock", "160"] + arguments + files)
        return try JSONReport.record(result.output)
    }

    private static let p256 = [
        "--cert", "Resources/certificates/device-p256.pem", "--key", "Resources/certificates/device-p256.key.pem",
    ]

    @Test func `a mutual handshake: same suite, curve and time, each message when its state ends`() throws {
        let record = try run(Self.p256)
        let (wire, handshake) = try heard(record)
        #expect(handshake.completed && record.handshake.completed)
        #expect(handshake.ciphersuite == record.handshake.ciphersuite && handshake.curve == record.handshake.curve)
        let difference = record.handshake.seconds - handshake.seconds
        #expect(abs(difference.microseconds) < 30_000, "\(difference)")
        let tls = try #require(wire.connections.first?.tls)
        let states = ["ClientHello": "ClientHello", "ClientKeyExchange": "ClientKeyExchange"]
            .merging(["CertificateVerify": "CertificateVerify", "Certificate": "ClientCertificate"]) { $1 }
        var compared = 0
        for message in tls.messages where message.by == .device {
            guard let state = states[message.name],
                let phase = record.timeline.phases.first(where: { $0.lane == .tls && $0.name == state })
            else { continue }
            compared += 1
            #expect(abs((phase.end - message.at).microseconds) < 30_000, "\(state)")
        }
        #expect(compared == 4)
        let computing = tls.gaps.filter { $0.by == .device }.reduce(Int64(0)) { $0 + $1.seconds.microseconds }
        #expect(computing > handshake.seconds.microseconds / 2)
    }

    /// Sizes of Amazon's root 1 and of ISRG's X1.
    @Test(arguments: [837, 1391]) func `the guest's mbedTLS takes the endpoint's chain by a resized root`(size: Int)
        throws
    {
        let pem = Array(try Data(contentsOf: URL(fileURLWithPath: "\(Tool.certificates)/root-ca.pem")))
        let root = try #require(TrustSearch.found(in: pem).first.flatMap { RootCertificate($0.der) })
        let der = try #require(root.der(size: size))
        let folder = try Scratch()
        let text = Data(der).base64EncodedString(options: [.lineLength64Characters, .endLineWithLineFeed])
        let lines = ["-----BEGIN CERTIFICATE-----", text, "-----END CERTIFICATE-----", ""]
        let ca = try folder.file("ca.pem", lines.joined(separator: "\n"))
        let record = try run(Self.p256 + ["--ca", ca])
        #expect(record.handshake.completed, "\(record.verdict.reasons)")
    }

    @Test func `a handshake that a watchdog cut off, and the one after it`() throws {
        let record = try run(["--clock", "80", "--time-limit", "25"])
        let (wire, handshake) = try heard(record)
        #expect(!record.trips.isEmpty && wire.connections.count > 1)
        #expect(handshake.attempts == record.handshake.attempts)
        #expect(wire.connections.first?.ended == .restart)
        #expect(wire.connections.first?.tls?.failure?.hasPrefix("the chip restarted in state ") == true)
        let state = record.trips.first?.tlsState ?? ""
        #expect(wire.connections.first?.tls?.failure == "the chip restarted in state \(state)")
    }
}
