import Record
import TestSupport
import Testing

@testable import Emulation

/// Those who use a board's controls, and the answers and messages that they get.
@Suite struct ControlsTests {
    private final class Line: ControlLine {
        var requests: [String]?
        private(set) var heard: [String] = []

        init(_ requests: [String] = []) { self.requests = requests }

        func receive() -> [String]? {
            defer { if requests != nil { requests = [] } }
            return requests
        }

        func send(_ text: String) { heard.append(text) }

        func takeHeard() -> [String] {
            defer { heard = [] }
            return heard
        }
    }

    private final class Source: ControlSource {
        var waiting: [Line] = []
        let descriptors: [Int32] = [7]

        func arrivals() -> [any ControlLine] {
            defer { waiting = [] }
            return waiting
        }
    }

    private let source = Source()
    private let controls: Controls

    init() { controls = Controls([source]) }

    private func arrive(_ requests: String...) -> Line {
        let line = Line(requests)
        source.waiting = [line]
        controls.listen(isReadable: true)
        return line
    }

    @Test func `who comes is greeted, and answered in order, with the id that was given`() {
        var done: [ControlRequest] = []
        controls.perform = { request throws(ControlRequest.Refusal) in
            done.append(request)
            if request == .reset { throw .init("reset: no") }
            return request == .state ? ["state": .object(["seconds": .seconds(Seconds(microseconds: 1_500_001))])] : [:]
        }
        let line = arrive(
            #"{"do":"state","id":1}"#,
            #"{"do":"reset","id":{"b":[null,"x"],"a":1.25}}"#,
            #"{"do":"quit"}"#,
            #"{"do":"drive","pin":99,"level":1,"id":"q"}"#,
            "nonsense"
        )
        #expect(
            line.heard == [
                #"{"vesp":"board","schema":1}"#,
                #"{"id":1,"ok":true,"state":{"seconds":1.500001}}"#,
                #"{"error":"reset: no","id":{"a":1.25,"b":[null,"x"]},"ok":false}"#,
                #"{"ok":true}"#,
                #"{"error":"drive: 'pin' must be a whole number from 0 to 15","id":"q","ok":false}"#,
                #"{"error":"not an object of JSON","ok":false}"#,
            ]
        )
        #expect(done == [.state, .reset, .quit] && controls.descriptors == [7])
    }

    @Test func `everybody hears what he follows, and nothing else`() {
        let first = arrive(#"{"do":"follow","console":true,"events":true}"#),
            second = arrive(#"{"do":"follow","pins":true}"#)
        let nobody = arrive()
        for line in [first, second, nobody] { _ = line.takeHeard() }
        controls.tell(.console(.init(at: Seconds(microseconds: 5), text: "a\"b")), after: 160_000_000)
        controls.tell(.console(.init(at: .zero, text: "", port: 1)), after: 0)
        controls.tell(.pin(2, isHigh: false, at: 160), after: 160)
        controls.tell(.boot(cause: "external", at: 320), after: 0)
        controls.tell(.bite(.soft, function: "loop", pc: 0x4020_0001, at: 0), after: 0)
        controls.tell(.bite(.hard, function: nil, pc: 0, at: 0), after: 0)
        controls.tell(.exception(cause: 28, pc: 0x4020_0010, at: 0), after: 0)
        controls.tell(.power(isOn: false), after: 0)
        #expect(
            first.takeHeard() == [
                #"{"event":"console","seconds":1.000005,"text":"a\"b"}"#,
                #"{"event":"console","port":1,"seconds":0,"text":""}"#,
                #"{"cause":"external","event":"boot","seconds":0.000002}"#,
                #"{"event":"bite","in":"loop","pc":"0x40200001","seconds":0,"watchdog":"software"}"#,
                #"{"event":"bite","in":null,"pc":"0x00000000","seconds":0,"watchdog":"hardware"}"#,
                #"{"cause":28,"event":"exception","pc":"0x40200010","seconds":0}"#,
                #"{"event":"power","on":false}"#,
            ]
        )
        #expect(second.takeHeard() == [#"{"event":"pin","level":0,"pin":2,"seconds":0.000002}"#])
        #expect(nobody.heard == [])
        first.requests = [#"{"do":"follow","events":false}"#]
        controls.listen(isReadable: false)
        _ = first.takeHeard()
        controls.tell(.power(isOn: true), after: 0)
        controls.tell(.console(.init(at: .zero, text: "c")), after: 0)
        #expect(first.takeHeard() == [#"{"event":"console","seconds":0,"text":"c"}"#])
    }

    @Test func `the state comes as often as was asked for`() {
        controls.perform = { _ throws(ControlRequest.Refusal) in ["state": .object([:])] }
        let line = Line([#"{"do":"follow","state_every_seconds":2}"#]), start = ContinuousClock.now
        source.waiting = [line]
        controls.listen(isReadable: true, now: start)
        let state = #"{"event":"state","state":{}}"#
        #expect(line.takeHeard().suffix(1) == [state])
        for (seconds, count) in [(1.0, 0), (2.0, 1), (2.5, 0), (4.5, 1)] {
            controls.listen(isReadable: false, now: start + .seconds(seconds))
            #expect(line.takeHeard() == [String](repeating: state, count: count), "\(seconds)")
        }
        line.requests = [#"{"do":"follow","state_every_seconds":null}"#]
        controls.listen(isReadable: false, now: start + .seconds(5))
        controls.listen(isReadable: false, now: start + .seconds(50))
        #expect(line.takeHeard() == [#"{"ok":true}"#])
    }

    @Test func `of a pin that does not rest only the number of its changes is told`() {
        let line = arrive(#"{"do":"follow","pins":true}"#)
        _ = line.takeHeard()
        for index in 0..<Controls.mostPinEvents + 24 { controls.tell(.pin(4, isHigh: index & 1 == 0, at: 0), after: 0) }
        controls.listen(isReadable: false)
        let heard = line.takeHeard()
        #expect(heard.count == Controls.mostPinEvents + 1)
        #expect(heard.last == #"{"count":24,"event":"lost","what":"pin"}"#)
        controls.tell(.pin(4, isHigh: true, at: 0), after: 0)
        #expect(line.heard.count == 1)
    }

    @Test func `who hangs up is forgotten, and there is room for 64`() {
        let lines = (0..<70).map { _ in arrive() }
        #expect(lines.map(\.heard.count) == [Int](repeating: 1, count: 64) + [Int](repeating: 0, count: 6))
        for line in lines.prefix(10) { line.requests = nil }
        controls.listen(isReadable: false)
        #expect((0..<11).map { _ in arrive().heard.count } == [Int](repeating: 1, count: 10) + [0])
    }

    @Test func `a request that is too long is none`() {
        let line = arrive(#"{"do":"serial","text":""# + String(repeating: "a", count: Controls.longestLine) + #""}"#)
        #expect(line.heard.last == #"{"error":"not an object of JSON","ok":false}"#)
    }
}
