import JSON
import Testing

@testable import Emulation

/// What is asked of a board's controls, and what is refused before anything is done.
@Suite struct ControlRequestTests {
    private func refusal(_ text: String) -> String? {
        do {
            _ = try ControlRequest(ControlMessage.object(reading: text) ?? [:])
            return nil
        } catch {
            return error.message
        }
    }

    private func request(_ text: String) throws -> ControlRequest {
        try ControlRequest(#require(ControlMessage.object(reading: text)))
    }

    @Test func `every request is read`() throws {
        #expect(try request(#"{"do":"state"}"#) == .state)
        #expect(try request(#"{"do":"drive","pin":0,"level":1,"id":[1]}"#) == .drive(pin: 0, isHigh: true))
        #expect(try request(#"{"do":"drive","pin":15,"level":null}"#) == .drive(pin: 15, isHigh: nil))
        #expect(try request(#"{"do":"adc","volts":0.5}"#) == .adc(volts: 0.5))
        #expect(try request(#"{"do":"adc","volts":1}"#) == .adc(volts: 1))
        #expect(try request(#"{"do":"reset"}"#) == .reset)
        #expect(try request(#"{"do":"power","on":false}"#) == .power(isOn: false))
        #expect(try request(#"{"do":"access_point","present":true}"#) == .accessPoint(isPresent: true))
        #expect(try request(#"{"do":"serial","text":"é\r"}"#) == .serial([0xC3, 0xA9, 13]))
        #expect(try request(#"{"do":"serial","base64":"AP8="}"#) == .serial([0, 255]))
        #expect(try request(#"{"do":"quit"}"#) == .quit)
    }

    @Test func `what is followed changes only where it is named`() throws {
        #expect(try request(#"{"do":"follow"}"#) == .follow(.init()))
        let all = ControlRequest.Following(console: true, pins: false, events: true, statePeriod: 0.05)
        let text = #"{"do":"follow","console":true,"pins":false,"events":true,"state_every_seconds":0.05}"#
        #expect(try request(text) == .follow(all))
        let none = ControlRequest.Following(statePeriod: .some(nil))
        #expect(try request(#"{"do":"follow","state_every_seconds":null}"#) == .follow(none))
    }

    @Test(arguments: [
        (#"{}"#, "'do' names no request"),
        (#"{"do":7}"#, "'do' names no request"),
        (#"{"do":"jump"}"#, "'do' names no request"),
        (#"{"do":"reset","now":true,"also":1}"#, "reset: key 'also' is unknown"),
        (#"{"do":"state","pin":0}"#, "state: key 'pin' is unknown"),
        (#"{"do":"drive","level":1}"#, "drive: 'pin' must be a whole number from 0 to 15"),
        (#"{"do":"drive","pin":16,"level":1}"#, "drive: 'pin' must be a whole number from 0 to 15"),
        (#"{"do":"drive","pin":1.5,"level":1}"#, "drive: 'pin' must be a whole number from 0 to 15"),
        (#"{"do":"drive","pin":true,"level":1}"#, "drive: 'pin' must be a whole number from 0 to 15"),
        (#"{"do":"drive","pin":4}"#, "drive: 'level' must be 0, 1 or null"),
        (#"{"do":"drive","pin":4,"level":2}"#, "drive: 'level' must be 0, 1 or null"),
        (#"{"do":"drive","pin":4,"level":true}"#, "drive: 'level' must be 0, 1 or null"),
        (#"{"do":"adc"}"#, "adc: 'volts' must be a number from 0 to 1"),
        (#"{"do":"adc","volts":1.01}"#, "adc: 'volts' must be a number from 0 to 1"),
        (#"{"do":"adc","volts":"1"}"#, "adc: 'volts' must be a number from 0 to 1"),
        (#"{"do":"power"}"#, "power: 'on' must be true or false"),
        (#"{"do":"power","on":1}"#, "power: 'on' must be true or false"),
        (#"{"do":"access_point","present":null}"#, "access_point: 'present' must be true or false"),
        (#"{"do":"follow","pins":1}"#, "follow: 'pins' must be true or false"),
        (
            #"{"do":"follow","state_every_seconds":0.01}"#,
            "follow: 'state_every_seconds' must be a number from 0.05 to 86400"
        ),
        (#"{"do":"serial"}"#, "serial: needs either 'text' or 'base64'"),
        (#"{"do":"serial","text":"a","base64":"AA=="}"#, "serial: needs either 'text' or 'base64'"),
        (#"{"do":"serial","text":1}"#, "serial: 'text' must be a string"),
        (#"{"do":"serial","base64":"?"}"#, "serial: 'base64' must be base64"),
    ])
    func `what is wrong is named in one line`(text: String, wanted: String) { #expect(refusal(text) == wanted) }

    @Test func `what is no object, or too deep, is none`() {
        let texts = ["", "[]", "null", "7", "{", "{\"a\":}", "\u{0}", String(repeating: "[", count: 60_000)]
        for text in texts { #expect(ControlMessage.object(reading: text) == nil) }
        func nested(_ depth: Int) -> String {
            #"{"id":"# + String(repeating: "[", count: depth) + String(repeating: "]", count: depth) + "}"
        }
        #expect(ControlMessage.object(reading: nested(15)) != nil && ControlMessage.object(reading: nested(16)) == nil)
        #expect(ControlMessage.object(reading: #"{"a":"[[[[[[[[[[[[[[[[[[[[\"[[[["}"#) != nil)
    }
}
