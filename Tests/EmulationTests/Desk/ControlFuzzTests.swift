import Foundation
import JSON
import Testing
import TestSupport

@testable import Emulation

/// Users of a board's controls who mean harm.
@Suite(.timeLimit(.minutes(20))) struct ControlFuzzTests {
    private static let requests = [
        #"{"do":"state","id":1}"#,
        #"{"do":"follow","console":true,"pins":true,"events":true,"state_every_seconds":0.05}"#,
        #"{"do":"drive","pin":4,"level":null}"#, #"{"do":"adc","volts":0.25}"#, #"{"do":"reset"}"#,
        #"{"do":"power","on":true}"#, #"{"do":"access_point","present":false}"#, #"{"do":"serial","text":"a\r\u0000"}"#,
        #"{"do":"serial","base64":"AAECAw=="}"#, #"{"do":"quit"}"#,
    ]
    private static let pieces = [
        "{", "}", "[", "]", "\"", "\\", "\\u", "\\ud800", ":", ",", "null", "true", "1e999", "-0", "1E-400", "\"do\":",
        "18446744073709551616", "0.1", " ", "\t", "\u{0}", "é", "😀", "\"id\":", "\"pin\":", "-1", "{\"do\":\"state\"}",
    ]

    private func mutated(_ generator: inout SeededGenerator) -> [UInt8] {
        var bytes = Array(Self.requests[generator.index(below: Self.requests.count)].utf8)
        for _ in 0..<generator.index(below: 4) {
            let place = generator.index(below: bytes.count + 1)
            switch generator.below(4) {
            case 0: if place < bytes.count { bytes[place] = UInt8(truncatingIfNeeded: generator.next()) }
            case 1: bytes.insert(contentsOf: Self.pieces[generator.index(below: Self.pieces.count)].utf8, at: place)
            case 2: bytes.removeSubrange(place..<min(bytes.count, place + generator.index(below: 6)))
            default:
                let depth = generator.index(below: 3000)
                bytes.insert(
                    contentsOf: [UInt8](repeating: generator.below(2) == 0 ? 0x5B : 0x7B, count: depth),
                    at: place
                )
            }
        }
        return bytes
    }

    private final class Line: ControlLine {
        var requests: [String] = []
        var heard: [String] = []
        func receive() -> [String]? {
            defer { requests = [] }
            return requests
        }
        func send(_ text: String) { heard.append(text) }
    }

    private final class Source: ControlSource {
        var lines: [Line]
        let descriptors: [Int32] = []
        init(_ lines: [Line]) { self.lines = lines }
        func arrivals() -> [any ControlLine] {
            defer { lines = [] }
            return lines
        }
    }

    @Test func `whatever is asked has one answer, in JSON, and is done only if it is one of ours`() throws {
        var generator = SeededGenerator(state: Fuzz.seed)
        let lines = (0..<8).map { _ in Line() }, controls = Controls([Source(lines)])
        controls.perform = { request throws(ControlRequest.Refusal) in
            if case .drive(let pin, _) = request { precondition((0...15).contains(pin)) }
            if case .adc(let volts) = request { precondition((0...1).contains(volts)) }
            return [:]
        }
        controls.listen(isReadable: true)
        for round in 0..<Fuzz.count(3000) {
            for line in lines {
                line.requests = [String(decoding: mutated(&generator), as: UTF8.self)]
                line.heard = []
            }
            let asked = lines.map(\.requests)
            controls.listen(isReadable: false)
            for (line, requests) in zip(lines, asked) {
                let answers = try line.heard.map {
                    try #require(ControlMessage.object(reading: $0), "seed \(Fuzz.seed), \($0)")
                }
                let isOne = answers.count { $0["ok"] != nil } == 1
                #expect(isOne, "seed \(Fuzz.seed), round \(round): \(requests)")
            }
        }
    }

    @Test func `noise on a socket neither traps nor grows`() throws {
        var generator = SeededGenerator(state: Fuzz.seed)
        let server = try ControlServer("0"), controls = Controls([server])
        let port = try #require(server.name.split(separator: ":").last.flatMap { Int($0) })
        for _ in 0..<Fuzz.count(60) {
            let socket = HostSocket(connected: try LoopbackConnection.open(port: port))
            for _ in 0..<generator.index(below: 40) {
                var bytes = mutated(&generator)
                if generator.below(3) != 0 { bytes.append(10) }
                _ = socket.sendAtOnce(bytes)
                controls.listen(isReadable: true)
                if generator.below(2) == 0 { _ = socket.receive(waitingAtMost: 0) }
            }
        }
        for _ in 0..<20 { controls.listen(isReadable: true) }
        #expect(server.descriptors.count == 1, "seed \(Fuzz.seed)")
    }
}
