import Foundation
import TestSupport
import Testing

/// `vesp board --http` with real firmware, in a real browser.
@Suite(
    .serialized,
    .timeLimit(.minutes(5)),
    .enabled(if: TestFirmware.isHere && DevTools.isThere, "needs make test-deps and make test-firmware")
)
struct BoardInBrowserTests {
    /// A board, its page, and where that is.
    private struct Shown {
        let board: RunningTool
        let page: DevTools
        let port: Int
    }

    private func show(width: Int, _ arguments: [String]) throws -> Shown {
        let board = try RunningTool(["board", TestFirmware.micropython, "--http", "0"] + arguments)
        var line = ""
        while !line.hasPrefix("http ") {
            line = try board.nextLine()
            try #require(line != "", "the board ended")
        }
        let address = String(line.dropFirst(5))
        let port = try #require(URL(string: address)?.port, "\(line)")
        let page = try DevTools(width: width)
        try page.open(address)
        try page.wait("document.getElementById('open').textContent === '>>> '")
        return Shown(board: board, page: page, port: port)
    }

    private func type(_ text: String, _ page: DevTools) throws {
        try page.evaluate("document.getElementById('line').focus()")
        try page.type(text + "\n")
    }

    private func waits(for text: String, in id: String, _ page: DevTools) throws {
        try page.wait("document.getElementById('\(id)').textContent.includes('\(text)')")
    }

    @Test(arguments: [1200, 390])
    func `what is typed is answered, pins and LED follow, and the buttons do what they say`(width: Int) throws {
        let shown = try show(width: width, ["--pace", "4"])
        let page = shown.page
        #expect(try page.evaluate("document.documentElement.scrollWidth") as? Int ?? .max <= width)
        try waits(for: "micropython.bin", in: "name", page)
        try type("print(6 * 7, '<b>')", page)
        try waits(for: "42 <b>", in: "lines", page)
        try type("import machine; led = machine.Pin(2, machine.Pin.OUT); led.value(0)", page)
        try waits(for: "lit", in: "led-text", page)
        try waits(for: "lowoutput", in: "pin2", page)
        try type("led.value(1)", page)
        try waits(for: "dark", in: "led-text", page)
        try type("button = machine.Pin(5, machine.Pin.IN); button.value() + 100", page)
        try waits(for: "101", in: "lines", page)
        try page.evaluate("document.querySelector('#pin5 button').click()")
        try waits(for: "lowinput", in: "pin5", page)
        try type("button.value() + 200", page)
        try waits(for: "200", in: "lines", page)
        try waits(for: "left of", in: "hardware", page)
        try page.evaluate("document.getElementById('reset').click()")
        try waits(for: "external", in: "cause", page)
        try waits(for: "2 boots", in: "boots", page)
        try page.evaluate("document.getElementById('power').click()")
        try page.wait("document.getElementById('word').textContent === 'OFF'")
        try page.evaluate("document.getElementById('power').click()")
        try page.wait("document.getElementById('word').textContent === 'RUNNING'")
        try waits(for: "power-on", in: "cause", page)
        #expect(page.complaints == [])
        shown.board.send(SIGINT)
        #expect(shown.board.exitCode() == 0)
        try page.wait("document.getElementById('word').textContent === 'GONE'")
    }

    /// A loop in native code calls nothing that feeds.
    @Test func `a bite is on the page within a second`() throws {
        let shown = try show(width: 1200, [])
        let page = shown.page
        let control = try WebSocketClient(port: shown.port, "/control")
        try control.send(#"{"do":"follow","events":true}"#)
        try page.evaluate(
            """
            window.seen = new Promise(resolve => new MutationObserver(() => {
              if (document.querySelector('[role=alert] strong')) resolve(Date.now());
            }).observe(document.querySelector('[role=alert]'), { childList: true }));
            0
            """
        )
        try type(#"exec('@micropython.viper\ndef stall():\n while True: pass\n')"#, page)
        try type("stall()", page)
        while case .text(let text)? = control.next() { if text.contains(#""event":"bite""#) { break } }
        let told = Date().timeIntervalSince1970
        let seen = try #require(try page.evaluate("window.seen") as? Double) / 1000
        #expect(abs(seen - told) < 1, "\(seen - told) s")
        try waits(for: "the software watchdog bit at", in: "alarm", page)
        try waits(for: "The board booted again at", in: "alarm", page)
        try waits(for: "1", in: "bites", page)
        #expect(page.complaints == [])
    }

    @Test func `a port that is none, or taken, is refused in one line`() throws {
        try Tool.expectRefusal(64, "--http 65536 is no TCP port", ["board", "--http", "65536"])
        let server = try LoopbackServer(isListening: true)
        let taken = "127.0.0.1:\(server.port): address already in use"
        try Tool.expectRefusal(69, taken, ["board", "--http", "\(server.port)"])
    }
}
