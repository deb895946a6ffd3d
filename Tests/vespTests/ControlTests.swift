import Foundation
import TestSupport
import Testing

/// The controls of a board on the desk, with firmware of others on it.
@Suite(.serialized, .timeLimit(.minutes(10)), .enabled(if: TestFirmware.isHere, TestFirmware.missing))
struct ControlTests {
    private static let arduino = "\(TestFirmware.folder)/arduino.bin"
    private let scratch: Scratch

    init() throws { scratch = try Scratch() }

    private func board(_ firmware: String = TestFirmware.micropython, _ options: String...) throws -> (
        RunningTool, ControlClient
    ) {
        let board = try RunningTool(
            ["board", firmware, "--serial", "tcp:0", "--control", "0", "--pace", "max"] + options
        )
        #expect(try board.nextLine().hasPrefix("serial socket://127.0.0.1:"))
        let client = try ControlClient(board)
        try client.ask(#"{"do":"follow","console":true,"pins":true,"events":true}"#)
        if firmware == TestFirmware.micropython { try prompt(client) }
        return (board, client)
    }

    /// MicroPython has started.
    private func prompt(_ client: ControlClient) throws { try client.waits(for: "Type \"help()\"") }

    @Test func `pins, LED and the voltage at TOUT are what firmware makes and finds of them`() throws {
        let (board, client) = try board()
        try client.type("from machine import Pin, ADC; led = Pin(2, Pin.OUT); led.value(0); 'lit'", until: "'lit'")
        #expect(try client.state()["led"] as? Bool == true && client.level(2) == 0)
        try client.type("led.value(1)")
        #expect(try client.event("pin") { $0["pin"] as? Int == 2 }["level"] as? Int == 1)
        #expect(try client.state()["led"] as? Bool == false && client.level(2) == 1 && client.level(6) == nil)
        for (level, value) in [("0", 0), ("1", 1), ("0", 0), ("null", 1)] {
            try client.ask(#"{"do":"drive","pin":4,"level":\#(level)}"#)
            try client.type("'pin', Pin(4, Pin.IN).value()", until: "('pin', \(value))")
        }
        for (volts, value) in [(0.25, 256), (1, 1024), (0, 0)] {
            try client.ask(#"{"do":"adc","volts":\#(volts)}"#)
            try client.type("'adc', ADC(0).read()", until: "('adc', \(value))")
        }
        #expect(try client.ask(#"{"do":"quit","id":[7,"x"]}"#)["id"] as? [AnyHashable] == [7, "x"])
        #expect(board.exitCode() == 0)
    }

    @Test func `the reset button and a power cut: what is forgotten, and what is kept`() throws {
        let (board, client) = try board()
        try client.type("f = open('kept', 'w'); f.write('3 rooms'); f.close(); 'closed'", until: "'closed'")
        try client.type("import machine; machine.RTC().memory(b'warm'); 'stored'", until: "'stored'")
        try client.ask(#"{"do":"reset"}"#)
        #expect(try client.event("boot")["cause"] as? String == "external")
        try prompt(client)
        try client.type("import machine; machine.RTC().memory(), 'f' in globals()", until: "(b'warm', False)")
        try client.ask(#"{"do":"power","on":false}"#)
        #expect(try client.event("power")["on"] as? Bool == false)
        let off = try client.state()
        #expect(off["powered"] as? Bool == false && off["led"] as? Bool == false && off["heap_free_bytes"] is NSNull)
        #expect(try client.refusal(#"{"do":"reset"}"#) == "reset: the board has no power")
        #expect(try client.refusal(#"{"do":"serial","text":"a"}"#) == "serial: the board has no power")
        try client.ask(#"{"do":"drive","pin":5,"level":0}"#)
        #expect(try client.state()["seconds"] as? Double == off["seconds"] as? Double)
        try client.ask(#"{"do":"power","on":true}"#)
        #expect(try client.event("boot")["cause"] as? String == "power-on")
        try prompt(client)
        try client.type("import machine; machine.RTC().memory(), machine.reset_cause()", until: "(b'', 0)")
        try client.type("open('kept').read(), machine.Pin(5, machine.Pin.IN).value()", until: "('3 rooms', 0)")
        let state = try client.state()
        #expect(state["boots"] as? Int == 3 && state["reset_cause"] as? String == "power-on")
        board.send(SIGINT)
        #expect(board.exitCode() == 0)
    }

    @Test(arguments: [#"{"do":"reset"}"#, #"{"do":"power","on":true}"#])
    func `other firmware starts once, in the same surroundings, and time goes on`(request: String) throws {
        let (_, client) = try board()
        try client.ask(#"{"do":"drive","pin":4,"level":0}"#)
        let same = "b = bytearray(64); esp.flash_read(0x50000, b); esp.flash_write(0x50000, b)"
        try client.type("import esp; \(same); 'written'", until: "'written'")
        let before = try client.state()
        #expect(before["firmware"] as? String == "micropython.bin")
        try client.ask(#"{"do":"power","on":\#(request.contains("reset"))}"#)
        try client.ask(request)
        let boot = try client.event("boot")
        #expect(boot["cause"] as? String == (request.contains("reset") ? "external" : "power-on"))
        let time = try #require(before["seconds"] as? Double)
        #expect(try #require(boot["seconds"] as? Double) >= time)
        try prompt(client)
        try client.type("import machine; 'pin', machine.Pin(4, machine.Pin.IN).value()", until: "('pin', 0)")
        let state = try client.state()
        #expect(state["firmware"] as? String == "flash" && state["boots"] as? Int == 2)
    }

    @Test func `firmware notices that the access point was pulled away, and joins it when it is back`() throws {
        let (_, client) = try board(TestFirmware.micropython, "--wifi", "vesp:password")
        try client.type("import network, time; w = network.WLAN(network.STA_IF); w.active(True); 'up'", until: "'up'")
        try client.type("def wait(c):\r while w.isconnected() != c: time.sleep_ms(100)\r\r\r\r'made'", until: "'made'")
        try client.type("w.connect('vesp', 'password'); wait(True); 'joined'", until: "'joined'")
        var state = try client.state()
        #expect(state["access_point"] as? Bool == true && state["joined"] as? Bool == true)
        try client.ask(#"{"do":"access_point","present":false}"#)
        state = try client.state()
        #expect(state["access_point"] as? Bool == false && state["joined"] as? Bool == false)
        try client.type("wait(False); 'lost'", until: "'lost'")
        try client.ask(#"{"do":"access_point","present":true}"#)
        try client.type("wait(True); 'back'", until: "'back'")
        #expect(try client.state()["joined"] as? Bool == true)
    }

    @Test func `a bite and an exception are told, with the watchdogs' countdowns before`() throws {
        let (_, client) = try board()
        let watchdogs = try #require(try client.state()["watchdogs"] as? [String: [String: Any]])
        #expect(watchdogs["software"]?["armed"] as? Bool == true && watchdogs["hardware"]?["armed"] as? Bool == true)
        #expect((0...3.2).contains(watchdogs["software"]?["remaining_seconds"] as? Double ?? -1))
        let code = "exec('@micropython.asm_xtensa\\ndef f():\\n label(L)\\n j(L)')"
        try client.type(code + "; 'ready'", until: "'ready'")
        try client.type("f()")
        let bite = try client.event("bite")
        #expect(bite["watchdog"] as? String == "software" && bite["in"] is NSNull)
        #expect((bite["pc"] as? String)?.hasPrefix("0x401") == true)
        #expect(try client.event("boot")["cause"] as? String == "external")
        try prompt(client)
        let state = try client.state(), stall = try #require(state["stall"] as? [String: Double])
        #expect(state["bites"] as? Int == 1 && stall["longest_seconds"] ?? 0 > 2)
        try client.type("import machine; machine.mem32[0] = 1")
        let exception = try client.event("exception")
        #expect(exception["cause"] as? Int == 29 && (exception["pc"] as? String)?.hasPrefix("0x402") == true)
    }

    @Test func `the state of an Arduino image has what is known of it; states come as often as is wanted`() throws {
        let (_, client) = try board(Self.arduino)
        try client.ask(#"{"do":"follow","console":false,"state_every_seconds":0.05}"#)
        for _ in 0..<3 { #expect(try client.event("state")["state"] is [String: Any]) }
        let state = try client.state()
        let keys: Set = [
            "seconds", "powered", "clock_mhz", "firmware", "boots", "reset_cause", "led", "pins", "adc_volts",
            "access_point",
            "joined", "watchdogs", "stall", "heap_free_bytes", "bites", "console_open",
        ]
        let page = try String(contentsOfFile: "\(Tool.packageRoot)/docs/control.md", encoding: .utf8)
        for key in keys { #expect(page.contains("`\(key)`"), "docs/control.md says nothing of \(key)") }
        #expect(Set(state.keys) == keys && state["firmware"] as? String == "arduino.bin")
        #expect((state["pins"] as? [[String: Any]])?.count == 17 && state["access_point"] as? Bool == false)
        #expect(try client.refusal(#"{"do":"access_point","present":true}"#).contains("was given no network"))
    }

    @Test func `a socket is there as long as the board, several programs at a time`() throws {
        let path = "\(scratch.path)/control"
        let board = try RunningTool(["board", Self.arduino, "--control", path, "--serial", "tcp:0"])
        _ = try board.nextLine()
        let client = try ControlClient(board)
        let others = try (0..<5).map { _ in try LoopbackConnection.open(path: path) }
        defer { for descriptor in others { close(descriptor) } }
        #expect(try client.state()["powered"] as? Bool == true)
        try Tool.expectRefusal(69, "\(path): address already in use", ["board", Self.arduino, "--control", path])
        try client.ask(#"{"do":"quit"}"#)
        #expect(board.exitCode() == 0 && !FileManager.default.fileExists(atPath: path))
        let file = try scratch.file("notes", "kept")
        try Tool.expectRefusal(69, "exists, and is no socket", ["board", Self.arduino, "--control", file])
        try Tool.expectRefusal(64, "70000 is no TCP port", ["board", Self.arduino, "--control", "70000"])
    }
}
