import Foundation
import Record
import Testing

@testable import Reports

@Suite struct HTMLReportTests {
    @Test func `text is escaped, markup is not`() {
        let text = "<b a='1' c=\"2\">&"
        #expect(("<p>\(text)</p>" as HTML).markup == "<p>&lt;b a=&#39;1&#39; c=&quot;2&quot;&gt;&amp;</p>")
        let piece: HTML = "<i>\(7)</i>"
        #expect(("\(piece)\([piece, piece])" as HTML).markup == "<i>7</i><i>7</i><i>7</i>")
    }

    @Test func `control characters and those that turn the line around are shown, not obeyed`() {
        #expect(HTML.escaped("a\u{1B}[31m\u{0}\tb\u{7F}") == "a␛[31m␀\tb␡")
        #expect(HTML.escaped("x\u{202E}y\u{200B}\u{85}") == "x\\u{202E}y\\u{200B}\\u{85}")
        #expect(HTML.escaped("übung 中") == "übung 中")
    }

    @Test func `no text of a run gets out of its element or attribute`() {
        let attack = "</script></title></style>\"'><script>x</script><img src=x onerror=x> --> \u{0}"
        let page = HTMLReport.text(Records.hostile(attack))
        #expect(!page.contains("<img"))
        #expect(page.components(separatedBy: "<script").count == 2)
        #expect(page.components(separatedBy: "</script").count == 2)
        #expect(page.components(separatedBy: "</style").count == 2)
        #expect(!page.contains("\"'>"))
        #expect(!page.contains("\u{0}"))
    }

    @Test(arguments: ["empty", "good", "tripped", "eventful"])
    func `a page fetches nothing and every element that is opened is closed`(name: String) throws {
        let records = ["good": Records.good, "tripped": Records.tripped, "eventful": Records.eventful]
        let page = HTMLReport.text(records[name] ?? RunRecord())
        #expect(page.hasPrefix("<!DOCTYPE html>\n"))
        let namespace = "http://www.w3.org/2000/svg"
        let rest = page.replacing(namespace, with: "")
        for word in ["http:", "https:", "url(", "@import", "src="] {
            #expect(!rest.contains(word), "\(word)")
        }
        for element in ["section", "div", "svg", "table", "tr", "td", "th", "p", "text", "ul", "dl", "details"] {
            let opened = page.matches(of: try Regex("<\(element)[ >]")).count
            #expect(opened == page.components(separatedBy: "</\(element)>").count - 1, "\(element)")
        }
    }

    @Test func `a record gives the same bytes each time, also after it was saved`() throws {
        let record = Records.eventful
        let page = HTMLReport.text(record)
        #expect(HTMLReport.text(record) == page)
        #expect(HTMLReport.text(try JSONReport.record(JSONReport.text(record))) == page)
    }

    @Test func `the policy lets in the script of the page and no other`() throws {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/bin/sh")
        process.arguments = ["-c", "openssl dgst -sha256 -binary | openssl base64"]
        let input = Pipe(), output = Pipe()
        process.standardInput = input
        process.standardOutput = output
        try process.run()
        input.fileHandleForWriting.write(Data(HTMLReport.script.utf8))
        try input.fileHandleForWriting.close()
        let hash = String(decoding: try #require(try output.fileHandleForReading.readToEnd()), as: UTF8.self)
        #expect(HTMLReport.scriptHash == hash.trimmingCharacters(in: .whitespacesAndNewlines))
        #expect(HTMLReport.text(Records.good).contains("script-src 'sha256-\(HTMLReport.scriptHash)'"))
    }

    @Test func `a verdict comes first, with all of its reasons`() {
        let page = HTMLReport.text(Records.tripped)
        #expect(page.contains("<title>TRIPS: nodemcu-nonos-2.2, 160 MHz – vesp</title>"))
        #expect(page.contains("<span class=\"word\">TRIPS</span>"))
        #expect(page.contains("soft watchdog at 4.21 s, 3.20 s after its last feed"))
        #expect(HTMLReport.text(Records.good).contains("<span class=\"word\">OK</span>"))
    }

    @Test func `a margin of 4 ms is not nothing, and a share of 99.99 % not all`() {
        #expect(HTMLReport.text(Records.tripped).contains("<p class=\"value\">-0.004 <small>s</small></p>"))
        #expect(share(99_999, of: 100_000) != "100.0 %")
        #expect(share(1, of: 100_000) != "0.0 %")
        #expect(share(0, of: 10_000) == "0.0 %")
        #expect(share(10_000, of: 10_000) == "100.0 %")
        #expect(share(0, of: 0) == "-")
    }

    @Test func `a record without a call profile says so`() {
        var record = Records.eventful
        #expect(HTMLReport.text(record).contains("aria-label=\"Flame graph of cycles by guest function\""))
        record.callProfile = nil
        let page = HTMLReport.text(record)
        #expect(page.contains("This record holds no call profile"))
        #expect(!page.contains("aria-label=\"Flame graph of cycles"))
    }

    @Test func `the heap's consumers are shown when they are known, else only its lows`() {
        var record = Records.eventful
        var page = HTMLReport.text(record)
        #expect(page.contains("<code>read ← connect ← main</code>"))
        #expect(page.contains("aria-label=\"read: 24,000 bytes, 80.0 %\""))
        #expect(page.contains("data-read=\"heap: % bytes in use\""))
        record.heapUse = nil
        page = HTMLReport.text(record)
        #expect(!page.contains("Who held the heap"))
        #expect(page.contains("<div class=\"name\">Heap, most used<small>so far, 30,000 of 40,000 bytes</small>"))
    }

    @Test(arguments: [Int64.min, -1, 0, 1, Int64.max], [Int.min, -1, 0, Int.max])
    func `a saved record with absurd numbers has a page`(microseconds: Int64, bytes: Int) {
        let moment = Seconds(microseconds: microseconds)
        var record = Records.eventful
        record.duration = moment
        record.watchdog.soft.timeout = moment
        record.watchdog.soft.margin = moment
        record.handshake.seconds = moment
        record.handshake.states[0].seconds = moment
        record.stalls[0].start = moment
        record.stalls[0].seconds = moment
        record.heap.capacity = bytes
        record.heap.peak = bytes
        record.heap.freeLowWater = bytes
        record.stack.peak = bytes
        record.timeline.phases[0].end = moment
        record.timeline.feeds[1].last = moment
        record.timeline.bites[0].at = moment
        record.timeline.heap.append(.init(at: moment, free: bytes, largest: bytes))
        record.timeline.pins[0].at = moment
        record.heapUse?.peak = bytes
        record.heapUse?.peakAt = moment
        record.heapUse?.samples.append(.init(at: moment, least: bytes, most: bytes))
        record.heapUse?.consumers[0].atPeak = bytes
        record.callProfile?.stacks[0].cycles = .max
        record.callProfile?.stacks[1].cycles = .max
        record.cycles = .max
        #expect(HTMLReport.text(record).hasSuffix("</html>\n"))
    }

    @Test func `a bite is looked at, and without one there is no such section`() {
        var record = Records.eventful
        #expect(!HTMLReport.text(record).contains("id=\"trips\""))
        record.trips = Array(repeating: Records.trip("mul"), count: 12)
        let page = HTMLReport.text(record)
        #expect(page.contains("soft watchdog, 6.200 s"))
        #expect(page.contains("<dt>would have gone on for</dt><dd>0.004 s</dd>"))
        #expect(page.contains("<li><code>0x40100010 mul+16</code></li>"))
        #expect(page.contains("<dt>pc</dt><dd>0x40100010</dd>"))
        #expect(page.contains("And 2 bites more."))
    }

    @Test func `every parameter is on the page`() {
        let page = HTMLReport.text(Records.eventful)
        #expect(page.contains("<dt>seed</dt><dd>1</dd>"))
        #expect(page.contains("<dt>clock</dt><dd>160 <small>MHz</small></dd>"))
    }
}
