import Emulation
import Foundation
import TestSupport
import Testing

@testable import BoardPage

/// The page in a real browser, with the words of a board that the test plays.
@Suite(.serialized, .timeLimit(.minutes(5)), .enabled(if: DevTools.isThere, "needs make test-deps"))
struct PageTests {
    private let board: PagedBoard

    init() throws { board = try PagedBoard() }

    /// A state; `changes` replace keys of it.
    private func state(_ changes: [String: Any] = [:]) throws -> String {
        var state: [String: Any] = [
            "seconds": 12.345678, "powered": true, "clock_mhz": 80, "firmware": "MicroPython", "boots": 2,
            "reset_cause": "external", "led": true, "adc_volts": 0.25, "access_point": true, "joined": false,
            "pins": (0...16).map {
                ["pin": $0, "level": $0 % 2, "output": $0 == 2, "driven": NSNull()] as [String: Any]
            },
            "watchdogs": [
                "software": ["armed": true, "remaining_seconds": 1.6] as [String: Any],
                "hardware": ["armed": true, "stage": 0, "remaining_seconds": 8.39] as [String: Any],
            ],
            "stall": ["current_seconds": 1.6, "longest_seconds": 2.5], "heap_free_bytes": 27136, "bites": 0,
        ]
        state.merge(changes) { $1 }
        let event: [String: Any] = ["event": "state", "state": state]
        return String(decoding: try JSONSerialization.data(withJSONObject: event), as: UTF8.self)
    }

    private func open(width: Int = 1200, isDark: Bool = false) throws -> DevTools {
        let page = try DevTools(width: width, isDark: isDark)
        try page.open(board.server.address)
        let follow = try #require(board.hears("\"follow\""))
        for part in ["\"console\":true", "\"events\":true", "\"state_every_seconds\":0.1"] {
            #expect(follow.contains(part), "\(follow)")
        }
        board.say(#"{"vesp":"board","schema":1}"#)
        board.say(try state())
        try page.wait("document.getElementById('word').textContent === 'RUNNING'")
        return page
    }

    private func text(_ id: String, _ page: DevTools) throws -> String? {
        try page.evaluate("document.getElementById('\(id)').textContent") as? String
    }

    @Test(arguments: [1200, 390], [false, true])
    func `the page fits its window, can be read, and has a name for every control`(width: Int, isDark: Bool) throws {
        let page = try open(width: width, isDark: isDark)
        board.say(
            #"{"event":"bite","seconds":12.3,"watchdog":"hardware","in":"a_function_with_quite_a_long_name_in_it"}"#
        )
        board.say("{\"event\":\"console\",\"seconds\":1,\"text\":\"\(String(repeating: "long", count: 200))\"}")
        try page.wait("document.querySelector('#alarm strong') && document.querySelector('#console p')")
        let found = try page.evaluate(PageTests.survey) as? [String: Any] ?? [:]
        #expect(found["content"] as? Int ?? .max <= width)
        #expect(found["wide"] as? [String] == [])
        #expect(found["faint"] as? [String] == [])
        #expect(found["nameless"] as? [String] == [])
        #expect(found["small"] as? [String] == [])
        #expect(found["isDark"] as? Bool == isDark)
        #expect(page.complaints == [])
    }

    /// What is too wide, too faint to read (WCAG: 4.5 to 1), without a name, or too small for a finger on a phone.
    private static let survey = """
        (() => {
          const light = ([r, g, b]) => {
            const [x, y, z] = [r, g, b].map(v => (v /= 255) <= 0.04 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
            return 0.2126 * x + 0.7152 * y + 0.0722 * z;
          };
          const numbers = colour => colour.match(/[\\d.]+/g).map(Number);
          const below = node => {
            for (; node; node = node.parentElement) {
              const colour = numbers(getComputedStyle(node).backgroundColor);
              if (colour.length < 4 || colour[3] === 1) return colour;
            }
            return [255, 255, 255];
          };
          const contrast = node => {
            const [a, b] = [light(numbers(getComputedStyle(node).color)), light(below(node))];
            return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
          };
          const all = [...document.querySelectorAll('body *')].filter(node => node.checkVisibility());
          const tell = nodes => nodes.map(node => node.outerHTML.slice(0, 80));
          const controls = all.filter(node => node.matches('button, input'));
          const hasText = node => [...node.childNodes].some(one => one.nodeType === 3 && one.data.trim());
          return {
            content: document.documentElement.scrollWidth,
            wide: tell(all.filter(node => node.getBoundingClientRect().right > innerWidth + 1)),
            faint: tell(all.filter(node => hasText(node) && !node.disabled && contrast(node) < 4.5)),
            nameless: tell(controls.filter(node => !node.textContent && !node.labels?.length)),
            small: tell(controls.filter(node => innerWidth < 600 && node.getBoundingClientRect().height < 40)),
            isDark: light(below(document.body)) < 0.2,
          };
        })()
        """

    @Test func `figures are those of the board, and what it does not know is called unknown`() throws {
        let page = try open()
        let shown = [
            "name": "MicroPython", "time": "12.346 s", "clock": "CPU at 80 MHz", "led-text": "lit", "cause": "external",
            "boots": "2 boots", "bites": "0", "heap": "27,136", "joined": "not joined",
            "air-note": "access point present",
            "stall": "1.60 s", "longest": "2.50 s", "adc-text": "0.250 V",
        ]
        for (id, wanted) in shown.sorted(by: { $0.key < $1.key }) { #expect(try text(id, page) == wanted, "\(id)") }
        #expect(try text("pin2", page) == "D4GPIO2, LEDlowoutputLowLet goHigh")
        #expect(try text("pin13", page) == "D7GPIO13highinputLowLet goHigh")
        #expect(try text("pin16", page) == "D0GPIO16lowinput")
        board.say(
            try state([
                "seconds": 12.5, "led": NSNull(), "heap_free_bytes": NSNull(), "stall": NSNull(), "joined": NSNull(),
                "pins": [],
                "watchdogs": [
                    "software": NSNull(), "hardware": ["armed": false, "stage": 0, "remaining_seconds": NSNull()],
                ],
            ])
        )
        try page.wait("document.getElementById('stall').textContent === 'unknown'")
        for id in ["led-text", "heap", "longest", "joined"] { #expect(try text(id, page) == "unknown", "\(id)") }
        #expect(try text("pin13", page) == "D7GPIO13unknownLowLet goHigh")
        let left = "[...document.querySelectorAll('.left')].map(node => node.textContent).join()"
        #expect(try page.evaluate(left) as? String == "unknown,not armed")
        #expect(page.complaints == [])
    }

    @Test func `countdowns and stalls move, in words as well as in bars`() throws {
        let page = try open()
        let software = "document.querySelector('#software .left').textContent"
        try page.wait("\(software) === '1.60 s left of 1.60 s'")
        let dogs: [String: Any] = [
            "software": ["armed": true, "remaining_seconds": 0.32] as [String: Any], "hardware": NSNull(),
        ]
        board.say(
            try state([
                "seconds": 13.625, "watchdogs": dogs, "stall": ["current_seconds": 2.88, "longest_seconds": 2.88],
            ])
        )
        try page.wait("\(software) === '0.32 s left of 1.60 s'")
        let gauge = "document.querySelector('#software .gauge')"
        #expect(try page.evaluate("\(gauge).classList.contains('low')") as? Bool == true)
        #expect(try page.evaluate("\(gauge).getAttribute('aria-valuetext')") as? String == "0.32 s left of 1.60 s")
        try page.wait("Math.abs(\(gauge).firstElementChild.offsetWidth / \(gauge).offsetWidth - 0.2) < 0.02")
        let stall = ["current_seconds": 0, "longest_seconds": 2.88]
        board.say(try state(["seconds": 14, "stall": stall]))
        try page.wait("document.getElementById('stall').textContent === '0.00 s'")
        // It is drawn four times a second at most.
        var seconds = 14.0
        let isDrawn = board.waits {
            seconds += 0.1
            guard let later = try? state(["seconds": seconds, "stall": stall]) else { return false }
            board.say(later)
            let label = try? page.evaluate("document.getElementById('strip').getAttribute('aria-label')") as? String
            return label == "Stalls of the last 60 s on the chip, longest 2.88 s"
        }
        #expect(isDrawn)
        #expect(try text("strip-top", page) == "full height: 5 s")
        #expect(page.complaints == [])
    }

    @Test func `buttons, pins, the slider and the line say what they do`() throws {
        let page = try open()
        let clicks = [
            ("#reset", #"{"do":"reset","id":"reset"}"#),
            ("#power", #"{"do":"power","id":"power","on":false}"#),
            ("#air", #"{"do":"access_point","id":"access_point","present":false}"#),
            ("#pin5 button:nth-child(1)", #"{"do":"drive","id":"drive","pin":5,"level":0}"#),
            ("#pin5 button:nth-child(2)", #"{"do":"drive","id":"drive","pin":5,"level":null}"#),
            ("#pin5 button:nth-child(3)", #"{"do":"drive","id":"drive","pin":5,"level":1}"#),
            ("#interrupt", #"{"do":"serial","id":"serial","text":"\u0003"}"#),
        ]
        for (query, wanted) in clicks {
            try page.evaluate("document.querySelector('\(query)').click()")
            #expect(board.hears("\"do\"") == wanted, "\(query)")
        }
        #expect(try page.evaluate("document.querySelector('#pin2 button').disabled") as? Bool == true)
        try page.evaluate(
            "{ const adc = document.getElementById('adc'); adc.focus(); adc.value = 0.5; adc.oninput(); adc.onchange(); }"
        )
        #expect(board.hears("adc") == #"{"do":"adc","id":"adc","volts":0.5}"#)
        try page.evaluate("document.getElementById('line').focus()")
        try page.type("print('ä')\n")
        #expect(board.hears("serial") == #"{"do":"serial","id":"serial","text":"print('ä')\r"}"#)
        board.say(#"{"ok":false,"id":"serial","error":"the board is off"}"#)
        try page.wait("document.getElementById('refused').textContent === 'the board is off'")
        board.say(try state(["powered": false, "access_point": false]))
        try page.wait("document.getElementById('word').textContent === 'OFF'")
        #expect(try text("power", page) == "Give power")
        #expect(try text("air", page) == "Bring access point back")
        #expect(page.complaints == [])
    }

    @Test func `a bite is announced with which, when and where, and what became of it`() throws {
        let page = try open()
        board.say(#"{"event":"bite","seconds":15.5,"watchdog":"software","in":"<img src=x onerror=alert(1)>"}"#)
        let alarm = "document.querySelector('[role=alert]').textContent"
        try page.wait("\(alarm).includes('WATCHDOG BITE')", seconds: 1)
        let words = "the software watchdog bit at 15.500 s on the chip, in <img src=x onerror=alert(1)>"
        #expect((try page.evaluate(alarm) as? String)?.contains(words) == true)
        #expect(try page.evaluate("document.title") as? String == "BITE · MicroPython – vesp board")
        board.say(#"{"event":"boot","seconds":15.6,"cause":"software watchdog"}"#)
        try page.wait("\(alarm).includes('booted again at 15.600 s, reset cause software watchdog')")
        board.say(#"{"event":"exception","seconds":16,"cause":28,"pc":"0x40201234"}"#)
        try page.wait(
            "document.getElementById('events').textContent.includes('exception 28 (load prohibited) at 0x40201234')"
        )
        board.say(#"{"event":"bite","seconds":17,"watchdog":"hardware","in":null,"pc":"0x40105a3c"}"#)
        try page.wait(
            "\(alarm).includes('hardware watchdog bit at 17.000 s on the chip, in a function without a name at 0x40105a3c')"
        )
        #expect(try page.evaluate("document.images.length") as? Int == 0)
        board.say(try state(["bites": 2]))
        try page.evaluate("document.querySelector('#alarm button').click()")
        #expect(try page.evaluate(alarm) as? String == "")
        #expect(page.complaints == [])
    }

    @Test func `the console shows text as text, keeps 2,000 lines and follows its end unless one looks back`() throws {
        let page = try open()
        board.say(#"{"event":"console","seconds":1.5,"text":"<script>alert(1)</script><b>bold</b> \u001b[1m"}"#)
        let first = "document.querySelector('#lines div').textContent"
        try page.wait("document.querySelector('#lines div')")
        #expect(try page.evaluate(first) as? String == "1.500<script>alert(1)</script><b>bold</b> ^[[1m")
        for number in 0..<2100 { board.say(#"{"event":"console","seconds":2,"text":"line \#(number)"}"#) }
        try page.wait("document.getElementById('lines').lastElementChild.textContent === '2.000line 2099'")
        #expect(try page.evaluate("document.getElementById('lines').childElementCount") as? Int == 2000)
        let isAtEnd =
            "(node => node.scrollTop + node.clientHeight >= node.scrollHeight - 2)(document.getElementById('console'))"
        #expect(try page.evaluate(isAtEnd) as? Bool == true)
        try page.evaluate("document.getElementById('console').scrollTop = 100")
        try page.wait("!document.getElementById('below').hidden")
        board.say(#"{"event":"console","seconds":3,"text":"last"}"#)
        try page.wait("document.getElementById('lines').lastElementChild.textContent === '3.000last'")
        #expect(try page.evaluate(isAtEnd) as? Bool == false)
        try page.evaluate("document.getElementById('follow').click()")
        #expect(try page.evaluate(isAtEnd) as? Bool == true)
        let open = "document.getElementById('open')"
        board.say(try state(["console_open": ">>> "]))
        try page.wait("!\(open).hidden && \(open).textContent === '>>> '")
        board.say(#"{"event":"console","seconds":4,"text":">>> 1"}"#)
        try page.wait("\(open).hidden")
        #expect(page.complaints == [])
    }

    @Test func `the page says when the board is gone, and finds one that comes back`() throws {
        let server = try PageServer(port: 0)
        let page = try DevTools(width: 1200)
        try page.open(server.address)
        let line = try #require(Self.first(of: server))
        line.send(try state())
        try page.wait("document.getElementById('word').textContent === 'RUNNING'")
        server.close()
        try page.wait("document.getElementById('word').textContent === 'GONE'")
        #expect(try page.evaluate("document.querySelectorAll('[data-control]:not(:disabled)').length") as? Int == 0)
        let other = try PageServer(port: server.port)
        defer { other.close() }
        try #require(Self.first(of: other)).send(try state(["firmware": "another"]))
        try page.wait("document.getElementById('name').textContent === 'another'")
        #expect(try text("word", page) == "RUNNING")
        try page.wait("document.getElementById('lines').textContent === '— the board is gone —— the board is back —'")
    }

    private static func first(of server: PageServer) -> (any ControlLine)? {
        var entries = server.descriptors.map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
        return poll(&entries, nfds_t(entries.count), 20_000) > 0 ? server.arrivals().first : nil
    }
}
