import Foundation
import Inputs
import NIOCore
import TestSupport
import Testing

@testable import BoardPage

/// The page's server, by plain requests and WebSockets of a client that can break the rules.
@Suite(.timeLimit(.minutes(5)))
struct PageServerTests {
    @Test func `the page and its parts are served, uncached, with nothing inline and nothing from elsewhere`() throws {
        let board = try PagedBoard()
        for (path, type) in [("/", "text/html"), ("/page.css", "text/css"), ("/page.js", "text/javascript")] {
            let answer = try PlainHTTP.get(board, path)
            #expect(answer.hasPrefix("HTTP/1.1 200 OK\r\n"))
            #expect(answer.contains("Content-Type: \(type); charset=utf-8\r\n"))
            #expect(answer.contains("Cache-Control: no-store\r\n"))
            #expect(
                answer.contains("Content-Security-Policy: default-src 'none'; script-src 'self'; style-src 'self';")
            )
            #expect(!answer.contains("unsafe-inline") && !answer.contains("://www"))
        }
        let page = PageMarkup.text
        #expect(page.firstMatch(of: /style=|<style| on[a-z]+=|javascript:/) == nil)
        #expect(page.matches(of: /(?:src|href)="([^"]*)"/).map { String($0.1) } == ["data:,", "/page.css", "/page.js"])
    }

    @Test func `anything else is refused`() throws {
        let board = try PagedBoard()
        for path in ["/x", "/page.css/", "//", "/../etc/passwd", "http://127.0.0.1/"] {
            #expect(try PlainHTTP.get(board, path).hasPrefix("HTTP/1.1 404 Not Found\r\n"), "\(path)")
        }
        #expect(try PlainHTTP.get(board, "/control").hasPrefix("HTTP/1.1 426 Upgrade Required\r\n"))
        let host = "Host: 127.0.0.1:\(board.server.port)\r\n"
        for method in ["POST", "PUT", "DELETE", "HEAD", "OPTIONS"] {
            let answer = try PlainHTTP.answer(
                port: board.server.port,
                "\(method) / HTTP/1.1\r\n\(host)Content-Length: 0\r\n\r\n"
            )
            #expect(answer?.hasPrefix("HTTP/1.1 404 ") == true, "\(method)")
        }
        let nonsense = try PlainHTTP.answer(port: board.server.port, "nonsense\r\n\r\n")
        #expect(nonsense?.hasPrefix("HTTP/1.1 400 ") == true)
        let large = "GET / HTTP/1.1\r\n\(host)X: \(String(repeating: "x", count: 70_000))\r\n\r\n"
        #expect(try PlainHTTP.answer(port: board.server.port, large)?.contains("200 OK") == false)
    }

    @Test func `another site drives no board: its Origin is refused, and a name of its own for loopback`() throws {
        let board = try PagedBoard()
        let port = board.server.port
        let hosts = [
            "evil.example", "evil.example:\(port)", "127.0.0.1.evil.example:\(port)", "localhost.evil.example",
            "127.0.0.1:\(port)@evil.example", "localhost:", "localhost:80x", "", "[::ffff:1.2.3.4]:\(port)",
        ]
        for host in hosts {
            #expect(try PlainHTTP.get(board, "/", ["Host: \(host)"]).hasPrefix("HTTP/1.1 403 "), "\(host)")
        }
        #expect(try PlainHTTP.answer(port: port, "GET / HTTP/1.0\r\n\r\n")?.contains(" 400 ") == true)
        #expect(try PlainHTTP.get(board, "/", ["Host: localhost", "Host: localhost"]).contains(" 400 "))
        for origin in ["http://evil.example", "null", "https://127.0.0.1:\(port)", "http://127.0.0.1:1"] {
            #expect(try PlainHTTP.get(board, "/", ["Origin: \(origin)"]).hasPrefix("HTTP/1.1 403 "), "\(origin)")
            #expect(throws: WebSocketClient.Refused.self, "\(origin)") {
                try WebSocketClient(port: port, "/control", headers: ["Origin: \(origin)"])
            }
        }
        #expect(throws: WebSocketClient.Refused.self) {
            try WebSocketClient(port: port, "/control", headers: ["Host: evil.example", "Origin: http://evil.example"])
        }
        #expect(throws: WebSocketClient.Refused.self) { try WebSocketClient(port: port, "/elsewhere") }
        for headers in [
            [], ["Origin: http://127.0.0.1:\(port)"], ["Host: localhost:\(port)", "Origin: http://localhost:\(port)"],
        ] {
            #expect(throws: Never.self) { try WebSocketClient(port: port, "/control", headers: headers) }
        }
        #expect(board.waits { board.departures == 3 })
    }

    @Test func `lines go both ways in order, and the descriptor says when there is something to fetch`() throws {
        let board = try PagedBoard()
        #expect(!board.isCalled)
        let page = try WebSocketClient(port: board.server.port, "/control")
        #expect(board.waits { board.lines.count == 1 })
        #expect(!board.isCalled)
        for number in 0..<100 { try page.send("request \(number)") }
        for number in 0..<100 { #expect(board.hears("request")?.hasSuffix(" \(number)") == true) }
        #expect(!board.isCalled)
        for number in 0..<100 { board.say("answer \(number)") }
        for number in 0..<100 { #expect(page.next() == .text("answer \(number)")) }
        try page.send(.ping, [1, 2])
        #expect(page.next() == .pong)
        try page.send(.text, Array("in two ".utf8), isLast: false)
        try page.send(.ping, [])
        try page.send(.continuation, Array("parts".utf8))
        #expect(board.hears("in two parts") == "in two parts")
        try page.send(.close, [])
        #expect(page.next() == .pong)
        #expect(page.next() == .close(1000))
        #expect(page.next() == .ended)
        #expect(board.waits { board.lines.isEmpty && board.departures == 1 })
        #expect(!board.isCalled)
    }

    @Test func `what is no line closes the WebSocket with its code`() throws {
        let board = try PagedBoard()
        let most = board.server.limits.message
        let large = [UInt8](repeating: UInt8(ascii: "x"), count: most)
        let cases: [(code: Int, frames: [(WebSocketClient.Opcode, [UInt8], isLast: Bool, isMasked: Bool)])] = [
            (1009, [(.text, large + [0x78], true, true)]),
            (1009, [(.text, large, false, true), (.continuation, [0x78], true, true)]),
            (1003, [(.binary, [1], true, true)]),
            (1007, [(.text, [0xFF, 0xFE], true, true)]),
            (1002, [(.continuation, [0x78], true, true)]),
            (1002, [(.text, [0x78], false, true), (.text, [0x78], true, true)]),
            (1002, [(.text, [0x78], true, false)]),
        ]
        for (code, frames) in cases {
            let page = try WebSocketClient(port: board.server.port, "/control")
            for (opcode, payload, isLast, isMasked) in frames {
                try page.send(opcode, payload, isLast: isLast, isMasked: isMasked)
            }
            #expect(page.next() == .close(code))
            #expect(page.next() == .ended)
        }
        let page = try WebSocketClient(port: board.server.port, "/control")
        try page.send(.text, large)
        #expect(board.hears("xxx")?.utf8.count == most)
        #expect(board.waits { board.lines.count == 1 })
    }

    @Test func `connections are bounded, and room is made by who leaves`() throws {
        var limits = PageLimits()
        limits.connections = 3
        let board = try PagedBoard(limits)
        let port = board.server.port
        var pages = try (0..<3).map { _ in try WebSocketClient(port: port, "/control") }
        #expect(board.waits { board.lines.count == 3 })
        #expect(try PlainHTTP.answer(port: port, "GET / HTTP/1.1\r\n\r\n") == "")
        pages.removeLast()
        #expect(board.waits { board.departures == 1 })
        pages.append(try WebSocketClient(port: port, "/control"))
        #expect(board.waits { board.lines.count == 3 })
    }

    @Test func `who says nothing, half a request, or a byte now and then, is let go of`() throws {
        var limits = PageLimits()
        limits.requestTime = .milliseconds(300)
        limits.pingTime = .milliseconds(200)
        let board = try PagedBoard(limits)
        let port = board.server.port
        for request in ["", "GET / HTT", "GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n"] {
            #expect(try PlainHTTP.answer(port: port, request) == "", "\(request)")
        }
        let kept = try PlainHTTP.answer(port: port, "GET /page.js HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
        #expect(kept?.hasPrefix("HTTP/1.1 200 OK\r\n") == true)
        let silent = try WebSocketClient(port: port, "/control")
        #expect(silent.next() == .ping)
        #expect(silent.next() == .ended)
        #expect(board.waits { board.departures == 1 })
        let slow = try LoopbackConnection.open(port: port)
        defer { close(slow) }
        // Each byte is there at once; only the deadline of the whole request can end it.
        var byte = UInt8(ascii: "x"), hasEnded = false
        while !hasEnded {
            var entry = pollfd(fd: slow, events: Int16(POLLIN), revents: 0)
            hasEnded = poll(&entry, 1, 20) > 0
            if !hasEnded, send(slow, &byte, 1, Int32(MSG_NOSIGNAL)) < 0 { hasEnded = true }
        }
    }

    @Test func `a page that does not read is dropped, and one that the board cannot follow`() throws {
        let board = try PagedBoard()
        let port = board.server.port
        let deaf = try WebSocketClient(port: port, "/control")
        #expect(board.waits { board.lines.count == 1 })
        let text = String(repeating: "x", count: 60_000)
        // More than the bound and whatever the sockets of loopback hold.
        for _ in 0..<2000 { board.say(text) }
        #expect(board.waits { board.departures == 1 })
        let flood = try WebSocketClient(port: port, "/control")
        try? (0..<1000).forEach { _ in try flood.send(text) }
        #expect(board.waits { board.departures == 2 })
        withExtendedLifetime(deaf) {}
    }

    @Test func `a taken port is refused in one line, and a closed server says that it goes away`() throws {
        let board = try PagedBoard()
        let taken = "127.0.0.1:\(board.server.port): address already in use"
        #expect(throws: EmulationError.unavailable(taken)) { try PageServer(port: board.server.port) }
        let server = try PageServer(port: 0)
        let page = try WebSocketClient(port: server.port, "/control")
        try page.send("hello")
        server.close()
        #expect(page.next() == .close(1001))
        #expect(page.next() == .ended)
        #expect(throws: LoopbackConnection.Refused.self) { try LoopbackConnection.open(port: server.port) }
    }

    @Test func `nothing that a stranger sends keeps the next one from being served`() throws {
        var random = SeededGenerator(state: Fuzz.seed)
        var limits = PageLimits()
        limits.requestTime = .milliseconds(500)
        let board = try PagedBoard(limits)
        let port = board.server.port
        let words = [
            "GET / HTTP/1.1\r\n", "Host: 127.0.0.1\r\n", "Upgrade: websocket\r\n", "\r\n", ":",
            "Connection: upgrade\r\n",
        ]
        for round in 0..<Fuzz.count(40) {
            let descriptor = try LoopbackConnection.open(port: port)
            var bytes: [UInt8] = []
            for _ in 0..<(1 + random.index(below: 12)) {
                let word = Array(words[random.index(below: words.count)].utf8)
                bytes += random.below(3) > 0 ? word : word.map { _ in UInt8(truncatingIfNeeded: random.next()) }
            }
            _ = send(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL))
            close(descriptor)
            let page = try WebSocketClient(port: port, "/control")
            for _ in 0..<(1 + random.index(below: 6)) {
                let payload = (0..<random.index(below: 300)).map { _ in UInt8(truncatingIfNeeded: random.next()) }
                let opcodes: [WebSocketClient.Opcode] = [.continuation, .text, .binary, .close, .ping, .pong]
                let opcode = opcodes[random.index(below: opcodes.count)]
                try? page.send(opcode, payload, isLast: random.below(3) > 0, isMasked: random.below(8) > 0)
            }
            #expect(board.waits { true })
            guard round % 10 == 9 else { continue }
            #expect(try PlainHTTP.get(board, "/").hasPrefix("HTTP/1.1 200 OK"), "seed \(Fuzz.seed), round \(round)")
        }
    }
}
