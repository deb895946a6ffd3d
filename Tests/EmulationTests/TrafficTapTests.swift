import ESP8266
import Foundation
import Testing

@testable import Emulation
@testable import Record

@Suite struct TrafficTapTests {
    private final class Echo: NetworkLink {
        var pending: [(Ticks, NetworkEvent)] = []

        func connect(socket: Int, host: String, port: Int, at ticks: Ticks) {
            pending.append(
                (ticks + 160, port == 1 ? .refused(socket: socket, errno: 111) : .established(socket: socket))
            )
        }
        func send(socket: Int, bytes: [UInt8], at ticks: Ticks) {
            pending.append((ticks + 320, .received(socket: socket, bytes: bytes)))
        }
        func close(socket: Int, at ticks: Ticks) {}
        func nextEvent(now: Ticks) -> Ticks? { pending.first?.0 }
        func events(until ticks: Ticks) -> [NetworkEvent] {
            defer { pending.removeAll { $0.0 <= ticks } }
            return pending.filter { $0.0 <= ticks }.map(\.1)
        }
    }

    @Test func `what passes is written down and goes on unchanged`() throws {
        let tap = TrafficTap(Echo())
        tap.connect(socket: 2, host: "x", port: 8883, at: 1600)
        #expect(tap.nextEvent(now: 1600) == 1760)
        #expect(tap.events(until: 1760) == [.established(socket: 2)])
        tap.send(socket: 2, bytes: [7, 8], at: 3200)
        #expect(tap.events(until: 3520) == [.received(socket: 2, bytes: [7, 8])])
        tap.connect(socket: 0, host: "x", port: 1, at: 4800)
        #expect(tap.events(until: 4960) == [.refused(socket: 0, errno: 111)])
        tap.close(socket: 0, at: 4960)
        tap.close(socket: 2, at: 6400)
        let traffic = tap.traffic(starts: [Seconds(microseconds: 40)], keyLog: ["CLIENT_RANDOM 00 01"])
        #expect(
            traffic.segments == [
                step(1, 8883, 10, .connect), step(1, 8883, 11, .established), step(1, 8883, 20, .sent, [7, 8]),
                step(1, 8883, 22, .received, [7, 8]), step(2, 1, 30, .connect), step(2, 1, 31, .refused),
                step(1, 8883, 40, .lost),
            ]
        )
        let json = try JSONEncoder().encode(traffic)
        #expect(String(decoding: json, as: UTF8.self).contains("\"payload\":\"Bwg=\""))
        #expect(try JSONDecoder().decode(RunRecord.Traffic.self, from: json) == traffic)
    }

    private func step(
        _ connection: Int,
        _ port: Int,
        _ microseconds: Int64,
        _ kind: RunRecord.Segment.Kind,
        _ payload: [UInt8] = []
    ) -> RunRecord.Segment {
        RunRecord.Segment(
            connection: connection,
            port: port,
            at: Seconds(microseconds: microseconds),
            kind: kind,
            payload: payload
        )
    }
}
